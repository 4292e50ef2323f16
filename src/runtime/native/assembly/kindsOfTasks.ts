/** What a task does; each has its case in runTask. */
export const PACKING: i32 = 1;
export const MATRIX_PRODUCT: i32 = 2;
export const CONVOLUTION: i32 = 3;
export const CONVOLUTION_FILTER_GRADIENT: i32 = 4;
export const CONVOLUTION_INPUT_GRADIENT: i32 = 5;
export const PART_SUM: i32 = 6;
export const SQUARE_PACKING: i32 = 7;
export const SQUARE_CONVOLUTION: i32 = 8;
export const SQUARE_FILTER_GRADIENT: i32 = 9;
export const STRIDED_PACKING: i32 = 10;
export const STRIDED_CONVOLUTION: i32 = 11;
export const STRIDED_INPUT_GRADIENT: i32 = 12;
export const STRIDED_FILTER_GRADIENT: i32 = 13;
