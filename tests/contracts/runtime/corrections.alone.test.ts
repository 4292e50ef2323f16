import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { correctActivationGradients } from '../../../src/runtime/corrections/activationGradients';
import { correctAveragePoolingGradient } from '../../../src/runtime/corrections/averagePoolingGradient';
import { correctComparisonGradients } from '../../../src/runtime/corrections/comparisonGradients';
import { correctConvolutionLayers } from '../../../src/runtime/corrections/convolutionLayers';
import { correctDilatedConvolutionGradients } from '../../../src/runtime/corrections/dilatedConvolutionGradient';
import { correctElementwiseExtremesGradients } from '../../../src/runtime/corrections/elementwiseExtremesGradient';
import { correctMasks } from '../../../src/runtime/corrections/masks';
import { correctMaximumGradient } from '../../../src/runtime/corrections/maximumGradient';
import { correctMirrorPadGradient } from '../../../src/runtime/corrections/mirrorPadGradient';
import { addMissingGradients } from '../../../src/runtime/corrections/missingGradients';
import { correctResizeGradients } from '../../../src/runtime/corrections/resizeGradient';
import { correctSinglePartGradients } from '../../../src/runtime/corrections/singlePartGradients';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

type GradientOf = (dy: tf.Tensor, saved: tf.Tensor[], attributes: object) => tf.Tensor;

/** tf.js's own gradient, read before the corrections are applied. */
function stockGradient(kernelName: string): GradientOf {
  const { gradFunc } = tf.getGradient(kernelName);
  return (dy, saved, attributes) => gradFunc(dy, saved, attributes as tf.NamedAttrMap).x!();
}

const stock = {
  mirrorPad: stockGradient('MirrorPad'),
  avgPool: stockGradient('AvgPool'),
  avgPool3d: stockGradient('AvgPool3D'),
};
const stockConfigs = new Map(
  ['Exp', 'Sigmoid', 'Tanh', 'Softmax', 'Conv2D', 'Max', 'Min', 'Unpack', 'SplitV'].map((name) => [
    name,
    tf.getGradient(name),
  ]),
);
const backends = ['cpu', 'wasm'] as const;
const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);

/** A scalar that weighs every element of f's result differently. */
function weigh(f: (x: tf.Tensor) => tf.Tensor): (x: tf.Tensor) => tf.Scalar {
  return (x) => {
    const y = f(x);
    return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
  };
}

/** Runs with one kernel's gradient as tf.js has it. */
function withStockGradient<Value>(kernelName: string, run: () => Value): Value {
  const corrected = tf.getGradient(kernelName);
  tf.registerGradient(stockConfigs.get(kernelName)!);
  try {
    return run();
  } finally {
    tf.registerGradient(corrected);
  }
}

/** Expects tf.grad of f to agree with central differences. */
function expectTrueGradient(f: (x: tf.Tensor) => tf.Tensor, shape: number[], tolerance = 2e-3) {
  const x = spreadValues(count(shape), 1);
  const scalar = weigh(f);
  const found = tf.tidy(() => Array.from(tf.grad(scalar)(tf.tensor(x, shape)).dataSync()));
  expectClose(found, numericalGradient(scalar, x, shape), tolerance);
}

/** How far tf.js's own gradient is from central differences, relative to the largest value. */
function stockError(
  gradient: GradientOf,
  attributes: object,
  f: (x: tf.Tensor) => tf.Tensor,
  shape: number[],
): number {
  const x = spreadValues(count(shape), 1);
  const expected = numericalGradient(weigh(f), x, shape);
  const found = tf.tidy(() => {
    const input = tf.tensor(x, shape);
    const y = f(input);
    const dy = tf.tensor(spreadValues(y.size, 2), y.shape);
    return Array.from(gradient(dy, [input], attributes).dataSync());
  });
  const worst = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
  return worst / Math.max(...expected.map(Math.abs));
}

describe.each(backends)('corrected gradients on %s', (backend) => {
  const start = () => startBackend(backend);

  it.each(['reflect', 'symmetric'] as const)('mirrorPad %s', async (mode) => {
    await start();
    const paddings: [number, number][] = [
      [2, 1],
      [1, 2],
    ];
    const pad = (x: tf.Tensor) => tf.mirrorPad(x, paddings, mode);
    expectTrueGradient(pad, [4, 3]);
    expect(stockError(stock.mirrorPad, { paddings, mode }, pad, [4, 3])).toBeGreaterThan(0.1);
  });

  it.each([
    [3, 1],
    [3, 2],
    [2, 1],
  ])('averagePooling2d same, window %i, stride %i', async (filterSize, strides) => {
    await start();
    const shape = [2, 5, 4, 2];
    const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, filterSize, strides, 'same');
    expectTrueGradient(pool, shape);
    const attributes = { filterSize, strides, pad: 'same' };
    expect(stockError(stock.avgPool, attributes, pool, shape)).toBeGreaterThan(0.05);
  });

  it('averagePooling3d same', async () => {
    await start();
    const shape = [1, 3, 4, 3, 2];
    const pool = (x: tf.Tensor) => tf.avgPool3d(x as tf.Tensor5D, 3, 2, 'same');
    expectTrueGradient(pool, shape);
    const attributes = { filterSize: 3, strides: 2, pad: 'same' };
    expect(stockError(stock.avgPool3d, attributes, pool, shape)).toBeGreaterThan(0.05);
  });

  it.each([
    ['Max', tf.max],
    ['Min', tf.min],
  ] as const)(
    '%s gives equal numbers their share, all together what arrives',
    async (name, pick) => {
      await start();
      expectTrueGradient((x) => pick(x, [1]), [2, 3, 2]);
      expectTrueGradient((x) => pick(x, 0, true), [3, 4]);
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(pick(x, 1)));
      const equal = tf.tensor2d([4, 4, 4, 4, 1, 2, 3, 5], [2, 4]);
      const shares = name === 'Max' ? [0, 0, 0, 1] : [1, 0, 0, 0];
      expect(gradient(equal).arraySync()).toEqual([[0.25, 0.25, 0.25, 0.25], shares]);
      withStockGradient(name, () => {
        expect(gradient(equal).arraySync()).toEqual([[1, 1, 1, 1], shares]);
      });
    },
  );

  it.each([
    ['Unpack', (x: tf.Tensor) => tf.unstack(x, 1)],
    ['SplitV', (x: tf.Tensor) => tf.split(x, x.shape[1] as number, 1)],
  ] as const)('%s into one part', async (name, cut) => {
    await start();
    const last = (x: tf.Tensor): tf.Tensor => tf.square(cut(x).at(-1) as tf.Tensor);
    expectTrueGradient(last, [2, 3]);
    expectTrueGradient(last, [2, 1, 3]);
    withStockGradient(name, () => {
      expect(() => expectTrueGradient(last, [2, 1, 3])).toThrow(/Tensor\[\]|at least one tensor/);
    });
  });

  it('averagePooling2d valid stays as it was', async () => {
    await start();
    expectTrueGradient((x) => tf.avgPool(x as tf.Tensor4D, 2, 1, 'valid'), [1, 4, 4, 2]);
  });

  it.each(['same', 'valid'] as const)('dilated conv2d, padding %s', async (padding) => {
    await start();
    const image = tf.tensor4d(spreadValues(60), [1, 6, 5, 2]);
    const filter = tf.tensor4d(spreadValues(24, 4), [3, 2, 2, 2]);
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, padding, 'NHWC', [2, 3]);
    expectTrueGradient((x) => convolve(x, filter), image.shape);
    expectTrueGradient((w) => convolve(image, w), filter.shape);
    withStockGradient('Conv2D', () => {
      expect(() => expectTrueGradient((x) => convolve(x, filter), image.shape)).toThrow(/dilation/);
    });
  });

  it('dilated depthwiseConv2d', async () => {
    await start();
    const image = tf.tensor4d(spreadValues(72), [1, 6, 6, 2]);
    const filter = tf.tensor4d(spreadValues(16, 4), [2, 2, 2, 2]);
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', [2, 2]);
    expectTrueGradient((x) => convolve(x, filter), image.shape);
    expectTrueGradient((w) => convolve(image, w), filter.shape);
  });

  it('layers conv2d with dilation trains', async () => {
    await start();
    const layer = tf.layers.conv2d({
      inputShape: [6, 6, 2],
      filters: 2,
      kernelSize: 2,
      dilationRate: 2,
      biasInitializer: 'ones',
    });
    const model = tf.sequential({ layers: [layer] });
    const x = tf.tensor4d(spreadValues(72), [1, 6, 6, 2]);
    expectTrueGradient((input) => model.apply(input) as tf.Tensor, [1, 6, 6, 2]);
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor));
    expect(Object.keys(grads).length).toBe(2);
  });

  it('depthToSpace and gatherND', async () => {
    await start();
    expectTrueGradient((x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), [2, 2, 3, 8]);
    const indices = tf.tensor2d([0, 1, 2, 2, 0, 1], [3, 2], 'int32');
    expectTrueGradient((x) => tf.gatherND(x, indices), [3, 4]);
  });

  it.each([
    ['Exp', (x: tf.Tensor) => tf.exp(x)],
    ['Sigmoid', (x: tf.Tensor) => tf.sigmoid(x)],
    ['Tanh', (x: tf.Tensor) => tf.tanh(x)],
    ['Elu', (x: tf.Tensor) => tf.elu(x)],
    ['Softmax', (x: tf.Tensor) => tf.softmax(x)],
    ['LeakyRelu', (x: tf.Tensor) => tf.square(tf.leakyRelu(x))],
    ['Maximum', (x: tf.Tensor) => tf.square(tf.maximum(x, 0.1))],
  ])('second derivative through %s', async (name, f) => {
    await start();
    // As a gradient penalty has it: the squared gradient, with the function itself beside it.
    const penalty = (x: tf.Tensor) => {
      const gradient = tf.grad((z: tf.Tensor) => weigh(f)(z))(x);
      return tf.add(tf.square(gradient), f(x));
    };
    expectTrueGradient(penalty, [2, 3], 5e-3);
    if (stockConfigs.has(name)) {
      withStockGradient(name, () => {
        expect(() => expectTrueGradient(penalty, [2, 3], 5e-3)).toThrow();
      });
    }
  });

  it('second derivative through a convolution, as learning to learn needs it', async () => {
    await start();
    const image = tf.tensor4d(spreadValues(32), [1, 4, 4, 2]);
    const stepped = (w: tf.Tensor) => {
      const loss = (v: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(image, v as tf.Tensor4D, 1, 'same')));
      return tf.sub(w, tf.mul(0.01, tf.grad(loss)(w)));
    };
    expectTrueGradient((w) => tf.conv2d(image, stepped(w) as tf.Tensor4D, 1, 'same'), [2, 2, 2, 2]);
  });

  it('refuses, instead of being silently wrong, when the forward pass was not nested', async () => {
    await start();
    const attempt = () =>
      tf.grad((x: tf.Tensor) => {
        const y = tf.exp(x);
        return tf.sum(tf.square(tf.grad((z: tf.Tensor) => tf.add(tf.sum(y), tf.sum(z)))(x)));
      })(tf.tensor1d([1]));
    expect(attempt).toThrow(/differentiated again/);
  });
  it.each([
    ['maximum', tf.maximum],
    ['minimum', tf.minimum],
  ] as const)('%s of inputs whose axes stretch', async (_name, join) => {
    await start();
    // Far from the numbers that vary, so that none changes sides.
    const far = (size: number) => spreadValues(size, 4).map((value) => 2 * Math.sign(value));
    const other = tf.tensor3d(far(24), [2, 3, 4]);
    expectTrueGradient((x) => join(x, other), [2, 1, 4]);
    expectTrueGradient((x) => join(other, x), [3, 1]);
    const column = tf.tensor3d(far(6), [2, 3, 1]);
    expectTrueGradient((x) => join(column, x), [1, 3, 4]);
  });

  it('numbers that a mask is made of', async () => {
    await start();
    const masked = (x: tf.Tensor) =>
      tf.mul(x, tf.cast(tf.any(tf.notEqual(x, 0), -1, true), 'float32'));
    expectTrueGradient(masked, [2, 3]);
  });

  it('a correction applied again, as code beside the app may, changes nothing', async () => {
    await start();
    correctAveragePoolingGradient();
    correctDilatedConvolutionGradients();
    correctConvolutionLayers();
    correctActivationGradients();
    correctComparisonGradients();
    correctMirrorPadGradient();
    correctMaximumGradient();
    correctElementwiseExtremesGradients();
    correctMasks();
    correctResizeGradients();
    correctSinglePartGradients();
    addMissingGradients();
    expectTrueGradient((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), [1, 5, 4, 2]);
    const filter = tf.tensor4d(spreadValues(16, 4), [2, 2, 2, 2]);
    expectTrueGradient(
      (x) => tf.conv2d(x as tf.Tensor4D, filter, 1, 'same', 'NHWC', 2),
      [1, 4, 4, 2],
    );
    expectTrueGradient((x) => tf.mirrorPad(x, [[2, 1]], 'reflect'), [4]);
    expectTrueGradient((x) => tf.square(tf.unstack(x, 1)[0] as tf.Tensor), [3, 1]);
    const layer = tf.layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2 });
    expectTrueGradient((x) => layer.apply(x) as tf.Tensor, [1, 4, 4, 2]);
  });
});
