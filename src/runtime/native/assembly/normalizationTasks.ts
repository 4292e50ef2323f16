/** Kinds of tasks from here on are normalisation and softmax; each has its case in runNormalizationTask. */
export const NORMALIZATION_TASKS: i32 = 200;

/** Runs one task of a job of normalisation and softmax. */
export function runNormalizationTask(_kind: i32, _at: usize, _index: i32): void {}
