/** Kinds of tasks from here on are element-wise work and optimizers; each has its case in runElementwiseTask. */
export const ELEMENTWISE_TASKS: i32 = 300;

/** Runs one task of a job of element-wise work and optimizers. */
export function runElementwiseTask(_kind: i32, _at: usize, _index: i32): void {}
