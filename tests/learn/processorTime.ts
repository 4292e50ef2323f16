/** What stands before the seconds that a command run with `reportProcessorTime` says at its end. */
export const processorTime = 'processor seconds: ';
