/** Characters that a terminal obeys rather than shows, with the blanks around them. */
const controls = /\s*\p{Cc}+\s*/gu;

/** Prints a line of results on standard output; what a file could steer a terminal with is left out. */
export function printLine(line: string): void {
  process.stdout.write(`${line.replace(controls, ' ')}\n`);
}

/** Prints one line about something wrong on standard error; line breaks become blanks. */
export function printError(line: string): void {
  process.stderr.write(`${line.replace(controls, ' ')}\n`);
}

/** Prints a JSON document on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Prints a JSON document on one line of standard output. */
export function printJsonLine(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** Ends quietly when whoever reads the output has had enough (`netloom summary … | head`). */
export function endOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
}
