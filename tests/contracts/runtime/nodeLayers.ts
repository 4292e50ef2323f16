import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { float32, type TensorType } from '../../../src/base/tensorType';
import { isVariadic, variadicPortName } from '../../../src/kinds/port';
import { findLayerKind } from '../../../src/kinds/registry';
import { createLayer } from '../kinds/tfjsLayer';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** The function that tf.js makes of a sound node, for inputs of the given shapes without batch axis. */
export function nodeFunction(
  kindId: string,
  fields: object,
  shapes: readonly (readonly number[])[],
): (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[] {
  const kind = findLayerKind(kindId);
  if (!kind) throw new Error(`no kind ${kindId}`);
  const names = isVariadic(kind.inputs)
    ? shapes.map((_, index) => variadicPortName(index))
    : Object.keys(kind.inputs);
  const inputs: Record<string, TensorType> = {};
  for (const [index, shape] of shapes.entries()) inputs[names[index] ?? ''] = float32(shape);
  const found = analyseLayer({ id: 'node', kind: kindId, fields: fields as never }, inputs);
  if (!found.fields || !found.outputs) {
    throw new Error(found.diagnostics.map(({ message }) => message).join(' '));
  }
  const layers = kind.layers(found.fields, inputs, found.outputs).map(createLayer);
  return (tensors) =>
    [
      layers.reduce<tf.Tensor | tf.Tensor[]>(
        (value, layer) => layer.apply(value) as tf.Tensor | tf.Tensor[],
        tensors.length === 1 ? (tensors[0] as tf.Tensor) : [...tensors],
      ),
    ].flat();
}

/** Two examples of every input, no two numbers alike. */
export function exampleValues(shapes: readonly (readonly number[])[]): number[][] {
  return shapes.map((shape, index) => spreadValues(2 * count(shape), index));
}

/** A number of one example by its place. */
export type At = (...place: number[]) => number;

/** Expects every output of a node, for both examples, to be what a formula written by hand gives. */
export function expectNode(
  kindId: string,
  fields: object,
  shapes: readonly (readonly number[])[],
  outputs: readonly {
    readonly shape: readonly number[];
    readonly value: (inputs: readonly At[], place: readonly number[]) => number;
  }[],
): void {
  const values = exampleValues(shapes);
  tf.tidy(() => {
    const tensors = shapes.map((shape, index) => tf.tensor(values[index] ?? [], [2, ...shape]));
    const found = nodeFunction(kindId, fields, shapes)(tensors);
    expect(found.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => [2, ...shape]));
    for (const [index, { shape, value }] of outputs.entries()) {
      const expected = [0, 1].flatMap((example) => {
        const inputs = shapes.map((own, input): At => {
          const numbers = values[input] ?? [];
          return (...place) => numbers[example * count(own) + flatIndex(own, place)] ?? Number.NaN;
        });
        return placesIn(shape).map((place) => value(inputs, place));
      });
      expectClose(Array.from((found[index] as tf.Tensor).dataSync()), expected, 1e-4);
    }
  });
}

/** Expects the gradients of a node by each of its inputs to agree with central differences. */
export function expectGradients(
  kindId: string,
  fields: object,
  shapes: readonly (readonly number[])[],
  tolerance = 5e-3,
): void {
  const values = exampleValues(shapes);
  const apply = nodeFunction(kindId, fields, shapes);
  for (const [varied, shape] of shapes.entries()) {
    const f = (x: tf.Tensor): tf.Scalar => {
      const inputs = shapes.map((own, index) =>
        index === varied ? x : tf.tensor(values[index] ?? [], [2, ...own]),
      );
      const sums = apply(inputs).map((y, output) =>
        tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, output + 2), y.shape))),
      );
      return tf.addN(sums).asScalar();
    };
    const full = [2, ...shape];
    const own = values[varied] ?? [];
    const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(own, full)).dataSync()));
    expectClose(found, numericalGradient(f, own, full, 2e-3), tolerance);
  }
}

/** Every place of a shape, the last axis running fastest. */
export function placesIn(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (places, length) =>
      places.flatMap((place) => Array.from({ length }, (_, index) => [...place, index])),
    [[]],
  );
}

function flatIndex(shape: readonly number[], place: readonly number[]): number {
  return shape.reduce((index, length, axis) => index * length + (place[axis] ?? 0), 0);
}
