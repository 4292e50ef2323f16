import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { applyWeightConstraints } from '../../../src/runtime/corrections/weightConstraints';
import { ActivityRegularization } from '../../../src/runtime/layers/activityRegularization';
import { ConvolutionalLstm2D } from '../../../src/runtime/layers/convolutionalLstm2d';
import { RecurrentLayer } from '../../../src/runtime/layers/recurrentLayer';
import { SeededDropout } from '../../../src/runtime/layers/seededDropout';
import { SeededNoise } from '../../../src/runtime/layers/seededNoise';
import { SpatialDropout2D } from '../../../src/runtime/layers/spatialDropout2d';
import { SpatialDropout3D } from '../../../src/runtime/layers/spatialDropout3d';
import { StochasticDepth } from '../../../src/runtime/layers/stochasticDepth';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';
import { expectClose, spreadValues } from './onBackend';

const training = { training: true };
const train = (layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor =>
  layer.apply(x, training) as tf.Tensor;
const text = (tensor: tf.Tensor): string => tensor.dataSync().join();

describe.each(['cpu', 'wasm'] as const)('regularisation on %s', (backend) => {
  beforeEach(async () => {
    prepareRuntime();
    await startBackend(backend);
  });

  it.each([
    ['SeededDropout', new SeededDropout({ rate: 0.25, seed: 3, unit: 'channel' }), [50, 2, 3, 8]],
    ['SpatialDropout2D', new SpatialDropout2D({ rate: 0.25 }), [50, 2, 3, 8]],
    ['SpatialDropout3D', new SpatialDropout3D({ rate: 0.25 }), [50, 2, 1, 3, 8]],
  ])('%s drops whole channels of each example and keeps the mean', (_name, layer, shape) => {
    const y = train(layer, tf.ones(shape));
    const positions = tf.reshape(y, [50, 6, 8]).arraySync() as number[][][];
    let dropped = 0;
    for (const example of positions) {
      for (let channel = 0; channel < 8; channel++) {
        const values = new Set(example.map((position) => position[channel]!));
        expect(values.size).toBe(1);
        const [value = 0] = values;
        if (value === 0) dropped += 1;
        else expect(value).toBeCloseTo(4 / 3, 5);
      }
    }
    expect(dropped / 400).toBeGreaterThan(0.17);
    expect(dropped / 400).toBeLessThan(0.33);
    expect(text(layer.apply(tf.ones(shape)) as tf.Tensor)).toBe(text(tf.ones(shape)));
  });

  it.each([
    ['SeededDropout', new SeededDropout({ rate: 0.25, seed: 3, unit: 'example' })],
    ['StochasticDepth', new StochasticDepth({ rate: 0.25 })],
  ])('%s drops whole examples and keeps the mean', (_name, layer) => {
    const rows = train(layer, tf.ones([400, 3, 2]))
      .reshape([400, 6])
      .arraySync() as number[][];
    let dropped = 0;
    for (const row of rows) {
      expect(new Set(row).size).toBe(1);
      if (row[0] === 0) dropped += 1;
      else expect(row[0]).toBeCloseTo(4 / 3, 5);
    }
    expect(dropped / 400).toBeGreaterThan(0.17);
    expect(dropped / 400).toBeLessThan(0.33);
  });

  it('alpha dropout keeps mean 0 and variance 1, and drops to one value', () => {
    const layer = new SeededNoise({ noise: 'alphaDropout', amount: 0.3, seed: 9 });
    const x = tf.randomNormal([40_000], 0, 1, 'float32', 5);
    const y = train(layer, x);
    const { mean, variance } = tf.moments(y);
    expect(mean.dataSync()[0]).toBeCloseTo(0, 1);
    expect(variance.dataSync()[0]).toBeCloseTo(1, 1);
    const counts = new Map<number, number>();
    for (const value of y.dataSync()) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect(Math.max(...counts.values()) / 40_000).toBeCloseTo(0.3, 1);
    expect([...counts.values()].filter((count) => count > 100).length).toBe(1);
  });

  it.each([
    // Multiplied by a number of mean 1 and variance rate/(1−rate).
    ['gaussianDropout', 0.2, (x: number) => x, (x: number) => (x * x * 0.2) / 0.8],
    ['gaussianNoise', 0.5, (x: number) => x, () => 0.25],
  ] as const)('%s has the mean and variance of its definition', (noise, amount, mean, variance) => {
    const layer = new SeededNoise({ noise, amount, seed: 9 });
    const found = tf.moments(train(layer, tf.fill([40_000], 3)));
    expect(found.mean.dataSync()[0]).toBeCloseTo(mean(3), 1);
    expect((found.variance.dataSync()[0] as number) / variance(3)).toBeCloseTo(1, 1);
  });

  it.each(['alphaDropout', 'gaussianDropout', 'gaussianNoise'] as const)(
    '%s draws anew on every call, the same for the same seed, and nothing outside training',
    (noise) => {
      const draws = (seed: number): string[] => {
        const layer = new SeededNoise({ noise, amount: 0.4, seed });
        return [1, 2, 3].map(() => text(train(layer, tf.ones([50]))));
      };
      const first = draws(7);
      expect(new Set(first).size).toBe(3);
      expect(draws(7)).toEqual(first);
      expect(draws(8).filter((draw) => first.includes(draw))).toEqual([]);
      const layer = new SeededNoise({ noise, amount: 0.4, seed: 7 });
      expect(text(layer.apply(tf.ones([4])) as tf.Tensor)).toBe('1,1,1,1');
      expect(layer.position).toBe(0);
    },
  );

  it('activity regularization adds its penalty to the loss, once for each call', () => {
    const x = spreadValues(12);
    const layer = new ActivityRegularization({ l1: 0.3, l2: 0.2 });
    const penalty = x.reduce((sum, v) => sum + 0.3 * Math.abs(v) + 0.2 * v * v, 0) / 4;
    const loss = (calls: number) => (input: tf.Tensor) => {
      let y = input;
      for (let call = 0; call < calls; call++) y = layer.apply(y) as tf.Tensor;
      return tf.addN(layer.calculateLosses());
    };
    for (const calls of [1, 2]) {
      const { value, grad } = tf.valueAndGrad(loss(calls))(tf.tensor(x, [4, 3]));
      expect(value.dataSync()[0]).toBeCloseTo(calls * penalty, 5);
      expectClose(
        [...grad.dataSync()],
        x.map((v) => (calls * (0.3 * Math.sign(v) + 0.4 * v)) / 4),
      );
    }
  });

  it('activity regularization keeps nothing that nobody asks for', () => {
    const layer = new ActivityRegularization({ l1: 0.3, l2: 0.2 });
    const x = tf.ones([2, 3]);
    const once = (): void => {
      tf.dispose(layer.apply(x) as tf.Tensor);
      tf.dispose(tf.grad((input) => tf.sum(layer.apply(input) as tf.Tensor))(x));
    };
    once();
    const { numTensors } = tf.memory();
    for (let step = 0; step < 20; step++) once();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

it.each(['cpu', 'wasm'] as const)('an L1 penalty leaves a 0 where it is on %s', async (backend) => {
  prepareRuntime();
  await startBackend(backend);
  const penalty = tf.regularizers.l1({ l1: 0.5 });
  const gradient = tf.grad((w) => penalty.apply(w) as tf.Scalar)(tf.tensor1d([-2, 0, 3]));
  expect([...gradient.dataSync()]).toEqual([-0.5, 0, 0.5]);
});

describe('the loss of a model', () => {
  beforeEach(async () => {
    prepareRuntime();
    await startBackend('cpu');
  });

  const l2 = () => tf.regularizers.l2({ l2: 0.5 });
  const sumOfSquares = (model: tf.LayersModel, name: RegExp): number =>
    model.weights
      .filter((weight) => name.test(weight.originalName))
      .reduce((sum, weight) => sum + (tf.sum(tf.square(weight.read())).dataSync()[0] as number), 0);
  const penaltyOf = (model: tf.LayersModel): number =>
    model.calculateLosses().reduce((sum, loss) => sum + (loss.dataSync()[0] as number), 0);

  it('counts the penalty of a shared layer once', () => {
    const input = tf.input({ shape: [3] });
    const dense = tf.layers.dense({ units: 3, kernelRegularizer: l2() });
    const outputs = dense.apply(dense.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    expect(penaltyOf(model)).toBeCloseTo(0.5 * sumOfSquares(model, /kernel/), 5);
  });

  it('counts the penalties within recurrent layers, wrappers and inner models', () => {
    const input = tf.input({ shape: [4, 3] });
    const args = { units: 2, kernelRegularizer: l2(), recurrentRegularizer: l2() };
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 2, kernelRegularizer: l2(), inputShape: [4, 2] })],
    });
    const outputs = [
      tf.layers.gru({ ...args, returnSequences: true }),
      inner,
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ ...args, returnSequences: true }) as never,
        mergeMode: 'concat',
      }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, kernelRegularizer: l2() }) }),
    ].reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
    const model = tf.model({ inputs: input, outputs });
    expect(sumOfSquares(model, /kernel/)).toBeGreaterThan(0);
    expect(penaltyOf(model)).toBeCloseTo(0.5 * sumOfSquares(model, /kernel/), 4);
  });

  it.each([
    ['RecurrentLayer', RecurrentLayer, { cell: 'lstm', units: 2, bidirectional: 'sum' }, [4, 3]],
    ['ConvolutionalLstm2D', ConvolutionalLstm2D, { filters: 2, kernelSize: [2, 2] }, [2, 3, 3, 1]],
  ])('counts the penalties of a %s, and saves them', (_name, layerClass, fields, shape) => {
    const penalty = (value: number) => ({ className: 'L1L2', config: { l1: 0, l2: value } });
    const options = {
      kernelRegularizer: penalty(0.5),
      recurrentRegularizer: penalty(0.25),
      biasRegularizer: penalty(2),
      kernelConstraint: { className: 'MaxNorm', config: { maxValue: 0.1, axis: 0 } },
    };
    const input = tf.input({ shape });
    const layer = new layerClass(structuredClone({ ...fields, ...options }) as never);
    const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    const expected =
      0.5 * sumOfSquares(model, /(^|\/|_)kernel/) +
      (0.25 - 0.5) * sumOfSquares(model, /recurrent_kernel/) +
      2 * sumOfSquares(model, /bias/);
    expect(penaltyOf(model)).toBeCloseTo(expected, 4);
    expect(layer.getConfig()).toMatchObject(options);
    applyWeightConstraints(model);
    for (const weight of model.weights.filter(({ originalName }) => /kernel/.test(originalName))) {
      const isBound = !/recurrent_kernel/.test(weight.originalName);
      const largest = tf.max(tf.norm(weight.read(), 'euclidean', 0)).dataSync()[0] as number;
      expect(largest < 0.1001).toBe(isBound);
    }
  });

  it('ends within its constraints after every step of fit', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 3,
          inputShape: [2],
          kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5, axis: 0 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.sgd(1), loss: 'meanSquaredError' });
    await model.fit(tf.ones([8, 2]), tf.fill([8, 3], 10), { epochs: 2, verbose: 0 });
    const norms = tf.norm(model.getWeights()[0]!, 'euclidean', 0).dataSync();
    for (const norm of norms) expect(norm).toBeCloseTo(0.5, 4);
  });
});
