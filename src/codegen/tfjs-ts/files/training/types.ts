import type * as tf from '@tensorflow/tfjs';

/** Any value that JSON can hold. */
type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A layer of a Keras model, in Keras' own (Python) spelling. */
export interface LayerConfig {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, JsonValue>>;
  readonly inbound_nodes: readonly never[];
}

/** The layers of a Keras model. */
export interface NetworkConfig {
  readonly config: { readonly layers: readonly LayerConfig[] };
}

/** Numbers as files keep them. */
export interface WeightValues {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A weight by the name under which it is saved. */
export interface StepWeight {
  /** `network/layer/weight`, or the name of a trainable tensor. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether training changes it. */
  readonly trainable: boolean;
  readonly variable: tf.Variable;
}

/** Whether a weight belongs to what a name names: a network, a part of one, a tensor. */
export function belongsTo(weight: string, name: string): boolean {
  return weight === name || weight.startsWith(`${name}/`);
}

/** Where in a phase a step is taken. */
export interface Moment {
  /** The number of the step in its phase, from 0. */
  readonly step: number;
  /** The running epoch, from 1. */
  readonly epoch: number;
  /** The share of the phase's steps that is over, 0 … 1. */
  readonly done: number;
  /** How often the loss stayed where it was for too long. */
  readonly plateaus: number;
}

/** Losses and metrics by name. */
export type Measured = Record<string, tf.Scalar>;

/** The tensors of a batch: for every source its columns. */
export type Batch = Readonly<Record<string, Readonly<Record<string, tf.Tensor>>>>;

/** An agent that acts in a world between the steps and remembers what happens. */
export interface Agent {
  readonly name: string;
  /** Acts, and draws a batch from the memory; `randomness` is that of the step. */
  play(batchSize: number, randomness: AgentRandomness): Promise<Batch[string]>;
  /** The mean return of the last episodes; null before any is over. */
  meanReturn(): number | null;
  /** The mean return of episodes in which it always does what it takes for best. */
  test(seed: number): Promise<number>;
}

/** Random numbers as agents draw them. */
export interface AgentRandomness {
  next(): number;
  integer(limit: number): number;
  normal(): number;
  fork(label: string): AgentRandomness;
}

/** A training step, ready to run. */
export interface TrainingStep<Drawn> {
  /** Makes the updates of one step, and gives what was measured on the way. */
  train(batch: Drawn, moment: Moment): Measured;
  /** All losses and metrics with the networks as in use; nothing changes. */
  measure(batch: Drawn, moment: Moment): Measured;
  /** The names of all losses and metrics, and of those that depend on examples. */
  readonly measures: readonly string[];
  readonly measuresOfExamples: readonly string[];
  /** The losses by which a phase is judged. */
  readonly judged: readonly string[];
  /** After how many epochs without a smaller loss the schedule "plateau" lowers the learning rate. */
  readonly plateauEpochs?: number;
  /** Gives trainable tensors what they start from. */
  start?(batch: Drawn): void;
  readonly agents?: readonly Agent[];
}

/** What a phase tells its step. */
export interface StepSettings {
  readonly seed: number;
  /** Networks and parts of them that stay as they are. */
  readonly frozen: readonly string[];
}
