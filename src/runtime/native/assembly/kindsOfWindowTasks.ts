/** Kinds of tasks from here on are pooling and depthwise convolutions; each has its case in runWindowTask. */
export const WINDOW_TASKS: i32 = 100;
export const MAX_POOLING: i32 = 100;
export const AVERAGE_POOLING: i32 = 101;
export const MAX_POOLING_GRADIENT: i32 = 102;
export const AVERAGE_POOLING_GRADIENT: i32 = 103;
export const DEPTHWISE: i32 = 104;
export const DEPTHWISE_FILTER_GRADIENT: i32 = 105;
export const DEPTHWISE_INPUT_GRADIENT: i32 = 106;
export const IMAGE_PADDING: i32 = 107;
