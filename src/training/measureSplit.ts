import * as tf from '@tensorflow/tfjs';
import { edgesInto } from '../analysis/graphStructure';
import type { StepMoment } from '../compile/stepProgram';
import { isDataKind } from '../kinds/training/stepKind';
import type { ReadyPhase } from './prepareRun';
import type { RunControl } from './runControl';
import type { Metrics } from './runEvents';
import { createTally, readBatches } from './tally';

/** What the activations of a measured batch may take. */
const measuredBytes = 64 * 1024 * 1024;
const largestBatch = 512;
/** How many greedy episodes a policy is judged by. */
const testEpisodes = 20;

/**
 * Losses and metrics over a whole split, networks in use; null where nothing is kept aside, or when
 * the run is stopped on the way.
 */
export async function measureSplit(
  ready: ReadyPhase,
  split: 'validation' | 'test',
  control: RunControl,
  breathe: () => Promise<void>,
): Promise<Metrics | null> {
  const { phase, sources, program, actors } = ready;
  const played = split === 'test' ? await actors?.test(testEpisodes, phase.seed) : undefined;
  if (!sources.canMeasure(split)) return played ?? null;
  const nodes = measurable(ready);
  const batchSize = Math.max(phase.batchSize, Math.min(largestBatch, fittingBatch(ready)));
  const batches = sources.batches(split, batchSize) ?? 0;
  const tally = createTally();
  // A validation is a sequence of its own, as the next epoch is.
  program.forgetStates();
  for (let batch = 0; batch < batches && nodes.length > 0; batch++) {
    const drawn = sources.draw({ split, batchSize, batch, epoch: 1, stepsPerEpoch: null });
    const moment: StepMoment = { step: batch, epoch: 1, done: 0, plateaus: 0 };
    const measured = program.measure(nodes, drawn.tensors, moment);
    for (const ports of drawn.tensors.values()) tf.dispose({ ...ports });
    for (const { count, values } of await readBatches([{ count: drawn.count, measured }])) {
      tally.add(count, values);
    }
    await breathe();
    if (control.isStopped) return null;
  }
  const means = tally.means();
  return means || played ? { ...means, ...played } : null;
}

/** How many examples fit into what a measured batch may take. */
function fittingBatch({ step }: ReadyPhase): number {
  let bytes = 1;
  for (const { costs } of step.nodes.values()) bytes += costs?.activationBytes ?? 0;
  return Math.floor(measuredBytes / bytes);
}

/** Measures that depend on examples: those that depend on noise alone tell nothing about a split. */
function measurable({ program, step }: ReadyPhase): readonly string[] {
  const seen = new Map<string, boolean>();
  const takesExamples = (id: string): boolean => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    seen.set(id, false);
    const kind = step.nodes.get(id)?.kind;
    const found =
      (kind !== null && kind !== undefined && isDataKind(kind) && kind.id !== 'noise') ||
      [...edgesInto(step.structure, id).values()].some(({ from }) => takesExamples(from.node));
    seen.set(id, found);
    return found;
  };
  return program.measures.filter(takesExamples);
}

/** `loss` becomes `validationLoss`, and so on. */
export function namedMetrics(prefix: 'validation' | 'test', metrics: Metrics | null): Metrics {
  return Object.fromEntries(
    Object.entries(metrics ?? {}).map(([name, value]) => [
      `${prefix}${name[0]?.toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}
