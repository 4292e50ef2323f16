/** What the command answers to the shell. */
export const exitCodes = {
  fine: 0,
  /** The project has errors, or its file cannot be read as one. */
  projectErrors: 1,
  /** No such file, a folder, an unknown option. */
  wrongUsage: 2,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
