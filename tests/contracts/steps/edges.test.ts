import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { expectClose, spreadValues } from '../runtime/onBackend';
import { type CaseTensor, caseTensors, ownCase, runCase, type StepCase } from './stepCases';

const filled = (shape: number[], value: number): CaseTensor => ({
  shape,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => value),
  dtype: 'float32',
});

const value = (one: StepCase): number =>
  tf.tidy(() => Object.values(runCase(one, caseTensors(one)))[0]?.dataSync()[0] ?? Number.NaN);

const slopes = (one: StepCase, port: string): number[] =>
  tf.tidy(() => {
    const tensors = caseTensors(one);
    const f = (x: tf.Tensor): tf.Scalar => {
      const [y] = Object.values(runCase(one, { ...tensors, [port]: x }));
      return tf.sum(y as tf.Tensor).asScalar();
    };
    return Array.from(
      tf
        .grad(f)(tensors[port] as tf.Tensor)
        .dataSync(),
    );
  });

/** Nodes at places where roots, logarithms and exponentials are not smooth or not finite. */
const edges: readonly (readonly [string, StepCase])[] = [
  ['a length of 0', ownCase('norm', {}, { x: filled([2, 3], 0) })],
  ['a gradient of 0', ownCase('gradientPenalty', {}, { gradient: filled([2, 3], 0) })],
  [
    'equal embeddings',
    ownCase(
      'triplet',
      {},
      {
        anchor: filled([2, 3], 1),
        positive: filled([2, 3], 1),
        negative: filled([2, 3], 1),
      },
    ),
  ],
  [
    'equal pairs said to differ',
    ownCase(
      'contrastive',
      {},
      {
        a: filled([2, 3], 1),
        b: filled([2, 3], 1),
        same: filled([2], 0),
      },
    ),
  ],
  ['vectors of 0', ownCase('cosineSimilarity', {}, { a: filled([2, 3], 0), b: filled([2, 3], 0) })],
  ['embeddings of 0', ownCase('infoNce', {}, { a: filled([2, 3], 0), b: filled([2, 3], 0) })],
  [
    'a prototype on an example',
    ownCase(
      'distanceMatrix',
      { distance: 'euclidean' },
      {
        a: filled([2, 3], 1),
        b: filled([2, 3], 1),
      },
    ),
  ],
  ['units never active', ownCase('sparsity', {}, { x: filled([4, 3], 0) })],
  ['units always active', ownCase('sparsity', {}, { x: filled([4, 3], 1) })],
  [
    'probabilities of 0',
    ownCase(
      'categoricalCrossentropy',
      {},
      {
        prediction: { shape: [2, 2], values: [0, 1, 1, 0], dtype: 'float32' },
        target: { shape: [2], values: [0, 1], dtype: 'int32' },
      },
    ),
  ],
  [
    'a large score of the wrong class',
    ownCase(
      'categoricalCrossentropy',
      { fromLogits: true },
      {
        prediction: { shape: [1, 2], values: [500, -500], dtype: 'float32' },
        target: { shape: [1], values: [1], dtype: 'int32' },
      },
    ),
  ],
  [
    'large scores',
    ownCase('discriminatorLoss', {}, { real: filled([2, 1], -200), fake: filled([2, 1], 200) }),
  ],
  [
    'a mask that leaves nothing',
    ownCase(
      'meanSquaredError',
      {},
      {
        prediction: filled([2, 3], 1),
        target: filled([2, 3], 0),
        mask: filled([2], 0),
      },
    ),
  ],
];

describe.each(['cpu', 'wasm'] as const)('at the edges on %s', (backend) => {
  beforeAll(async () => {
    const started = await startBackend(backend);
    if (!started.ok) throw new Error(started.error);
  });

  it.each(edges)('values and gradients stay finite: %s', (_name, one) => {
    expect(value(one)).toSatisfy(Number.isFinite);
    for (const [port, { dtype }] of Object.entries(one.inputs)) {
      if (dtype === 'float32') expect(slopes(one, port).every(Number.isFinite), port).toBe(true);
    }
  });

  it('scores of exactly 0 are moved as far as those near 0', () => {
    const scores = filled([1, 1], 0);
    const target = filled([1, 1], 1);
    const cases: readonly (readonly [StepCase, string, number])[] = [
      [
        ownCase('binaryCrossentropy', { fromLogits: true }, { prediction: scores, target }),
        'prediction',
        -0.5,
      ],
      [ownCase('discriminatorLoss', {}, { real: scores, fake: scores }), 'fake', 0.5],
      [ownCase('discriminatorLoss', {}, { real: scores, fake: scores }), 'real', -0.5],
      [ownCase('generatorLoss', {}, { fake: scores }), 'fake', -0.5],
      [ownCase('generatorLoss', { form: 'minimax' }, { fake: scores }), 'fake', -0.5],
    ];
    for (const [one, port, slope] of cases) expectClose(slopes(one, port), [slope]);
  });

  it('targets that lie in masked places change nothing', () => {
    const loss = (wrong: number): number =>
      value(
        ownCase(
          'meanSquaredError',
          { reduction: 'sum' },
          {
            prediction: filled([2, 2], 0),
            target: { shape: [2, 2], values: [1, wrong, 2, wrong], dtype: 'float32' },
            mask: { shape: [2, 2], values: [1, 0, 1, 0], dtype: 'bool' },
          },
        ),
      );
    expect(loss(9)).toBeCloseTo((1 + 4) / 2, 5);
    expect(loss(-40)).toBeCloseTo((1 + 4) / 2, 5);
  });

  it.each(['dense', 'convolutional'] as const)(
    'a gradient penalty has the right gradient by the weights of a %s critic',
    (network) => {
      const critic = critics[network];
      const values = critic.weights.map((shape, index) =>
        spreadValues(count(shape), 5 * index).map((number) => 0.7 * number),
      );
      const inputs = tf.tensor(spreadValues(count(critic.input), 1), critic.input);
      const penalty = (weights: tf.Tensor[]): tf.Scalar => {
        const gradient = tf.grad((x) => tf.sum(critic.score(x, weights)))(inputs);
        const one = ownCase('gradientPenalty', { weight: 10 }, {});
        return Object.values(runCase(one, { gradient }))[0] as tf.Scalar;
      };
      const tensors = (): tf.Tensor[] =>
        values.map((numbers, index) => tf.tensor(numbers, critic.weights[index] ?? []));
      const found = tf.tidy(() =>
        tf
          .grads((...weights: tf.Tensor[]) => penalty(weights))(tensors())
          .map((slope) => Array.from(slope.dataSync())),
      );
      for (const [index, numbers] of values.entries()) {
        const numerical = numbers.map((_, place) => {
          const at = (offset: number): number =>
            tf.tidy(() => {
              const moved = tensors();
              const changed = numbers.map((number, i) => (i === place ? number + offset : number));
              moved[index] = tf.tensor(changed, critic.weights[index] ?? []);
              return penalty(moved).dataSync()[0] ?? Number.NaN;
            });
          return (at(5e-3) - at(-5e-3)) / 1e-2;
        });
        expectClose(found[index] ?? [], numerical, 2e-2);
      }
      inputs.dispose();
    },
  );
});

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Small critics that end in a score for every example. */
const critics: Readonly<
  Record<
    'dense' | 'convolutional',
    {
      readonly input: number[];
      readonly weights: readonly number[][];
      score(x: tf.Tensor, weights: tf.Tensor[]): tf.Tensor;
    }
  >
> = {
  dense: {
    input: [3, 2],
    weights: [
      [2, 5],
      [5, 1],
    ],
    score: (x, [first, second]) =>
      tf.matMul(tf.tanh(tf.matMul(x as tf.Tensor2D, first as tf.Tensor2D)), second as tf.Tensor2D),
  },
  convolutional: {
    input: [2, 5, 5, 1],
    weights: [
      [3, 3, 1, 2],
      [18, 1],
    ],
    score: (x, [filter, last]) => {
      const maps = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid');
      const flat = tf.reshape(tf.sigmoid(maps), [2, 18]) as tf.Tensor2D;
      return tf.matMul(flat, last as tf.Tensor2D);
    },
  },
};
