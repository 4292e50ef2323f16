import type * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { type StepUpdate, stepLearners } from '../analysis/stepLearners';
import type { NamedWeight } from './buildModel';
import type { EvaluationParts } from './stepEvaluation';
import { belongsTo, type StepWeight } from './stepNetworks';
import type { StepMoment } from './stepProgram';
import { createUpdater, type Updater } from './updater';

/** An update with the weights that it changes and its optimizer. */
export interface PreparedUpdate {
  readonly update: StepUpdate;
  readonly weights: readonly Pick<NamedWeight, 'name' | 'variable'>[];
  /** The networks that it changes or parts of. */
  readonly networks: ReadonlySet<string>;
  readonly updater: Updater;
}

/** Looks up what an update changes; null where all of that is frozen, so that it rests. */
export function prepareUpdate(
  update: StepUpdate,
  all: readonly StepWeight[],
  { built, step }: EvaluationParts,
  isFrozen: (name: string) => boolean,
): PreparedUpdate | null {
  const weights = all.filter(
    ({ name, trainable }) =>
      trainable && !isFrozen(name) && update.changes.some((change) => belongsTo(name, change)),
  );
  if (weights.length === 0) return null;
  const networks = new Set(
    [...built.networks.keys()].filter((network) =>
      weights.some(({ name }) => belongsTo(name, network)),
    ),
  );
  const models = [...networks].map((name) => built.networks.get(name)?.model as tf.LayersModel);
  const updater = createUpdater(update, { weights, models, bounds: tensorBounds(step) });
  return { update, weights, networks, updater };
}

/** Between what the values of trainable tensors are kept, by node; none for those that say nothing. */
function tensorBounds(step: GraphAnalysis): ReadonlyMap<string, readonly [number, number]> {
  const bounds = new Map<string, readonly [number, number]>();
  for (const id of stepLearners(step).tensors) {
    const { min = 0, max = 0 } = (step.nodes.get(id)?.fields ?? {}) as {
      min?: number;
      max?: number;
    };
    if (min < max) bounds.set(id, [min, max]);
  }
  return bounds;
}

/** Whether an update runs in a step. */
export function isDue({ analysis }: StepUpdate, { step, epoch }: StepMoment): boolean {
  const { every, fromEpoch, untilEpoch } = analysis.fields as {
    every: number;
    fromEpoch: number;
    untilEpoch: number;
  };
  return step % every === 0 && epoch >= fromEpoch && (untilEpoch === 0 || epoch <= untilEpoch);
}
