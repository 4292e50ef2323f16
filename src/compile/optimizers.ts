import * as tf from '@tensorflow/tfjs';

type Numbers = Readonly<Record<string, number>>;

/** The tf.js optimizer of every optimizer kind, made from the kind's fields. */
const optimizers: Readonly<Record<string, (fields: Numbers, flags: Flags) => tf.Optimizer>> = {
  sgd: ({ learningRate }) => tf.train.sgd(learningRate!),
  momentum: ({ learningRate, momentum }, { nesterov }) =>
    tf.train.momentum(learningRate!, momentum!, nesterov),
  adam: ({ learningRate, beta1, beta2, epsilon }) =>
    tf.train.adam(learningRate, beta1, beta2, epsilon),
  // The decay of AdamW is no part of the gradient; the update takes it off by itself.
  adamw: ({ learningRate, beta1, beta2, epsilon }) =>
    tf.train.adam(learningRate, beta1, beta2, epsilon),
  rmsprop: ({ learningRate, decay, momentum }) => tf.train.rmsprop(learningRate!, decay, momentum),
  adagrad: ({ learningRate }) => tf.train.adagrad(learningRate!),
};

type Flags = Readonly<Record<string, boolean>>;

/** The identifiers of the optimizer kinds that can be run. */
export const runnableOptimizers: readonly string[] = Object.keys(optimizers);

/** The optimizer of a kind with its fields (defaults filled in). Throws for a kind without one. */
export function createOptimizer(
  kind: string,
  fields: Readonly<Record<string, unknown>>,
): tf.Optimizer {
  const create = optimizers[kind];
  if (!create) throw new Error(`The optimizer kind "${kind}" has no implementation.`);
  return create(fields as Numbers, fields as Flags);
}

/** Frees all that an optimizer holds; tf.js's momentum leaves its rate behind. */
export function disposeOptimizer(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  (optimizer as unknown as { readonly c?: tf.Tensor }).c?.dispose();
}
