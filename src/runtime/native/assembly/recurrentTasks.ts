/** Kinds of tasks from here on are recurrent layers; each has its case in runRecurrentTask. */
export const RECURRENT_TASKS: i32 = 400;

/** Runs one task of a job of recurrent layers. */
export function runRecurrentTask(_kind: i32, _at: usize, _index: i32): void {}
