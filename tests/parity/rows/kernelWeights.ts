import * as tf from '@tensorflow/tfjs';
import type { NamedTensors } from '../parityRow';

/** The tensor of a weight that has to be there. */
export function weight(weights: NamedTensors, name: string): tf.Tensor {
  const found = weights[name];
  if (!found) throw new Error(`No weight ${name} among ${Object.keys(weights).join(', ')}.`);
  return found;
}

/** Some weights under the names that the modules give them, those that are there. */
export function renamed(weights: NamedTensors, names: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([, ours]) => weights[ours])
      .map(([theirs, ours]) => [theirs, weight(weights, ours)]),
  );
}

/**
 * A kernel of Keras (window, in, out) as PyTorch lays it out: out, in, window. The same turn brings a
 * transposed one (window, out, in) to in, out, window.
 */
export function turnedKernel(kernel: tf.Tensor): tf.Tensor {
  const window = Array.from({ length: kernel.rank - 2 }, (_, axis) => axis);
  return tf.transpose(kernel, [kernel.rank - 1, kernel.rank - 2, ...window]);
}

/** A depthwise kernel (window, in, multiplier) as PyTorch lays it out: in·multiplier, 1, window. */
export function turnedDepthwiseKernel(kernel: tf.Tensor): tf.Tensor {
  const window = Array.from({ length: kernel.rank - 2 }, (_, axis) => axis);
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  return tf.reshape(tf.transpose(kernel, [kernel.rank - 2, kernel.rank - 1, ...window]), [
    channels * multiplier,
    1,
    ...kernel.shape.slice(0, -2),
  ]);
}

/**
 * A kernel that is laid out as PyTorch's, [out, …], under the name of its weight; with the lengths or
 * the singular vector that normalise it, where there are any.
 */
export function kernelParts(
  name: string,
  kernel: tf.Tensor,
  { g, u }: { readonly g?: tf.Tensor | undefined; readonly u?: tf.Tensor | undefined },
): NamedTensors {
  const [outputs = 1, ...others] = kernel.shape;
  if (g) {
    const lengths = tf.reshape(g, [outputs, ...others.map(() => 1)]);
    return { [`${name}_g`]: lengths, [`${name}_v`]: kernel };
  }
  if (!u) return { [name]: kernel };
  // PyTorch keeps the other singular vector too; Netloom works it out where it is wanted.
  const other = tf.reshape(
    tf.matMul(tf.reshape(kernel, [outputs, -1]), tf.reshape(u, [outputs, 1]), true),
    [-1],
  );
  return {
    [`${name}_orig`]: kernel,
    [`${name}_u`]: u,
    [`${name}_v`]: tf.div(other, tf.maximum(tf.norm(other), 1e-12)),
  };
}
