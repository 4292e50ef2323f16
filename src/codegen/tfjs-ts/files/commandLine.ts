import { existsSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The options and words that a command was given; ends it with a sentence where they are wrong. */
export function commandLine<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    refuse((error as Error).message);
  }
}

/** The whole number from 1 that an option holds; null where it is left out. */
export function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    refuse(`--${option} is "${text}"; it must be a whole number from 1.`);
  }
  return value;
}

/** The path of a file with weights, if it is there. */
export function weightsFile(path: string): string {
  if (!existsSync(path)) {
    refuse(`${path} is not there. Name the file with the weights that were trained.`);
  }
  return path;
}

function refuse(problem: string): never {
  console.error(problem);
  process.exit(1);
}
