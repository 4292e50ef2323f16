import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { relaxedArithmetic } from './relaxedArithmetic';

/** Who trains in a process of tf.js: Netloom, a model written in tf.js beside it, or tf.js as shipped. */
export type TfjsSide = 'netloom' | 'tfjs' | 'shipped';

/** The first line that the process of a side prints. */
export interface SideReady {
  readonly program: string;
  readonly threads: number;
  readonly parameters: number;
}

/** The milliseconds of steps, by the clock on the wall and by the processor. */
export interface SideSteps {
  readonly wall: readonly number[];
  readonly processor: readonly number[];
}

/** A process that trains a model as often as it is told. */
export interface Side {
  readonly ready: SideReady;
  /** Trains so many steps. */
  steps(count: number): Promise<SideSteps>;
  close(): Promise<void>;
}

/** How to start the process of a side. */
export interface SideCommand {
  readonly program: string;
  readonly given: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The Python that has PyTorch: Debian's, or the one named as for the parity tests. */
const python = process.env.PARITY_PYTHON ?? '/usr/bin/python3';

/** A process of Node that runs a script of the benchmark with relaxed arithmetic. */
export function nodeCommand(script: string, ...given: readonly string[]): SideCommand {
  return {
    program: process.execPath,
    given: [...relaxedArithmetic(), '--import', 'tsx', `tests/bench/${script}.ts`, ...given],
  };
}

/** A process that trains a model on tf.js's WASM backend. */
export function tfjsCommand(side: TfjsSide, model: string, threads: number): SideCommand {
  return nodeCommand('side', side, model, String(threads));
}

/** A process that trains a model with PyTorch; with `blas`, a folder of a BLAS to use. */
export function pytorchCommand(model: string, threads: number, blas?: string): SideCommand {
  return {
    program: python,
    given: ['tests/bench/pytorch.py', model, String(threads)],
    environment: {
      OPENBLAS_NUM_THREADS: String(threads),
      ...(blas ? { LD_LIBRARY_PATH: `${blas}:${path.dirname(blas)}` } : {}),
    },
  };
}

/** Where OpenBLAS lies as Debian installs it, if it does and is not what everything uses anyway. */
export function installedOpenblas(): string | undefined {
  return ['x86_64', 'aarch64'].flatMap((machine) => {
    const libraries = `/usr/lib/${machine}-linux-gnu`;
    if (!existsSync(libraries)) return [];
    return readdirSync(libraries)
      .filter((name) => name.startsWith('openblas'))
      .map((name) => path.join(libraries, name))
      .filter((folder) => existsSync(path.join(folder, 'libblas.so.3')));
  })[0];
}

/** Starts a side and waits until its model is built. Rejects with what it wrote where it ended. */
export async function startSide(command: SideCommand): Promise<Side> {
  const child = new RunningSide(command);
  const ready = (await child.answer()) as SideReady;
  return {
    ready,
    steps: (count) => {
      child.tell(String(count));
      return child.answer() as Promise<SideSteps>;
    },
    close: () => child.close(),
  };
}

/** Runs a script to its end; the JSON of its last line. Rejects with what it wrote where it failed. */
export async function runScript(command: SideCommand): Promise<unknown> {
  const child = new RunningSide(command);
  const answer = await child.answer();
  await child.close();
  return answer;
}

/** A process that is told something and answers, a line of JSON at a time. */
class RunningSide {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly #ended: Promise<void>;
  #errors = '';

  constructor({ program, given, environment }: SideCommand) {
    this.#process = spawn(program, given, {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    // What it could not be told shows in that it ends.
    this.#process.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      this.#process.on('close', () => resolve());
      this.#process.on('error', ({ message }) => {
        this.#errors += message;
        resolve();
      });
    });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async answer(): Promise<unknown> {
    for (;;) {
      const { done, value } = await this.#answers.next();
      if (done) {
        await this.#ended;
        throw new Error(this.#errors.trim() || 'It ended without a word.');
      }
      if (!value.startsWith('{')) continue;
      const answer = JSON.parse(value) as { readonly failed?: string };
      if (answer.failed !== undefined) throw new Error(answer.failed);
      return answer;
    }
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }
}
