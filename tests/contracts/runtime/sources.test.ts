import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { ConstantSource } from '../../../src/runtime/layers/constantSource';
import { GaussianNoiseSource } from '../../../src/runtime/layers/gaussianNoiseSource';
import { GaussianSampling } from '../../../src/runtime/layers/gaussianSampling';
import { GumbelSoftmax } from '../../../src/runtime/layers/gumbelSoftmax';
import { LearnedTensor } from '../../../src/runtime/layers/learnedTensor';
import { NoiseInjection } from '../../../src/runtime/layers/noiseInjection';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;

const numbers = (tensor: tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[]) =>
  Array.from((tensor as tf.Tensor).dataSync());

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** What a fresh layer gives on calls in training, and outside. */
function draws(
  make: () => tf.layers.Layer,
  inputs: tf.Tensor | tf.Tensor[],
  training: readonly boolean[],
): string[] {
  const layer = make();
  return training.map((flag) => numbers(layer.apply(inputs, { training: flag })).join());
}

describe.each(backends)('sources on %s', (backend) => {
  it('a constant is the same for every example, whatever comes in', async () => {
    await startBackend(backend);
    const like = tf.tensor2d(spreadValues(6), [3, 2]);
    const listed = new ConstantSource({ shape: [2, 2], value: [1, -2, 3.5, 0] });
    const y = listed.apply(like) as tf.Tensor;
    expect(y.shape).toEqual([3, 2, 2]);
    expect(numbers(y)).toEqual([1, -2, 3.5, 0, 1, -2, 3.5, 0, 1, -2, 3.5, 0]);
    const filled = new ConstantSource({ shape: [1, 3], value: 7 }).apply(like) as tf.Tensor;
    expect(filled.shape).toEqual([3, 1, 3]);
    expect(new Set(numbers(filled))).toEqual(new Set([7]));
  });

  it('a learned tensor gathers the gradient of every example', async () => {
    await startBackend(backend);
    // More axes than tf.js can tile with a gradient.
    const shape = [2, 1, 3, 1, 2];
    const layer = new LearnedTensor({ shape, valueInitializer: 'randomNormal' });
    const like = tf.zeros([4, 5]);
    const y = layer.apply(like) as tf.Tensor;
    expect(y.shape).toEqual([4, ...shape]);
    const value = numbers(layer.getWeights()[0]!);
    expect(numbers(y)).toEqual([...value, ...value, ...value, ...value]);
    const factors = spreadValues(48, 2);
    const { grads } = tf.variableGrads(() =>
      tf.sum(tf.mul(layer.apply(like) as tf.Tensor, tf.tensor(factors, [4, ...shape]))),
    );
    const expected = value.map((_, i) =>
      [0, 12, 24, 36].reduce((sum, start) => sum + factors[start + i]!, 0),
    );
    expectClose(numbers(Object.values(grads)[0]!), expected, 1e-5);
  });

  it('a Gaussian sample is the mean plus the deviation times the same noise', async () => {
    await startBackend(backend);
    const layer = (prediction: 'sample' | 'mean') => new GaussianSampling({ prediction, seed: 5 });
    const zeros = tf.zeros([2, 4]);
    const noise = numbers(layer('mean').apply([zeros, zeros], { training: true }));
    const [m, v] = [spreadValues(8), spreadValues(8, 3)];
    const [means, variances] = [tf.tensor2d(m, [2, 4]), tf.tensor2d(v, [2, 4])];
    const sample = numbers(layer('mean').apply([means, variances], { training: true }));
    const expected = m.map((value, i) => value + Math.exp(v[i]! / 2) * noise[i]!);
    expectClose(sample, expected, 1e-5);
    expect(numbers(layer('mean').apply([means, variances]))).toEqual(numbers(means));
    expect(numbers(layer('sample').apply([means, variances]))).not.toEqual(numbers(means));

    const objective = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
      tf.sum(tf.square(layer('mean').apply([a, b], { training: true }) as tf.Tensor));
    const found = tf.grads(objective)([means, variances]).map(numbers);
    const byMean = numericalGradient((x) => objective(x, variances), m, [2, 4], 4e-3);
    const byVariance = numericalGradient((x) => objective(means, x), v, [2, 4], 4e-3);
    expectClose(found[0]!, byMean, 5e-3);
    expectClose(found[1]!, byVariance, 5e-3);
  });

  it('injected noise is one for all channels of a place, scaled by what is learned', async () => {
    await startBackend(backend);
    const layer = new NoiseInjection({ prediction: 'noise', scaleInitializer: 'zeros', seed: 2 });
    const x = tf.zeros([2, 5, 4, 3]);
    expect(numbers(layer.apply(x))).toEqual(numbers(x));
    layer.setWeights([tf.tensor1d([1, -2, 0.5])]);
    const rows = tf.reshape(layer.apply(x) as tf.Tensor, [40, 3]).arraySync() as number[][];
    for (const [first, second, third] of rows) {
      expect(second).toBeCloseTo(-2 * first!, 5);
      expect(third).toBeCloseTo(first! / 2, 5);
    }
    expect(new Set(rows.map(([first]) => first)).size).toBe(40);
    const fresh = () => {
      const made = new NoiseInjection({ prediction: 'noise', seed: 2 });
      made.apply(x);
      return made;
    };
    const [trained, twin] = [fresh(), fresh()];
    const { grads } = tf.variableGrads(() =>
      tf.sum(tf.mul(trained.apply(x) as tf.Tensor, tf.tensor(spreadValues(120), x.shape))),
    );
    twin.setWeights([tf.ones([3])]);
    const noise = tf.mul(twin.apply(x) as tf.Tensor, tf.tensor(spreadValues(120), x.shape));
    expectClose(numbers(Object.values(grads)[0]!), numbers(tf.sum(noise, [0, 1, 2])), 1e-5);
    const still = new NoiseInjection({ prediction: 'none', scaleInitializer: 'ones' });
    expect(numbers(still.apply(x))).toEqual(numbers(x));
  });

  it('a Gumbel sample falls on each choice as often as softmax says', async () => {
    await startBackend(backend);
    const logits = [0.2, 1.5, -1, 0.7];
    const layer = new GumbelSoftmax({ temperature: 1, hard: true, prediction: 'sample', seed: 1 });
    const rows = 20_000;
    const x = tf.tile(tf.tensor2d([logits]), [rows, 1]);
    const y = layer.apply(x, { training: true }) as tf.Tensor;
    expect(new Set(numbers(y))).toEqual(new Set([0, 1]));
    expect(numbers(tf.sum(y, 1)).every((sum) => sum === 1)).toBe(true);
    const shares = numbers(tf.mean(y, 0));
    const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
    // Four standard errors.
    for (const [i, value] of logits.entries()) {
      expect(Math.abs(shares[i]! - Math.exp(value) / total)).toBeLessThan(0.015);
    }
  });

  it('a Gumbel sample has the gradients of the soft one, hard or not', async () => {
    await startBackend(backend);
    const x = spreadValues(6);
    const objective =
      (hard: boolean) =>
      (input: tf.Tensor): tf.Scalar => {
        const layer = new GumbelSoftmax({ temperature: 0.7, hard, prediction: 'noNoise', seed: 6 });
        const y = layer.apply(input, { training: true }) as tf.Tensor;
        return tf.sum(tf.mul(y, tf.tensor(spreadValues(6, 4), [2, 3])));
      };
    const gradient = (hard: boolean) => numbers(tf.grad(objective(hard))(tf.tensor2d(x, [2, 3])));
    const expected = numericalGradient(objective(false), x, [2, 3], 4e-3);
    expectClose(gradient(false), expected, 5e-3);
    expectClose(gradient(true), gradient(false), 1e-5);
    const certain = new GumbelSoftmax({ temperature: 0.5, hard: false, prediction: 'noNoise' });
    const soft = tf.softmax(
      tf.tensor2d(
        x.map((value) => value / 0.5),
        [2, 3],
      ),
    );
    expectClose(numbers(certain.apply(tf.tensor2d(x, [2, 3]))), numbers(soft), 1e-6);
  });

  it('noise has its mean and its deviation', async () => {
    await startBackend(backend);
    const layer = new GaussianNoiseSource({ shape: [100, 100], mean: 2, stddev: 3, seed: 1 });
    const y = layer.apply(tf.zeros([2, 1])) as tf.Tensor;
    expect(y.shape).toEqual([2, 100, 100]);
    expect(Math.abs(mean(numbers(y)) - 2)).toBeLessThan(0.1);
    expect(Math.abs(deviation(numbers(y)) - 3)).toBeLessThan(0.1);
  });
});

describe('what is drawn', () => {
  const x = tf.zeros([2, 3]);
  const layers: [string, (seed: number) => tf.layers.Layer, () => tf.Tensor | tf.Tensor[]][] = [
    [
      'GaussianNoiseSource',
      (seed) => new GaussianNoiseSource({ shape: [3], mean: 0, stddev: 1, seed }),
      () => x,
    ],
    [
      'GaussianSampling',
      (seed) => new GaussianSampling({ prediction: 'sample', seed }),
      () => [x, x],
    ],
    [
      'NoiseInjection',
      (seed) => new NoiseInjection({ prediction: 'noise', scaleInitializer: 'ones', seed }),
      () => x,
    ],
    [
      'GumbelSoftmax',
      (seed) => new GumbelSoftmax({ temperature: 1, hard: false, prediction: 'sample', seed }),
      () => x,
    ],
  ];

  it.each(layers)(
    'by %s follows its seed, and looking does not disturb training',
    async (_name, make, input) => {
      await startBackend('wasm');
      const training = draws(() => make(7), input(), [true, true, true]);
      expect(new Set(training).size).toBe(3);
      expect(draws(() => make(7), input(), [true, true, true])).toEqual(training);
      expect(draws(() => make(8), input(), [true])[0]).not.toBe(training[0]);
      const mixed = draws(() => make(7), input(), [true, false, true, false, true]);
      expect([mixed[0], mixed[2], mixed[4]]).toEqual(training);
      expect(training).not.toContain(mixed[1]);
      expect(mixed[1]).not.toBe(mixed[3]);
      const later = make(7) as tf.layers.Layer & { position: number };
      later.position = 2;
      expect(numbers(later.apply(input(), { training: true })).join()).toBe(training[2]);
    },
  );
});
