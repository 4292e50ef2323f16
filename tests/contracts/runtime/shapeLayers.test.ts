import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { type At, expectGradients, expectNode, nodeFunction } from './nodeLayers';

type Places = readonly number[];
const read =
  (place: (place: Places) => number[], input = 0) =>
  (inputs: readonly At[], at: Places): number =>
    (inputs[input] as At)(...place(at));

/** Kinds of shape with fields and inputs, and what each output holds at a place. */
const cases: readonly Parameters<typeof expectNode>[] = [
  ['permute', {}, [[3, 5]], [{ shape: [5, 3], value: read(([i, j]) => [j!, i!]) }]],
  [
    'permute',
    { dims: [3, 1, 2] },
    [[2, 3, 4]],
    [{ shape: [4, 2, 3], value: read(([c, h, w]) => [h!, w!, c!]) }],
  ],
  ['repeatVector', { n: 4 }, [[3]], [{ shape: [4, 3], value: read(([, i]) => [i!]) }]],
  [
    'slice',
    { start: [1, 0, 2], size: [2, -1, 1] },
    [[4, 3, 5]],
    [{ shape: [2, 3, 1], value: read(([i, j, k]) => [i! + 1, j!, k! + 2]) }],
  ],
  ['slice', { start: [2] }, [[5, 2]], [{ shape: [3, 2], value: read(([i, j]) => [i! + 2, j!]) }]],
  [
    'split',
    { parts: 3, axis: 1 },
    [[6, 2]],
    [0, 2, 4].map((from) => ({ shape: [2, 2], value: read(([i, j]) => [i! + from, j!]) })),
  ],
  [
    'split',
    { sizes: [3, 1, 3] },
    [[2, 7]],
    [
      { shape: [2, 3], value: read(([i, j]) => [i!, j!]) },
      { shape: [2, 1], value: read(([i, j]) => [i!, j! + 3]) },
      { shape: [2, 3], value: read(([i, j]) => [i!, j! + 4]) },
    ],
  ],
  [
    'stack',
    { axis: 2 },
    [
      [3, 2],
      [3, 2],
      [3, 2],
    ],
    [{ shape: [3, 3, 2], value: (inputs, [i, k, j]) => inputs[k!]!(i!, j!) }],
  ],
  [
    'stack',
    { axis: -1 },
    [[4], [4]],
    [{ shape: [4, 2], value: (inputs, [i, k]) => inputs[k!]!(i!) }],
  ],
  ['selectStep', {}, [[5, 3]], [{ shape: [3], value: read(([i]) => [0, i!]) }]],
  [
    'selectStep',
    { index: -2 },
    [[5, 2, 3]],
    [{ shape: [2, 3], value: read(([i, j]) => [3, i!, j!]) }],
  ],
  [
    'expandDims',
    { axis: 2 },
    [[3, 4]],
    [{ shape: [3, 1, 4], value: read(([i, , j]) => [i!, j!]) }],
  ],
  ['squeeze', {}, [[1, 3, 1, 2]], [{ shape: [3, 2], value: read(([i, j]) => [0, i!, 0, j!]) }]],
  [
    'reduce',
    { reduction: 'mean', axes: [1] },
    [[3, 2]],
    [{ shape: [2], value: ([x], [j]) => (x!(0, j!) + x!(1, j!) + x!(2, j!)) / 3 }],
  ],
  [
    'reduce',
    { reduction: 'sum', axes: [-1], keepDims: true },
    [[3, 2]],
    [{ shape: [3, 1], value: ([x], [i]) => x!(i!, 0) + x!(i!, 1) }],
  ],
  [
    'reduce',
    { reduction: 'max', axes: [] },
    [[2, 2]],
    [{ shape: [], value: ([x]) => Math.max(x!(0, 0), x!(0, 1), x!(1, 0), x!(1, 1)) }],
  ],
  [
    'reduce',
    { reduction: 'min', axes: [1, 3] },
    [[2, 2, 2]],
    [
      {
        shape: [2],
        value: ([x], [j]) => Math.min(x!(0, j!, 0), x!(0, j!, 1), x!(1, j!, 0), x!(1, j!, 1)),
      },
    ],
  ],
  ['masking', {}, [[3, 2]], [{ shape: [3, 2], value: read(([i, j]) => [i!, j!]) }]],
];

describe.each(['cpu', 'wasm'] as const)('shape kinds on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(cases)('%s %j puts every number where its definition says', (...one) => {
    expectNode(...one);
  });

  it.each(cases)('%s %j has the gradients of central differences', (kind, fields, shapes) => {
    expectGradients(kind, fields, shapes);
  });

  it('selects the last of however many steps there are', () => {
    const last = nodeFunction('selectStep', { index: -1 }, [[9, 1]]);
    const [y] = last([tf.tensor3d([1, 2, 3, 4, 5, 6], [2, 3, 1])]);
    expect(Array.from(y!.dataSync())).toEqual([3, 6]);
  });
});

describe.each(['cpu', 'wasm'] as const)('masking on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  const padded = () =>
    tf.tensor3d(
      [
        [
          [1, 2],
          [9, 9],
          [3, 9],
          [9, 9],
        ],
      ],
      [1, 4, 2],
    );

  it('turns the steps into zeros that hold nothing but the padding value', () => {
    const [y] = nodeFunction('masking', { maskValue: 9 }, [[4, 2]])([padded()]);
    expect(Array.from(y!.dataSync())).toEqual([1, 2, 0, 0, 3, 9, 0, 0]);
  });

  it('lets what lies before it learn, and recurrent layers pass over the padding', () => {
    const x = tf.input({ shape: [4, 2] });
    const masked = tf.layers.masking({ maskValue: 9 }).apply(x);
    const state = tf.layers
      .simpleRNN({ units: 1, kernelInitializer: 'ones', recurrentInitializer: 'ones' })
      .apply(masked) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs: state });
    // Only the steps (1, 2) and (3, 9) count.
    const expected = Math.tanh(12 + Math.tanh(3));
    expect((model.predict(padded()) as tf.Tensor).dataSync()[0]).toBeCloseTo(expected, 5);
    const f = (z: tf.Tensor) => tf.sum(model.apply(tf.mul(padded(), z)) as tf.Tensor);
    expect(tf.grad(f)(tf.scalar(0.1)).dataSync()[0]).not.toBe(0);
  });

  it('may be followed by layers that cannot use a mask', () => {
    const x = tf.input({ shape: [4, 2] });
    const masked = tf.layers.masking({ maskValue: 9 }).apply(x);
    const model = tf.model({
      inputs: x,
      outputs: tf.layers.flatten().apply(masked) as tf.SymbolicTensor,
    });
    const y = model.predict(padded()) as tf.Tensor;
    expect(Array.from(y.dataSync())).toEqual([1, 2, 0, 0, 3, 9, 0, 0]);
  });
});
