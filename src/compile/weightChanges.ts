import * as tf from '@tensorflow/tfjs';

/** Whatever optimizer it is, tf.js reads this at every step, SGD through its own setter. */
interface WithLearningRate {
  learningRate: number;
  setLearningRate?(learningRate: number): void;
}

/** Changes how far an optimizer goes from its next step on. */
export function setLearningRate(optimizer: tf.Optimizer, learningRate: number): void {
  const changed = optimizer as unknown as WithLearningRate;
  if (changed.setLearningRate) changed.setLearningRate(learningRate);
  else changed.learningRate = learningRate;
}

/** Gradients whose every entry is within ± a limit. */
export function clipByValue(gradients: tf.NamedTensorMap, limit: number): tf.NamedTensorMap {
  return mapTensors(gradients, (gradient) => tf.clipByValue(gradient, -limit, limit));
}

/** Gradients that are together no longer than a limit. */
export function clipByNorm(gradients: tf.NamedTensorMap, limit: number): tf.NamedTensorMap {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const share = tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-12)));
  return mapTensors(gradients, (gradient) => tf.mul(gradient, share));
}

function mapTensors(
  tensors: tf.NamedTensorMap,
  change: (tensor: tf.Tensor) => tf.Tensor,
): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]),
  );
}

/** Shrinks kernels by a share; biases and scales stay, as is usual. */
export function decayKernels(variables: readonly tf.Variable[], share: number): void {
  for (const variable of variables) {
    if (variable.rank > 1) variable.assign(tf.mul(variable, 1 - share));
  }
}

/** Brings weights back between two bounds. */
export function keepBetween(variables: readonly tf.Variable[], low: number, high: number): void {
  for (const variable of variables) variable.assign(tf.clipByValue(variable, low, high));
}
