import { geometricMean } from './interleave';
import { benchModels } from './models';

/** What was found of a model: a ratio of step times, or of bytes against `memory`. */
export interface BenchRow {
  readonly model: string;
  /** Whose time divides Netloom's; of `memory` what was measured divides what was predicted. */
  readonly against: Opponent;
  readonly threads: number;
  readonly ratio: number;
}

/** With what Netloom is compared. */
export type Opponent = 'pytorch' | 'pytorch-openblas' | 'tfjs' | 'tfjs-shipped' | 'memory';

/** Something that is wanted of the ratios. */
export interface Target {
  readonly title: string;
  /** What was found, in words; null where nothing was. */
  found(rows: readonly BenchRow[]): { readonly met: boolean; readonly text: string } | null;
}

/** So much slower than PyTorch a model may be, by what it is made of. */
const slowest = { convolutional: 1.2, dense: 1.2, recurrent: 1.5, attention: 1.5 } as const;

/** What Netloom wants to reach. */
export const targets: readonly Target[] = [
  {
    title: 'against PyTorch at equal threads: geometric mean ≤ 1.0',
    found: (rows) => mean(rows, 'pytorch', 1),
  },
  {
    title: 'against PyTorch: convolutional and dense models ≤ 1.2, recurrent and attention ≤ 1.5',
    found: (rows) =>
      each(rows, 'pytorch', ({ model, ratio }) => {
        const family = benchModels[model]?.family;
        return family !== undefined && ratio <= slowest[family];
      }),
  },
  {
    title: 'against the same model written in tf.js, our kernels under both: geometric mean ≤ 1.0',
    found: (rows) => mean(rows, 'tfjs', 1),
  },
  {
    title: 'predicted / measured peak training memory: 0.9 … 1.1',
    found: (rows) => each(rows, 'memory', ({ ratio }) => ratio >= 0.9 && ratio <= 1.1),
  },
];

function mean(rows: readonly BenchRow[], against: Opponent, most: number) {
  const ratios = rows.filter((row) => row.against === against).map(({ ratio }) => ratio);
  if (ratios.length === 0) return null;
  const found = geometricMean(ratios);
  return { met: found <= most, text: found.toFixed(2) };
}

function each(
  rows: readonly BenchRow[],
  against: Opponent,
  isMet: (row: BenchRow) => boolean,
): { met: boolean; text: string } | null {
  const compared = rows.filter((row) => row.against === against);
  if (compared.length === 0) return null;
  const missed = compared.filter((row) => !isMet(row));
  return {
    met: missed.length === 0,
    text:
      missed.length === 0
        ? `all ${compared.length}`
        : `not ${missed.map(({ model, threads, ratio }) => `${model} (${against === 'memory' ? '' : `${threads} T, `}${ratio.toFixed(2)})`).join(', ')}`,
  };
}
