import { type ChildProcess, spawn } from 'node:child_process';
import type { Result } from '../../../src/base/result';
import { failure, success } from '../../../src/base/result';

/** A display for windows, which `close` takes away again. */
export interface Display {
  /** The value of DISPLAY; undefined where the system needs none. */
  readonly name: string | undefined;
  close(): void;
}

/** The display there is, or an Xvfb of our own; an error says what is missing. */
export async function openDisplay(): Promise<Result<Display>> {
  if (process.platform !== 'linux' || process.env.DISPLAY) {
    return success({ name: process.env.DISPLAY, close: () => undefined });
  }
  const size = '2200x1400x24';
  const server = spawn(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const number = await displayNumber(server);
  if (number === null) return failure('There is no display, and Xvfb (apt: xvfb) did not start.');
  return success({ name: `:${number}`, close: () => server.kill() });
}

function displayNumber(server: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    let said = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(said.trim());
    });
    server.once('error', () => resolve(null));
    server.once('exit', () => resolve(null));
  });
}
