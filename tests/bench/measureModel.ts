import { type Clock, interleave, median, type Player, type Turns } from './interleave';
import {
  installedOpenblas,
  pytorchCommand,
  type Side,
  type SideCommand,
  startSide,
  tfjsCommand,
} from './sides';
import type { BenchRow, Opponent } from './targets';

/** The times of a model's steps with a number of threads. */
export interface ModelTimes {
  readonly model: string;
  readonly threads: number;
  /** On how many threads our kernels really ran. */
  readonly running: number;
  readonly sides: readonly SideTimes[];
  /** Why sides are missing, by opponent. */
  readonly missing: ReadonlyMap<string, string>;
}

/** The median milliseconds of a side's steps. */
export interface SideTimes {
  readonly name: 'netloom' | Opponent;
  readonly program: string;
  readonly milliseconds: number;
  /** The median of Netloom's time by this one's, round by round; 1 of Netloom itself. */
  readonly ratio: number;
}

/** How models are measured. */
export interface Measuring extends Turns {
  readonly clock: Clock;
  /** A folder of another BLAS for PyTorch; null looks for OpenBLAS where Debian installs it. */
  readonly blas: string | null;
  /** Who is to be compared. */
  readonly against: readonly Opponent[];
}

/** Those whose times are no target have a turn in every third round only. */
const everyForInformation = 3;

/** Starts all sides of a model, lets them train in turns and ends them. Rejects where Netloom fails. */
export async function measureModel(
  model: string,
  threads: number,
  measuring: Measuring,
): Promise<ModelTimes> {
  const missing = new Map<string, string>();
  const players: (Player & { readonly name: SideTimes['name'] })[] = [];
  try {
    for (const [name, command, every] of commands(model, threads, measuring)) {
      try {
        players.push({ name, every, side: await startAndTry(command) });
      } catch (error) {
        if (name === 'netloom') throw error;
        missing.set(name, reason(error));
      }
    }
    const times = await interleave(players, measuring);
    const netloom = times.map((round) => round[0] as number);
    return {
      model,
      threads,
      running: players[0]?.side.ready.threads ?? 1,
      missing,
      sides: players.map(({ name, side }, place) => ({
        name,
        program: side.ready.program,
        milliseconds: median(times.map((round) => round[place] as number)),
        ratio: median(times.map((round, at) => (netloom[at] as number) / (round[place] as number))),
      })),
    };
  } finally {
    for (const { side } of players) await side.close();
  }
}

/** The ratios of a model as rows. */
export function rowsOf({ model, threads, sides }: ModelTimes): BenchRow[] {
  return sides.flatMap(({ name, ratio }) =>
    name === 'netloom' ? [] : [{ model, against: name, threads, ratio }],
  );
}

type NamedCommand = readonly [name: SideTimes['name'], command: SideCommand, every: number];

function commands(model: string, threads: number, { blas, against }: Measuring): NamedCommand[] {
  const openblas = blas ?? installedOpenblas();
  const all: NamedCommand[] = [
    ['netloom', tfjsCommand('netloom', model, threads), 1],
    ['pytorch', pytorchCommand(model, threads), 1],
    ['tfjs', tfjsCommand('tfjs', model, threads), 1],
    ['tfjs-shipped', tfjsCommand('shipped', model, threads), everyForInformation],
  ];
  if (openblas) {
    const command = pytorchCommand(model, threads, openblas);
    all.push(['pytorch-openblas', command, everyForInformation]);
  }
  return all.filter(([name]) => name === 'netloom' || against.includes(name));
}

/** Starts a side and takes a step: what tf.js cannot train shows there. */
async function startAndTry(command: SideCommand): Promise<Side> {
  const side = await startSide(command);
  try {
    await side.steps(1);
    return side;
  } catch (error) {
    await side.close();
    throw error;
  }
}

/** What a process wrote when it ended, in a line. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOENT|No module named 'torch'/.test(text)) {
    return 'there is no PyTorch: `apt-get install python3-torch`, or name a Python that has it in PARITY_PYTHON';
  }
  return text.split('\n').findLast((line) => line.trim() !== '') ?? text;
}
