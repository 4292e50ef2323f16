import { z } from 'zod';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { TallySums } from './tally';

/** Where a run stood, beside its numbers. */
export interface CheckpointPlace {
  /** The phase, from 0. */
  readonly phase: number;
  /** The running epoch, from 1, and the steps done in it. */
  readonly epoch: number;
  readonly step: number;
  /** What the epoch has measured so far. */
  readonly sums: TallySums;
  /** Counters of the schedule `plateau` and of early stopping. */
  readonly best: number | null;
  readonly sinceBest: number;
  readonly sincePlateau: number;
  readonly plateaus: number;
  /** Seconds that the run had worked. */
  readonly seconds: number;
}

/** Everything that a run needs to go on with the losses that it would have had. */
export interface Checkpoint {
  readonly place: CheckpointPlace;
  /** Weights of all phases so far, as `network/node/weight`. */
  readonly weights: ReadonlyMap<string, WeightValues>;
  /** Slots of optimizers, pools, memories, copies. */
  readonly state: ReadonlyMap<string, WeightValues>;
}

/** How the names of weights and of the rest begin in a file. */
const weightPrefix = 'weight/';
const statePrefix = 'state/';

const placeSchema = z.object({
  phase: z.int().min(0),
  epoch: z.int().min(1),
  step: z.int().min(0),
  sums: z.record(z.string(), z.tuple([z.number(), z.number()])),
  best: z.number().nullable(),
  sinceBest: z.int().min(0),
  sincePlateau: z.int().min(0),
  plateaus: z.int().min(0),
  seconds: z.number().min(0),
});

/** A file of tensors by name, with text beside them. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, WeightValues>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A checkpoint as a file of tensors. */
export function checkpointFile({ place, weights, state }: Checkpoint): TensorFile {
  const tensors = new Map<string, WeightValues>();
  for (const [name, values] of weights) tensors.set(weightPrefix + name, values);
  for (const [name, values] of state) tensors.set(statePrefix + name, values);
  return { tensors, metadata: { netloomCheckpoint: JSON.stringify(place) } };
}

/** The checkpoint in a file of tensors, or why it is none. */
export function readCheckpoint({ tensors, metadata }: TensorFile): Result<Checkpoint> {
  const text = metadata.netloomCheckpoint;
  if (text === undefined) {
    return failure('The file holds weights, but no checkpoint: it does not say where a run stood.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failure('The checkpoint is damaged: where the run stood cannot be read.');
  }
  const place = placeSchema.safeParse(json);
  if (!place.success) {
    return failure(
      'The checkpoint is damaged, or of another version: where the run stood is incomplete.',
    );
  }
  const weights = new Map<string, WeightValues>();
  const state = new Map<string, WeightValues>();
  for (const [name, values] of tensors) {
    if (name.startsWith(weightPrefix)) weights.set(name.slice(weightPrefix.length), values);
    else if (name.startsWith(statePrefix)) state.set(name.slice(statePrefix.length), values);
  }
  return success({ place: place.data, weights, state });
}
