import * as tf from '@tensorflow/tfjs';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

/** Numbers in a tensor of a shape. */
export const count = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Gives a built layer fixed weights, none of them a default. */
export function fill(layer: tf.layers.Layer): number[][] {
  const values = layer.weights.map((weight, index) =>
    spreadValues(count(weight.shape as number[]), 3 * index).map((value) => 1.5 + value / 2),
  );
  layer.setWeights(
    layer.weights.map((weight, index) => tf.tensor(values[index]!, weight.shape as number[])),
  );
  return values;
}

/** A layer with its weights made for inputs of these shapes, the batch axis included. */
export function built(layer: tf.layers.Layer, ...shapes: number[][]): tf.layers.Layer {
  const inputs = shapes.map((shape) => tf.input({ shape: shape.slice(1) }));
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
  return layer;
}

/** What a layer makes of inputs, as numbers. */
export const run = (layer: tf.layers.Layer, ...inputs: tf.Tensor[]): number[] =>
  tf.tidy(() =>
    Array.from((layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor).dataSync()),
  );

/** Expects the gradients of a weighted sum of outputs, by each input and weight, to be true ones. */
export function expectTrueGradients(layer: tf.layers.Layer, shapes: number[][]): void {
  const xs = shapes.map((shape, index) => spreadValues(count(shape), index));
  const weigh = (inputs: tf.Tensor[]): tf.Scalar => {
    const y = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor;
    return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
  };
  const tensors = () => xs.map((x, index) => tf.tensor(x, shapes[index]!));
  for (const [index, x] of xs.entries()) {
    const f = (input: tf.Tensor) =>
      weigh(tensors().map((tensor, place) => (place === index ? input : tensor)));
    const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(x, shapes[index]!)).dataSync()));
    expectClose(found, numericalGradient(f, x, shapes[index]!, 3e-3), 1e-2);
  }
  for (const weight of layer.trainableWeights) {
    const variable = weight.read() as tf.Variable;
    const start = Array.from(variable.dataSync());
    const found = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => weigh(tensors()), [variable]);
      return Array.from(grads[variable.name]!.dataSync());
    });
    const numerical = numericalGradient(
      (value) => {
        variable.assign(value as tf.Tensor);
        return weigh(tensors());
      },
      start,
      variable.shape,
      3e-3,
    );
    variable.assign(tf.tensor(start, variable.shape));
    expectClose(found, numerical, 1e-2);
  }
}
