import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { AdaptiveInstanceNormalization } from '../../../src/runtime/layers/adaptiveInstanceNormalization';
import { GroupNormalization } from '../../../src/runtime/layers/groupNormalization';
import { MinibatchStandardDeviation } from '../../../src/runtime/layers/minibatchStandardDeviation';
import { RmsNormalization } from '../../../src/runtime/layers/rmsNormalization';
import { SpatiallyAdaptiveNormalization } from '../../../src/runtime/layers/spatiallyAdaptiveNormalization';
import { UnitNormalization } from '../../../src/runtime/layers/unitNormalization';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';
import { built, count, expectTrueGradients, fill, run } from './layerChecks';
import { expectClose, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;

/** Brings some of the numbers of a list to mean 0 and variance 1. */
function normalise(values: number[], places: number[], epsilon: number): void {
  const picked = places.map((place) => values[place]!);
  const mean = picked.reduce((sum, value) => sum + value, 0) / picked.length;
  const variance = picked.reduce((sum, value) => sum + (value - mean) ** 2, 0) / picked.length;
  for (const place of places) {
    values[place] = (values[place]! - mean) / Math.sqrt(variance + epsilon);
  }
}

/** The places of an example's channels, all positions of each: [n, positions, c]. */
function placesOf(example: number, positions: number, channels: number[], c: number): number[] {
  return Array.from({ length: positions }, (_, position) =>
    channels.map((channel) => (example * positions + position) * c + channel),
  ).flat();
}

describe.each(backends)('normalisation on %s', (backend) => {
  beforeEach(async () => {
    prepareRuntime();
    await startBackend(backend);
  });

  it.each([
    [2, [2, 3, 2, 6]],
    [-1, [2, 5, 4]],
    [1, [3, 4]],
    [3, [2, 2, 2, 2, 3]],
  ])('in %s groups follows its formula on %s', (groups, shape) => {
    const layer = built(
      new GroupNormalization({ groups, epsilon: 0.01, center: true, scale: true }),
      shape,
    );
    const [gamma = [], beta = []] = fill(layer);
    const channels = shape.at(-1)!;
    const positions = count(shape.slice(1, -1));
    const x = spreadValues(count(shape));
    const expected = [...x];
    const perGroup = channels / (groups === -1 ? channels : groups);
    for (let example = 0; example < shape[0]!; example++) {
      for (let first = 0; first < channels; first += perGroup) {
        const group = Array.from({ length: perGroup }, (_, index) => first + index);
        normalise(expected, placesOf(example, positions, group, channels), 0.01);
      }
    }
    const y = run(layer, tf.tensor(x, shape));
    expectClose(
      y,
      expected.map((value, i) => value * gamma[i % channels]! + beta[i % channels]!),
    );
    expectTrueGradients(layer, [shape]);
  });

  it('by the root mean square and by length follow their formulas', () => {
    const shape = [2, 3, 4];
    const x = spreadValues(24);
    const rms = built(new RmsNormalization({ epsilon: 0.1, scale: true }), shape);
    const [scale = []] = fill(rms);
    const row = (i: number) => x.slice(4 * Math.floor(i / 4), 4 * Math.floor(i / 4) + 4);
    const squares = (i: number) => row(i).reduce((sum, value) => sum + value * value, 0);
    expectClose(
      run(rms, tf.tensor(x, shape)),
      x.map((value, i) => (value / Math.sqrt(squares(i) / 4 + 0.1)) * scale[i % 4]!),
    );
    const unit = new UnitNormalization({});
    expectClose(
      run(unit, tf.tensor(x, shape)),
      x.map((value, i) => value / Math.sqrt(squares(i))),
    );
    expect(run(unit, tf.zeros([1, 3]))).toEqual([0, 0, 0]);
    expectTrueGradients(rms, [shape]);
    expectTrueGradients(unit, [shape]);
    expectTrueGradients(built(new RmsNormalization({ epsilon: 1e-8, scale: false }), shape), [
      shape,
    ]);
  });

  it('to a style vector follows its formula', () => {
    const shapes = [
      [2, 2, 3, 2],
      [2, 3],
    ];
    const layer = built(new AdaptiveInstanceNormalization({ epsilon: 0.01 }), ...shapes);
    const [kernel = [], bias = []] = fill(layer);
    const x = spreadValues(24);
    const style = spreadValues(6, 1);
    const expected = [...x];
    for (const example of [0, 1]) {
      for (const channel of [0, 1]) {
        const places = placesOf(example, 6, [channel], 2);
        normalise(expected, places, 0.01);
        const read = (column: number) =>
          [0, 1, 2].reduce(
            (sum, i) => sum + style[3 * example + i]! * kernel[4 * i + column]!,
            bias[column]!,
          );
        for (const place of places) {
          expected[place] = expected[place]! * (1 + read(channel)) + read(2 + channel);
        }
      }
    }
    expectClose(run(layer, tf.tensor(x, shapes[0]!), tf.tensor(style, shapes[1]!)), expected);
    expectTrueGradients(layer, shapes);
  });

  it('to another picture takes over its mean and standard deviation', () => {
    const shapes = [
      [2, 2, 3, 2],
      [2, 4, 2, 2],
    ];
    const layer = built(new AdaptiveInstanceNormalization({ epsilon: 1e-6 }), ...shapes);
    expect(layer.weights).toEqual([]);
    const style = tf.tensor(spreadValues(32, 4), shapes[1]!);
    const y = layer.apply([tf.tensor(spreadValues(24), shapes[0]!), style]) as tf.Tensor;
    const found = tf.moments(y, [1, 2]);
    const wanted = tf.moments(style, [1, 2]);
    expectClose([...found.mean.dataSync()], [...wanted.mean.dataSync()]);
    expectClose([...found.variance.dataSync()], [...wanted.variance.dataSync()], 1e-3);
    expectTrueGradients(layer, shapes);
  });

  it.each(['batch', 'instance'] as const)('to a map, over the %s, follows its formula', (over) => {
    const [height, width, channels, labels, filters] = [3, 2, 2, 2, 3];
    const shapes = [
      [2, height, width, channels],
      [2, 5, 4, labels],
    ];
    const config = { filters, epsilon: 0.01, momentum: 0.9 };
    const layer = built(
      new SpatiallyAdaptiveNormalization({ ...config, kernelSize: [3, 3], normalization: over }),
      ...shapes,
    );
    const values = fill(layer);
    const [sharedKernel, sharedBias, gammaKernel, gammaBias, betaKernel, betaBias] = values;
    const x = spreadValues(24);
    const map = spreadValues(80, 1);
    const normal = [...x];
    if (over === 'instance') {
      for (const example of [0, 1]) {
        for (const channel of [0, 1]) {
          normalise(normal, placesOf(example, 6, [channel], 2), 0.01);
        }
      }
    } else {
      const [mean, variance] = values.slice(6);
      for (const [i, value] of x.entries()) {
        normal[i] = (value - mean![i % 2]!) / Math.sqrt(variance![i % 2]! + 0.01);
      }
    }
    const convolve = (
      at: (row: number, column: number, from: number) => number,
      [row, column, to]: [number, number, number],
      [from, out]: [number, number],
      kernel: number[],
      bias: number[],
    ): number => {
      let sum = bias[to]!;
      for (let dy = 0; dy < 3; dy++) {
        for (let dx = 0; dx < 3; dx++) {
          const [y, z] = [row + dy - 1, column + dx - 1];
          if (y < 0 || y >= height || z < 0 || z >= width) continue;
          for (let f = 0; f < from; f++) {
            sum += at(y, z, f) * kernel[((dy * 3 + dx) * from + f) * out + to]!;
          }
        }
      }
      return sum;
    };
    const expected = normal.map((value, i) => {
      const channel = i % channels;
      const column = Math.floor(i / channels) % width;
      const row = Math.floor(i / channels / width) % height;
      const example = Math.floor(i / channels / width / height);
      const label = (y: number, z: number, from: number): number => {
        const [my, mz] = [Math.floor((y * 5) / height), Math.floor((z * 4) / width)];
        return map[((example * 5 + my) * 4 + mz) * labels + from]!;
      };
      const hidden = (y: number, z: number, to: number): number =>
        Math.max(0, convolve(label, [y, z, to], [labels, filters], sharedKernel!, sharedBias!));
      const place: [number, number, number] = [row, column, channel];
      const gamma = convolve(hidden, place, [filters, channels], gammaKernel!, gammaBias!);
      const beta = convolve(hidden, place, [filters, channels], betaKernel!, betaBias!);
      return value * (1 + gamma) + beta;
    });
    expectClose(run(layer, tf.tensor(x, shapes[0]!), tf.tensor(map, shapes[1]!)), expected, 1e-4);
    expectTrueGradients(layer, shapes);
  });

  it('to a map moves its averages in training only, and not when it is frozen', () => {
    const make = (trainable: boolean) =>
      built(
        new SpatiallyAdaptiveNormalization({
          filters: 2,
          kernelSize: [1, 1],
          normalization: 'batch',
          epsilon: 1e-5,
          momentum: 0.75,
          trainable,
        }),
        [4, 2, 2, 1],
        [4, 2, 2, 1],
      );
    const inputs = () => [tf.range(0, 16).reshape([4, 2, 2, 1]), tf.zeros([4, 2, 2, 1])];
    const averages = (layer: tf.layers.Layer) =>
      layer.weights.slice(6).map((weight) => weight.read().dataSync()[0]);
    const layer = make(true);
    layer.apply(inputs(), { training: false });
    expect(averages(layer)).toEqual([0, 1]);
    layer.apply(inputs(), { training: true });
    // Mean 7.5 and variance 21.25 of 0 … 15.
    expect(averages(layer)).toEqual([0.25 * 7.5, 0.75 + 0.25 * 21.25]);
    const frozen = make(false);
    frozen.apply(inputs(), { training: true });
    expect(averages(frozen)).toEqual([0, 1]);
  });

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])('trains without scale or centre (%s, %s), and counts no weight for them', (scale, center) => {
    for (const layer of [
      tf.layers.batchNormalization({ scale, center, epsilon: 0.01 }),
      tf.layers.layerNormalization({ scale, center, epsilon: 0.01 }),
    ]) {
      const whole =
        layer.getClassName() === 'BatchNormalization'
          ? tf.layers.batchNormalization({ epsilon: 0.01 })
          : tf.layers.layerNormalization({ epsilon: 0.01 });
      const x = tf.tensor(spreadValues(24), [4, 2, 3]);
      for (const training of [true, false]) {
        const weigh = (one: tf.layers.Layer) => (input: tf.Tensor) => {
          const y = one.apply(input, { training }) as tf.Tensor;
          return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
        };
        expectClose(
          [...tf.grad(weigh(layer))(x).dataSync()],
          [...tf.grad(weigh(whole))(x).dataSync()],
        );
        const y = layer.apply(x, { training }) as tf.Tensor;
        expectClose([...y.dataSync()], [...(whole.apply(x, { training }) as tf.Tensor).dataSync()]);
      }
      expect(layer.trainableWeights.length).toBe(Number(scale) + Number(center));
    }
  });
});

describe.each(backends)('the standard deviation of a batch on %s', (backend) => {
  beforeEach(async () => {
    prepareRuntime();
    await startBackend(backend);
  });

  it.each([
    [2, [4, 2, 3, 2], 2],
    [4, [4, 3], 4],
    [0, [3, 2, 2], 3],
    [4, [6, 2, 2, 1, 2], 6],
  ])('with groups of %s is added to %s as a channel', (groupSize, shape, size) => {
    const layer = built(new MinibatchStandardDeviation({ groupSize }), shape);
    const x = spreadValues(count(shape));
    const [batch = 0, ...rest] = shape;
    const numbers = count(rest);
    const groups = batch / size;
    const expected = Array.from({ length: batch }, (_, example) => {
      // Examples of a group lie as far apart as there are groups.
      const members = Array.from({ length: size }, (_, member) => {
        const start = ((example % groups) + member * groups) * numbers;
        return x.slice(start, start + numbers);
      });
      const deviations = Array.from({ length: numbers }, (_, place) => {
        const values = members.map((member) => member[place]!);
        const mean = values.reduce((sum, value) => sum + value, 0) / size;
        return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
      });
      const added = deviations.reduce((sum, value) => sum + value, 0) / numbers;
      const channels = shape.at(-1)!;
      const own = x.slice(example * numbers, (example + 1) * numbers);
      return own.flatMap((value, place) =>
        place % channels === channels - 1 ? [value, added] : [value],
      );
    }).flat();
    expectClose(run(layer, tf.tensor(x, shape)), expected, 1e-4);
    expectTrueGradients(layer, [shape]);
  });
});
