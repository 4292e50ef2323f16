import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchScalar, float32, type TensorType } from '../../../src/base/tensorType';
import { parseFields } from '../../../src/kinds/field';
import { inputPort, portRefusal } from '../../../src/kinds/port';
import { findKind } from '../../../src/kinds/registry';
import * as functions from '../../../src/runtime/steps/index';
import type { StepContext, StepFunction } from '../../../src/runtime/steps/stepFunction';

const context: StepContext = {
  training: true,
  randomness: () => ({ next: () => 0.5, integer: () => 0, normal: () => 0 }),
};

/** A wire: what it carries and the numbers. */
interface Wire {
  readonly type: TensorType;
  readonly value: tf.Tensor;
}

/** Puts a node behind wires as a drawing does: ports and kind have to take them. */
function node(
  id: string,
  raw: Readonly<Record<string, unknown>>,
  wires: Readonly<Record<string, Wire>>,
): Wire {
  const kind = findKind(id);
  const { values } = parseFields(kind?.fields ?? {}, raw);
  if (!kind || !values) throw new Error(`There is no such ${id}.`);
  const types = Object.fromEntries(Object.entries(wires).map(([port, { type }]) => [port, type]));
  for (const [port, type] of Object.entries(types)) {
    expect(portRefusal(inputPort(kind.inputs, port) ?? {}, type), `${id}:${port}`).toBeNull();
  }
  const refuse = (message: string): never => {
    throw new Error(`${id}: ${message}`);
  };
  const outputs = kind.infer(values, types, { error: refuse, warning: refuse, hint: refuse });
  const calculate = (functions as unknown as Record<string, StepFunction>)[id] as StepFunction;
  const tensors = Object.fromEntries(
    Object.entries(wires).map(([port, { value }]) => [port, value]),
  );
  const y = kind.outputs[0] ?? 'y';
  const found = calculate(tensors, values, context);
  const value = found instanceof tf.Tensor ? found : found[y];
  const type = outputs?.[y];
  if (!value || !type) throw new Error(`Nothing leaves ${id}.`);
  return { type, value };
}

const classes = (labels: number[], classCount: number): Wire => ({
  type: { shape: [], dtype: 'int32', content: 'class', classCount },
  value: tf.tensor1d(labels, 'int32'),
});

const rows = (values: number[][]): Wire => ({
  type: float32([values[0]?.length ?? 0]),
  value: tf.tensor2d(values),
});

const single = (values: number[]): Wire => ({ type: float32([]), value: tf.tensor1d(values) });

const number = ({ type, value }: Wire): number => {
  expect(type).toEqual(batchScalar);
  return value.dataSync()[0] ?? Number.NaN;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('nodes behind each other', () => {
  it('are a prototypical network: the nearest mean of a class is the right one', () => {
    const support = rows([
      [0, 0],
      [2, 0],
      [10, 10],
      [10, 12],
      [-8, 0],
      [-8, 2],
    ]);
    const prototypes = node(
      'groupMean',
      { classes: 3 },
      {
        x: support,
        group: classes([0, 0, 1, 1, 2, 2], 3),
      },
    );
    expect(Array.from(prototypes.value.dataSync())).toEqual([1, 0, 10, 11, -8, 1]);
    const queries = rows([
      [9, 9],
      [-7, 0],
      [0, 1],
      [1, 0],
    ]);
    const distances = node('distanceMatrix', {}, { a: queries, b: prototypes });
    const scores = node('scale', { factor: -1 }, { x: distances });
    const labels = classes([1, 2, 0, 0], 3);
    expect(number(node('accuracy', {}, { prediction: scores, target: labels }))).toBe(1);
    const loss = node(
      'categoricalCrossentropy',
      { fromLogits: true },
      {
        prediction: scores,
        target: labels,
      },
    );
    expect(number(loss)).toBeLessThan(1e-3);
  });

  it('are double deep Q-learning: one network chooses the next action, the other one values it', () => {
    const values = rows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const value = node('gather', {}, { x: values, index: classes([2, 0], 3) });
    const online = rows([
      [0, 9, 0],
      [7, 0, 0],
    ]);
    const target = rows([
      [5, 0.5, 8],
      [6, 1, 1],
    ]);
    const next = node('gather', {}, { x: target, index: node('argmax', {}, { x: online }) });
    const loss = node(
      'temporalDifference',
      { discount: 0.5, error: 'squared' },
      {
        value,
        reward: single([1, 1]),
        next,
        done: single([0, 1]),
      },
    );
    // 1 + 0.5 · 0.5 − 3 and 1 − 4.
    expect(number(loss)).toBeCloseTo((1.75 ** 2 + 3 ** 2) / 2, 5);
  });

  it('are a style loss: the same texture elsewhere in the image has the same style', () => {
    const image = (values: number[]): Wire => ({
      type: float32([2, 2, 2]),
      value: tf.tensor4d(values, [1, 2, 2, 2]),
    });
    const style = (values: number[]): Wire => node('gramMatrix', {}, { x: image(values) });
    const loss = (a: number[], b: number[]): number =>
      number(node('meanSquaredError', {}, { prediction: style(a), target: style(b) }));
    expect(loss([1, 2, 3, 4, 5, 6, 7, 8], [7, 8, 5, 6, 1, 2, 3, 4])).toBeCloseTo(0, 6);
    expect(loss([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 6, 5, 8, 7])).toBeGreaterThan(0.1);
  });

  it('are the share of examples that a discriminator takes for real', () => {
    const scores: Wire = { type: float32([1]), value: tf.tensor2d([[3], [-1], [0.5], [0]]) };
    expect(number(node('share', {}, { x: scores }))).toBe(0.5);
    const mean = node('batchMean', {}, { x: scores });
    expect(number(node('meanValue', {}, { x: mean }))).toBeCloseTo(0.625, 6);
  });
});
