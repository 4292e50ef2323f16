import * as tf from '@tensorflow/tfjs';
import type { TensorType } from '../../src/base/tensorType';
import { parseFields } from '../../src/kinds/field';
import type { InputsByPort, LayerKind, Weight } from '../../src/kinds/layerKind';
import { findLayerKind } from '../../src/kinds/registry';
import { createLayer } from '../contracts/kinds/tfjsLayer';
import type { ParityCase } from './parityRow';

/** What the files of the kinds say about a configuration. */
export interface InferredNode {
  readonly kind: LayerKind;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: InputsByPort;
  /** Null when the kind refuses the configuration. */
  readonly outputs: InputsByPort | null;
  readonly weights: readonly Weight[];
  /** The names of the messages with which it refuses. */
  readonly errors: readonly string[];
}

/** Asks the shape rule and the weights of a kind; throws when the row's fields are none of the kind's. */
export function inferNode(kindId: string, drawn: ParityCase): InferredNode {
  const kind = findLayerKind(kindId);
  if (!kind) throw new Error(`There is no kind ${kindId}.`);
  const { values: fields, problems } = parseFields(kind.fields, drawn.fields);
  if (!fields || problems.length > 0) {
    throw new Error(`${kindId}: ${problems.map(({ message }) => message).join(' ')}`);
  }
  const inputs: Record<string, TensorType> = {};
  for (const [port, given] of Object.entries(drawn.inputs)) {
    inputs[port] = 'dtype' in given ? given : { shape: given, dtype: 'float32' };
  }
  const errors: string[] = [];
  const ignore = () => undefined;
  const outputs = kind.infer(fields, inputs, {
    error: (message) => errors.push(message),
    warning: ignore,
    hint: ignore,
  });
  const weights = outputs ? kind.weights(fields, inputs) : [];
  return { kind, fields, inputs, outputs, weights, errors };
}

/** The outputs of a node's layers and what a weighting of them changes by. */
export interface ComputedNode {
  readonly outputs: readonly tf.Tensor[];
  /** By input, null for whole numbers. */
  readonly inputGradients: readonly (tf.Tensor | null)[];
  /** By the name of the weight, those that are learned. */
  readonly weightGradients: Readonly<Record<string, tf.Tensor>>;
}

/** The layers of a node, built and filled with the given weights, in the order that the kind lists them. */
export function buildLayers(node: InferredNode, weights: readonly tf.Tensor[]): tf.layers.Layer[] {
  const { kind, fields, inputs, outputs } = node;
  if (!outputs) throw new Error('The node is refused.');
  const layers = kind.layers(fields, inputs, outputs).map(createLayer);
  const symbols = Object.values(inputs).map(({ shape, dtype }) =>
    tf.input({ shape: [...shape], dtype }),
  );
  apply(layers, symbols, {});
  const variables = layers.flatMap((layer) => layer.weights);
  if (variables.length !== weights.length) {
    throw new Error(`The layers have ${variables.length} weights, the kind ${weights.length}.`);
  }
  for (const [index, variable] of variables.entries()) variable.write(weights[index] as tf.Tensor);
  return layers;
}

function apply<Value extends tf.Tensor | tf.SymbolicTensor>(
  layers: readonly tf.layers.Layer[],
  inputs: readonly Value[],
  kwargs: Record<string, boolean>,
): Value[] {
  let values: Value[] = [...inputs];
  for (const layer of layers) {
    const given = values.length === 1 ? (values[0] as Value) : values;
    const result = layer.apply(given as tf.Tensor, kwargs) as unknown as Value | Value[];
    values = Array.isArray(result) ? result : [result];
  }
  return values;
}

/** Runs the layers of a node forwards and backwards. */
export function computeNode(
  node: InferredNode,
  layers: readonly tf.layers.Layer[],
  inputs: readonly tf.Tensor[],
  upstream: (outputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  training: boolean,
): ComputedNode {
  const run = (given: readonly tf.Tensor[]) => apply(layers, given, { training });
  const outputs = run(inputs);
  const weighting = upstream(outputs);
  const objective = (given: readonly tf.Tensor[]): tf.Scalar =>
    run(given).reduce<tf.Scalar>(
      (sum, output, index) =>
        tf.add(sum, tf.sum(tf.mul(tf.cast(output, 'float32'), weighting[index] as tf.Tensor))),
      tf.scalar(0),
    );
  const learned = inputs.flatMap((tensor, index) => (tensor.dtype === 'float32' ? [index] : []));
  const inputGradients: (tf.Tensor | null)[] = inputs.map(() => null);
  if (learned.length > 0) {
    const gradients = tf.grads((...given: tf.Tensor[]) => {
      const all = [...inputs];
      for (const [place, index] of learned.entries()) all[index] = given[place] as tf.Tensor;
      // tf.js throws for an input, such as one that only gives a size, that changes nothing.
      const touched = given.map((tensor) => tf.mul(0, tf.sum(tensor)));
      return touched.reduce<tf.Scalar>((sum, zero) => tf.add(sum, zero), objective(all));
    })(learned.map((index) => inputs[index] as tf.Tensor));
    for (const [place, index] of learned.entries()) {
      inputGradients[index] = gradients[place] as tf.Tensor;
    }
  }
  const weightGradients: Record<string, tf.Tensor> = {};
  const variables = layers.flatMap((layer) => layer.weights);
  if (node.weights.some(({ trainable }) => trainable)) {
    const { grads } = tf.variableGrads(() => objective(inputs));
    for (const [index, { name, trainable }] of node.weights.entries()) {
      const variable = variables[index];
      if (!trainable || !variable) continue;
      const gradient = grads[variable.name] ?? grads[variable.originalName];
      if (!gradient) throw new Error(`No gradient reaches ${name}.`);
      weightGradients[name] = gradient;
    }
  }
  return { outputs, inputGradients, weightGradients };
}
