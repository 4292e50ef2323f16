/** Kinds of tasks of normalisation and softmax; each has its case in runNormalizationTask. */
export const BATCH_MOMENTS: i32 = 200;
export const BATCH_NORMALIZATION: i32 = 201;
export const BATCH_GRADIENT_SUMS: i32 = 202;
export const BATCH_GRADIENT: i32 = 203;
export const LAYER_NORMALIZATION: i32 = 204;
export const LAYER_GRADIENT: i32 = 205;
export const BOUNDED_GRADIENT_SUMS: i32 = 206;
export const BOUNDED_GRADIENT: i32 = 207;
