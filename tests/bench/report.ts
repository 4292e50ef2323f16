import { cpus } from 'node:os';
import { formatBytes } from '../../src/base/humanNumber';
import type { LossComparison } from './compareLosses';
import { lossTolerance } from './compareLosses';
import { geometricMean } from './interleave';
import type { ModelTimes, SideTimes } from './measureModel';
import { benchModels } from './models';
import { type BenchRow, targets } from './targets';

/** The bytes that training a model holds at most. */
export interface ModelMemory {
  readonly model: string;
  readonly predicted: number;
  readonly measured: number;
}

/** Everything that was found in a run. */
export interface BenchResults {
  readonly times: readonly ModelTimes[];
  readonly memory: readonly ModelMemory[];
  readonly losses: readonly LossComparison[];
  readonly rows: readonly BenchRow[];
}

/** The columns of the table of times by side. */
const columns: readonly (readonly [SideTimes['name'], string])[] = [
  ['pytorch', 'PyTorch'],
  ['tfjs', 'tf.js, our kernels'],
  ['pytorch-openblas', 'PyTorch, OpenBLAS'],
  ['tfjs-shipped', 'tf.js as shipped'],
];

/** What the benchmark measures; each part may be measured by itself. */
export const benchParts = ['times', 'memory', 'losses'] as const;

export type BenchPart = (typeof benchParts)[number];

/** What was found, in Markdown, by part: tables, means, and which targets are met; measured parts alone. */
export function report(
  { times, memory, losses, rows }: BenchResults,
  about: readonly string[],
): ReadonlyMap<BenchPart, string> {
  const sections: Readonly<Record<BenchPart, readonly string[]>> = {
    times: times.length > 0 ? timesSection(times, rows, about) : [],
    memory:
      memory.length > 0
        ? ['### Peak training memory', memoryTable(memory), targetList(memoryRows(rows))]
        : [],
    losses:
      losses.length > 0
        ? ['### Losses against the cpu backend', lossesTable(losses), lossTarget(losses)]
        : [],
  };
  return new Map(
    benchParts.flatMap((part) =>
      sections[part].length > 0 ? [[part, sections[part].join('\n\n')] as const] : [],
    ),
  );
}

function timesSection(
  times: readonly ModelTimes[],
  rows: readonly BenchRow[],
  about: readonly string[],
): string[] {
  const parts = [about.map((line) => `- ${line}`).join('\n')];
  const threads = [...new Set(times.map((one) => one.threads))];
  for (const count of threads) {
    const some = times.filter((one) => one.threads === count);
    const really = [...new Set(some.map(({ running }) => running))].join(', ');
    const ran = really === String(count) ? '' : ` (Netloom’s kernels ran on ${really})`;
    parts.push(
      `### ${count} ${count === 1 ? 'thread' : 'threads'}${ran}`,
      timesTable(some, rows, count),
    );
  }
  const notes = missingNotes(times);
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'));
  const memory = new Set(memoryRows(rows));
  parts.push(targetList(rows.filter((row) => !memory.has(row))));
  return parts;
}

function memoryRows(rows: readonly BenchRow[]): BenchRow[] {
  return rows.filter(({ against }) => against === 'memory');
}

/** The versions of what ran, and where. */
export function machineLines(times: readonly ModelTimes[], machine: string | null): string[] {
  const processors = cpus();
  const found = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`;
  const programs = new Set(times.flatMap(({ sides }) => sides.map(({ program }) => program)));
  return [
    `machine: ${machine ?? found}`,
    `programs: Node ${process.versions.node}, ${[...programs].sort().join(', ')}`,
  ];
}

function timesTable(
  times: readonly ModelTimes[],
  rows: readonly BenchRow[],
  threads: number,
): string {
  const shown = columns.filter(([name]) =>
    times.some(({ sides }) => sides.some((side) => side.name === name)),
  );
  const lines = times.map(({ model, sides }) => [
    benchModels[model]?.make('usual').title ?? model,
    milliseconds(sides.find(({ name }) => name === 'netloom')),
    ...shown.flatMap(([name]) => {
      const side = sides.find((one) => one.name === name);
      return [milliseconds(side), side ? side.ratio.toFixed(2) : '–'];
    }),
  ]);
  const means = shown.flatMap(([name]) => {
    const ratios = rows
      .filter((row) => row.against === name && row.threads === threads)
      .map(({ ratio }) => ratio);
    return ['', ratios.length > 0 ? `**${geometricMean(ratios).toFixed(2)}**` : '–'];
  });
  return table(
    ['model', 'Netloom', ...shown.flatMap(([, title]) => [title, 'ratio'])],
    [...lines, ['geometric mean', '', ...means]],
  );
}

function milliseconds(side: SideTimes | undefined): string {
  if (!side) return '–';
  return `${side.milliseconds.toFixed(side.milliseconds < 100 ? 1 : 0)} ms`;
}

/** Why sides are missing: a line for each reason. */
function missingNotes(times: readonly ModelTimes[]): string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { model, missing } of times) {
    for (const [side, reason] of missing) {
      const note = `${side}: ${reason}`;
      reasons.set(note, (reasons.get(note) ?? new Set()).add(model));
    }
  }
  return [...reasons].map(([note, models]) => `${[...models].join(', ')}: ${note}`);
}

function memoryTable(memory: readonly ModelMemory[]): string {
  return table(
    ['model', 'predicted', 'measured', 'ratio'],
    memory.map(({ model, predicted, measured }) => [
      benchModels[model]?.make('usual').title ?? model,
      formatBytes(predicted),
      formatBytes(measured),
      (predicted / measured).toFixed(2),
    ]),
  );
}

function lossesTable(losses: readonly LossComparison[]): string {
  return table(
    ['model', 'batch', 'steps', 'largest difference'],
    losses.map(({ model, steps, difference }) => {
      const made = benchModels[model]?.make('small');
      return [
        made?.title ?? model,
        String(made?.batchSize),
        String(steps),
        difference.toExponential(1),
      ];
    }),
  );
}

/** Which targets that these ratios speak of are met. */
function targetList(rows: readonly BenchRow[]): string {
  return targets
    .flatMap(({ title, found }) => {
      const result = found(rows);
      return result ? [`- ${result.met ? 'met' : 'MISSED'}: ${title} – ${result.text}`] : [];
    })
    .join('\n');
}

function lossTarget(losses: readonly LossComparison[]): string {
  const far = losses.filter(({ difference }) => difference > lossTolerance);
  const found =
    far.length === 0 ? `all ${losses.length}` : `not ${far.map(({ model }) => model).join(', ')}`;
  return `- ${far.length === 0 ? 'met' : 'MISSED'}: losses equal to the cpu backend's to ${lossTolerance} – ${found}`;
}

/** A Markdown table, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, place) => (place === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}
