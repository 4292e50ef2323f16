/** Kinds of tasks of sums, element-wise work and optimizers; each has its case in runElementwiseTask. */
export const COLUMN_SUMS: i32 = 300;
export const ROW_SUMS: i32 = 301;
export const WEIGHT_UPDATE: i32 = 302;
export const PAIRS: i32 = 303;
