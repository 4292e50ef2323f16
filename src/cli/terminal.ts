/** Prints a line of results on standard output. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints one line about something wrong on standard error; line breaks become blanks. */
export function printError(line: string): void {
  process.stderr.write(`${line.replace(/\s*\n\s*/g, ' ')}\n`);
}

/** Prints a JSON document on standard output. */
export function printJson(document: unknown): void {
  printLine(JSON.stringify(document, null, 2));
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
