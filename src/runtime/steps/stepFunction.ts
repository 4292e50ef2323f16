import type * as tf from '@tensorflow/tfjs';

/** Random numbers as a step draws them. */
export interface StepRandomness {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, limit). */
  integer(limit: number): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
}

/** What a part of a training step may know beside its inputs. */
export interface StepContext {
  /** Whether weights are being trained; false where a network is only measured or looked at. */
  readonly training: boolean;
  /**
   * Random numbers of this node in this step: the same whenever the node is calculated again in it,
   * others in the next.
   */
  randomness(): StepRandomness;
}

/** The tensors at the wired ports of a node. */
export type StepInputs = Readonly<Record<string, tf.Tensor | undefined>>;

/** The fields of a node, defaults filled in. */
export type StepFields = Readonly<Record<string, unknown>>;

/**
 * What a node of a training step calculates: one tensor, or several by output port. Inputs are not
 * disposed. Per-example tensors have the batch axis in front.
 */
export type StepFunction = (
  inputs: StepInputs,
  fields: StepFields,
  context: StepContext,
) => tf.Tensor | Readonly<Record<string, tf.Tensor>>;
