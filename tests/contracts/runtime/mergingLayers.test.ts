import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { MatMul } from '../../../src/runtime/layers/matMul';
import { type At, expectGradients, expectNode } from './nodeLayers';

/** A number of an input whose axes of length 1 stretch. */
const stretched = (x: At, shape: readonly number[], place: readonly number[]): number =>
  x(...place.map((index, axis) => (shape[axis] === 1 ? 0 : index)));

const elementwise: Record<string, (values: number[]) => number> = {
  add: (values) => values.reduce((sum, value) => sum + value, 0),
  subtract: ([a, b]) => a! - b!,
  divide: ([a, b]) => a! / b!,
  multiply: (values) => values.reduce((product, value) => product * value, 1),
  average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  maximum: (values) => Math.max(...values),
  minimum: (values) => Math.min(...values),
};

/** Shapes that merge, and the shape they merge to. */
const merges = [
  {
    shapes: [
      [3, 4],
      [3, 4],
    ],
    merged: [3, 4],
  },
  {
    shapes: [
      [2, 3, 4],
      [1, 1, 4],
    ],
    merged: [2, 3, 4],
  },
  {
    shapes: [
      [1, 3],
      [2, 1],
    ],
    merged: [2, 3],
  },
] as const;

const norm = (values: number[]) => Math.hypot(...values);
const range = (length: number) => Array.from({ length }, (_, index) => index);
const sum = (length: number, term: (k: number) => number) =>
  range(length).reduce((total, k) => total + term(k), 0);

/** Products of rows and matrices by the definition. */
const products: readonly Parameters<typeof expectNode>[] = [
  ['dot', {}, [[5], [5]], [{ shape: [1], value: ([a, b]) => sum(5, (k) => a!(k) * b!(k)) }]],
  [
    'dot',
    { normalize: true },
    [[5], [5]],
    [
      {
        shape: [1],
        value: ([a, b]) =>
          sum(5, (k) => a!(k) * b!(k)) /
          (norm(range(5).map((k) => a!(k))) * norm(range(5).map((k) => b!(k)))),
      },
    ],
  ],
  [
    'dot',
    { axes: [2, 1] },
    [[4, 3], [3]],
    [{ shape: [4], value: ([a, b], [i]) => sum(3, (k) => a!(i!, k) * b!(k)) }],
  ],
  [
    'dot',
    { axes: [1, 2] },
    [[3], [4, 3]],
    [{ shape: [4], value: ([a, b], [j]) => sum(3, (k) => a!(k) * b!(j!, k)) }],
  ],
  [
    'dot',
    { axes: [1, 1] },
    [
      [3, 2],
      [3, 4],
    ],
    [{ shape: [2, 4], value: ([a, b], [i, j]) => sum(3, (k) => a!(k, i!) * b!(k, j!)) }],
  ],
  [
    'dot',
    { axes: [2, 2] },
    [
      [2, 3],
      [4, 3],
    ],
    [{ shape: [2, 4], value: ([a, b], [i, j]) => sum(3, (k) => a!(i!, k) * b!(j!, k)) }],
  ],
  [
    'matMul',
    {},
    [
      [2, 3],
      [3, 4],
    ],
    [{ shape: [2, 4], value: ([a, b], [i, j]) => sum(3, (k) => a!(i!, k) * b!(k, j!)) }],
  ],
  [
    'matMul',
    { transposeA: true, transposeB: true },
    [
      [2, 3, 2],
      [2, 4, 3],
    ],
    [
      {
        shape: [2, 2, 4],
        value: ([a, b], [n, i, j]) => sum(3, (k) => a!(n!, k, i!) * b!(n!, j!, k)),
      },
    ],
  ],
  [
    'matMul',
    { transposeB: true },
    [
      [3, 1, 2, 3],
      [2, 4, 3],
    ],
    [
      {
        shape: [3, 2, 2, 4],
        value: ([a, b], [m, n, i, j]) => sum(3, (k) => a!(m!, 0, i!, k) * b!(n!, j!, k)),
      },
    ],
  ],
];

describe.each(['cpu', 'wasm'] as const)('merging kinds on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  it.each(Object.entries(elementwise))('%s stretches axes of length 1', (kind, merge) => {
    for (const { shapes, merged } of merges) {
      expectNode(kind, {}, shapes, [
        {
          shape: merged,
          value: (inputs, place) =>
            merge(inputs.map((x, index) => stretched(x, shapes[index] ?? [], place))),
        },
      ]);
      expectGradients(kind, {}, shapes);
    }
  });

  it.each(products)('%s %j is the sum of products', (...one) => {
    expectNode(...one);
    expectGradients(one[0], one[1], one[2]);
  });
});

describe('MatMul', () => {
  it('announces the shape that it computes, known axes or not', async () => {
    await startBackend('cpu');
    const small = fc.integer({ min: 1, max: 4 });
    const leading = fc.array(fc.tuple(small, fc.boolean(), fc.boolean()), { maxLength: 2 });
    fc.assert(
      fc.property(small, small, small, leading, fc.nat(2), (rows, inner, columns, axes, fewer) => {
        const a = [2, ...axes.map(([n, one]) => (one ? 1 : n)), rows, inner];
        const b = [2, ...axes.map(([n, , one]) => (one ? 1 : n)).slice(fewer), inner, columns];
        const layer = new MatMul({});
        const y = layer.apply([tf.ones(a), tf.ones(b)]) as tf.Tensor;
        expect(layer.computeOutputShape([a, b])).toEqual(y.shape);
        expect(y.dataSync().every((value) => value === inner)).toBe(true);
      }),
    );
  });
});
