import * as tf from '@tensorflow/tfjs';
import { float32, type TensorType } from '../../../src/base/tensorType';
import type { KerasLayer } from '../../../src/kinds/layerKind';

/** A weight as tf.js made it. */
export interface BuiltWeight {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly trainable: boolean;
}

/** What tf.js makes of the layers of one node. */
export interface BuiltNode {
  /** The shapes that tf.js says will come out, by output, without the batch axis. */
  readonly announced: readonly (readonly (number | null)[])[];
  /** The shapes that came out of two examples, without the batch axis; null with unknown axes. */
  readonly computed: readonly (readonly number[])[] | null;
  /** Whether everything that came out of zeros is a number. */
  readonly finite: boolean;
  readonly weights: readonly BuiltWeight[];
}

/** A layer of tf.js from a class name and a configuration in its own spelling. */
export function createLayer({ className, config }: KerasLayer): tf.layers.Layer {
  const found = tf.serialization.SerializationMap.getMap().classNameMap[className];
  if (!found) throw new Error(`tf.js knows no layer ${className}.`);
  const [layerClass, fromConfig] = found;
  return fromConfig(
    layerClass,
    structuredClone(config) as tf.serialization.ConfigDict,
  ) as tf.layers.Layer;
}

/** Builds the layers of a node one after the other, announces their output and runs two examples. */
export function buildNode(layers: readonly KerasLayer[], wired: readonly TensorType[]): BuiltNode {
  // What makes a tensor from nothing takes the number of examples from any other one.
  const inputs = wired.length > 0 ? wired : [float32([1])];
  const built = layers.map(createLayer);
  const symbols = inputs.map(({ shape, dtype }) => tf.input({ shape: [...shape], dtype }));
  const pass = <Value>(
    values: readonly Value[],
    apply: (layer: tf.layers.Layer, value: Value | Value[]) => Value | Value[],
  ): readonly Value[] =>
    [
      built.reduce<Value | Value[]>(
        (value, layer) => apply(layer, value),
        values.length === 1 ? (values[0] as Value) : [...values],
      ),
    ].flat() as Value[];
  const announced = pass<tf.SymbolicTensor>(
    symbols,
    (layer, value) => layer.apply(value) as tf.SymbolicTensor | tf.SymbolicTensor[],
  );
  const known = inputs.every(({ shape }) => shape.every((axis) => axis !== null));
  const result = known
    ? tf.tidy(() => {
        const outputs = pass<tf.Tensor>(
          inputs.map(({ shape, dtype }) => tf.zeros([2, ...(shape as number[])], dtype)),
          (layer, value) => layer.apply(value) as tf.Tensor | tf.Tensor[],
        );
        return {
          computed: outputs.map(({ shape }) => shape.slice(1)),
          finite: outputs.every((output) => output.dataSync().every(Number.isFinite)),
        };
      })
    : { computed: null, finite: true };
  const weights = built.flatMap((layer) => {
    const trainable = new Set(layer.trainableWeights);
    return layer.weights.map((weight) => ({
      name: weight.originalName.split('/').at(-1) ?? '',
      shape: weight.shape,
      trainable: trainable.has(weight),
    }));
  });
  for (const layer of built) layer.dispose();
  return { announced: announced.map(({ shape }) => shape.slice(1)), ...result, weights };
}
