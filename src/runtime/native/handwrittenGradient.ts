import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from '../corrections/nestedGradient';

/** A function of tensors with a gradient written by hand. */
export interface Differentiable {
  /** What it is, for messages. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** The results; what the gradient needs is handed to `save`, where there will be one. */
  forward(save: (tensors: readonly tf.Tensor[]) => void): tf.Tensor[];
  /** Gradients by the names of inputs, from those of the results and what was saved. */
  backward(
    gradients: readonly tf.Tensor[],
    saved: readonly tf.Tensor[],
  ): Record<string, () => tf.Tensor>;
}

/**
 * Runs a function and records its gradient: what `tf.customGrad` does, for any number of results, and
 * with gradients that are only worked out where something learns from them.
 */
export function withGradient(call: Differentiable): tf.Tensor[] {
  const engine = tf.engine() as unknown as Engine;
  return engine.runKernelFunc({
    inputs: call.inputs,
    forwardFunc: (_backend, save) => call.forward((tensors) => save([...tensors])),
    backwardsFunc: (gradients, saved) => {
      if (gradientDepth() > 0) {
        throw new Error(
          `The gradient of ${call.name} is differentiated again, but its forward pass ran outside ` +
            'the inner gradient. Compute it inside the function whose gradient is taken.',
        );
      }
      return call.backward([gradients].flat(), saved);
    },
  });
}

/** The part of tf.js's engine that records functions. */
interface Engine {
  runKernelFunc(call: {
    readonly inputs: Readonly<Record<string, tf.Tensor>>;
    readonly forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor[];
    readonly backwardsFunc: (
      gradients: tf.Tensor | tf.Tensor[],
      saved: tf.Tensor[],
    ) => Record<string, () => tf.Tensor>;
  }): tf.Tensor[];
}
