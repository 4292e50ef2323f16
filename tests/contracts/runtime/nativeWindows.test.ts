import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { nativeModule } from '../../../src/runtime/native/nativeModule';
import { expectClose, numericalGradient, onBackend, spreadValues } from './onBackend';

const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);
const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(count(shape), phase), shape);

/** Few different values, so that windows hold equal ones. */
const withTies = (shape: number[]) =>
  tf.tensor(
    spreadValues(count(shape)).map((value) => Math.round(value * 2)),
    shape,
  );

/** Runs one kernel on WASM and on the CPU backend, the oracle, and compares. */
async function expectSameAsCpu(
  kernelName: string,
  inputs: () => Record<string, tf.Tensor>,
  attributes: object,
): Promise<void> {
  const run = () =>
    tf.engine().runKernel(kernelName, inputs(), attributes as tf.NamedAttrMap) as tf.Tensor;
  const [expected] = await onBackend('cpu', run);
  const [found] = await onBackend('wasm', run);
  expectClose(found!, expected!);
}

beforeAll(async () => {
  await startBackend('wasm');
  // Without them the tests below would look at other kernels.
  expect(nativeModule()).not.toBeNull();
});

const upTo = (most: number) => fc.integer({ min: 1, max: most });
const pair = (most: number) => fc.tuple(upTo(most), upTo(most));
const explicitPad = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3))
  .map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
const padding = fc.oneof(fc.constant('same'), fc.constant('valid'), fc.nat(2), explicitPad);
/** tf.js takes the rows' window and stride for the columns' too where the padding is one number. */
const isMeant = (pad: unknown, window: readonly number[], strides: readonly number[]) =>
  typeof pad !== 'number' || (window[0] === window[1] && strides[0] === strides[1]);
/** Around the sizes at which the kernels change their ways: vectors, blocks and parts of channels. */
const channelCount = fc.oneof(upTo(9), fc.constantFrom(15, 16, 17, 20, 33, 64, 67, 100));

const pooling = fc
  .record({
    batch: fc.oneof(upTo(3), fc.constant(9)),
    size: pair(9),
    channels: channelCount,
    window: fc.oneof(fc.constant<[number, number]>([2, 2]), pair(4)),
    strides: pair(4),
    pad: padding,
  })
  .filter(({ pad, window, strides }) => isMeant(pad, window, strides))
  .map((p) => {
    const x = [p.batch, ...p.size, p.channels];
    const info = tf.backend_util.computePool2DInfo(
      x as [number, number, number, number],
      p.window,
      p.strides,
      1,
      p.pad as 'same',
      'floor',
    );
    const attributes = { filterSize: p.window, strides: p.strides, pad: p.pad };
    const { filterHeight, filterWidth, padInfo } = info;
    // What lies in the padding alone has no largest number, and tf.js gives infinities.
    const isInside =
      Math.max(padInfo.top, padInfo.bottom) < filterHeight &&
      Math.max(padInfo.left, padInfo.right) < filterWidth;
    return {
      x,
      y: info.outShape,
      attributes: { ...attributes, dimRoundingMode: 'floor' },
      isInside,
    };
  })
  .filter(({ y, isInside }) => isInside && y.every((axis) => axis > 0));

describe('pooling on WASM agrees with the CPU backend', () => {
  it.each(['MaxPool', 'AvgPool'])('%s, any window, stride and padding', async (kernel) => {
    await fc.assert(
      fc.asyncProperty(pooling, async ({ x, attributes }) => {
        await expectSameAsCpu(kernel, () => ({ x: tensor(x, 0) }), attributes);
      }),
      { numRuns: 100 },
    );
  });

  it('the gradient of max pooling, equal numbers included', async () => {
    await fc.assert(
      fc.asyncProperty(pooling, fc.boolean(), async ({ x, y, attributes }, hasTies) => {
        await expectSameAsCpu(
          'MaxPoolGrad',
          () => ({
            input: hasTies ? withTies(x) : tensor(x, 0),
            output: tf.zeros(y),
            dy: tensor(y, 1),
          }),
          attributes,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('the gradient of average pooling', async () => {
    await fc.assert(
      fc.asyncProperty(pooling, async ({ x, y, attributes }) => {
        const { dimRoundingMode: _, ...told } = attributes;
        await expectSameAsCpu(
          'AvgPoolGrad',
          () => ({ input: tensor(x, 0), dy: tensor(y, 1) }),
          told,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('windows that a rounding up hangs over the edge', async () => {
    const attributes = { filterSize: 3, strides: 2, pad: 0, dimRoundingMode: 'ceil' };
    for (const kernel of ['MaxPool', 'AvgPool']) {
      await expectSameAsCpu(kernel, () => ({ x: tensor([2, 6, 8, 5], 0) }), attributes);
    }
  });
});

it.each([
  ['max', 2, 2, 'valid'],
  ['max', 3, 2, 'same'],
  ['average', 2, 2, 'same'],
  ['average', 3, 1, 'same'],
] as const)(
  '%s pooling of %i by %i has the gradient of differences',
  async (kind, size, stride, pad) => {
    const shape: [number, number, number, number] = [1, 5, 5, 2];
    const x = spreadValues(count(shape));
    const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
    const loss = (image: tf.Tensor): tf.Scalar => {
      const y = pool(image as tf.Tensor4D, size, stride, pad);
      return tf.sum(tf.mul(y, tensor(y.shape, 3)));
    };
    const [found] = await onBackend('wasm', () => tf.grad(loss)(tf.tensor(x, shape)));
    await startBackend('wasm');
    expectClose(found!, numericalGradient(loss, x, shape, 1e-3), 2e-2);
  },
);

const depthwise = fc
  .record({
    batch: fc.oneof(upTo(3), fc.constant(9)),
    size: pair(11),
    channels: channelCount,
    multiplier: fc.constantFrom(1, 1, 1, 2, 3, 5),
    kernel: fc.oneof(fc.constant<[number, number]>([3, 3]), pair(5)),
    strides: pair(4),
    dilations: pair(3),
    isDilated: fc.boolean(),
    pad: padding,
  })
  .filter(({ pad, kernel }) => isMeant(pad, kernel, [1, 1]))
  .map((c) => {
    const same = typeof c.pad === 'number';
    const evened = ([first, second]: [number, number]): [number, number] => [
      first,
      same ? first : second,
    ];
    const strides: [number, number] = c.isDilated ? [1, 1] : evened(c.strides);
    const dilations: [number, number] = c.isDilated ? evened(c.dilations) : [1, 1];
    const x = [c.batch, ...c.size, c.channels];
    const filter = [...c.kernel, c.channels, c.multiplier];
    const { outShape } = tf.backend_util.computeConv2DInfo(
      x as [number, number, number, number],
      filter as [number, number, number, number],
      strides,
      dilations,
      c.pad as 'same',
      'floor',
      true,
    );
    const attributes = { strides, dilations, pad: c.pad, dimRoundingMode: 'floor' };
    return { x, filter, y: outShape, attributes, isDilated: c.isDilated };
  })
  .filter(({ y }) => y.every((axis) => axis > 0));

describe('depthwise convolution on WASM agrees with the CPU backend', () => {
  it('forward, any stride, dilation, padding and multiplier', async () => {
    await fc.assert(
      fc.asyncProperty(depthwise, async ({ x, filter, attributes }) => {
        const inputs = () => ({ x: tensor(x, 0), filter: tensor(filter, 2) });
        await expectSameAsCpu('DepthwiseConv2dNative', inputs, attributes);
      }),
      { numRuns: 100 },
    );
  });

  it('fused with a bias and an activation', async () => {
    const activation = fc.constantFrom('linear', 'relu', 'relu6', 'elu');
    await fc.assert(
      fc.asyncProperty(depthwise, activation, async ({ x, filter, y, attributes }, named) => {
        const inputs = () => ({
          x: tf.mul(tensor(x, 0), 4) as tf.Tensor,
          filter: tensor(filter, 2),
          bias: tensor([y[3]], 1),
        });
        const fused = { ...attributes, dataFormat: 'NHWC', activation: named };
        await expectSameAsCpu('FusedDepthwiseConv2D', inputs, fused);
      }),
      { numRuns: 80 },
    );
  });

  it('both gradients, any stride, padding and multiplier', async () => {
    await fc.assert(
      fc.asyncProperty(
        depthwise.filter(({ isDilated }) => !isDilated),
        async ({ x, filter, y, attributes }) => {
          await expectSameAsCpu(
            'DepthwiseConv2dNativeBackpropFilter',
            () => ({ x: tensor(x, 0), dy: tensor(y, 1) }),
            { ...attributes, filterShape: filter },
          );
          await expectSameAsCpu(
            'DepthwiseConv2dNativeBackpropInput',
            () => ({ dy: tensor(y, 1), filter: tensor(filter, 2) }),
            { ...attributes, inputShape: x },
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

it('gradients of dilated depthwise convolutions are those of the forward pass', async () => {
  // The CPU backend's gradient kernels leave dilations out. The convolution is linear in each factor,
  // so a gradient's product with any direction is the output's in that direction.
  await fc.assert(
    fc.asyncProperty(depthwise, async ({ x, filter, y, attributes }) => {
      const run = (name: string, inputs: Record<string, tf.Tensor>, told: object) =>
        tf
          .engine()
          .runKernel(
            name,
            inputs as unknown as tf.NamedTensorMap,
            told as tf.NamedAttrMap,
          ) as tf.Tensor;
      const dy = spreadValues(count(y), 1);
      const [along] = await onBackend('cpu', () =>
        run('DepthwiseConv2dNative', { x: tensor(x, 0), filter: tensor(filter, 2) }, attributes),
      );
      const [dx, dw] = await onBackend('wasm', () => [
        run(
          'DepthwiseConv2dNativeBackpropInput',
          { dy: tf.tensor(dy, y), filter: tensor(filter, 2) },
          { ...attributes, inputShape: x },
        ),
        run(
          'DepthwiseConv2dNativeBackpropFilter',
          { x: tensor(x, 0), dy: tf.tensor(dy, y) },
          { ...attributes, filterShape: filter },
        ),
      ]);
      const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
      const expected = dot(along!, dy);
      const scale = Math.max(1, Math.sqrt(dot(along!, along!) * dot(dy, dy)));
      expect(Math.abs(dot(dx!, spreadValues(count(x))) - expected) / scale).toBeLessThan(1e-4);
      expect(Math.abs(dot(dw!, spreadValues(count(filter), 2)) - expected) / scale).toBeLessThan(
        1e-4,
      );
    }),
    { numRuns: 100 },
  );
});

it('images too large for one strip are worked out in several', async () => {
  const attributes = { strides: [1, 1], dilations: [1, 1], pad: 'same' };
  const [x, filter, strided] = [
    [1, 90, 120, 18],
    [5, 3, 18, 1],
    [1, 45, 60, 18],
  ];
  await expectSameAsCpu(
    'DepthwiseConv2dNative',
    () => ({ x: tensor(x, 0), filter: tensor(filter, 2) }),
    attributes,
  );
  await expectSameAsCpu(
    'DepthwiseConv2dNativeBackpropFilter',
    () => ({ x: tensor(x, 0), dy: tensor(strided, 1) }),
    { ...attributes, strides: [2, 2], filterShape: filter },
  );
  await expectSameAsCpu(
    'DepthwiseConv2dNativeBackpropInput',
    () => ({ dy: tensor(strided, 1), filter: tensor(filter, 2) }),
    { ...attributes, strides: [2, 2], inputShape: x },
  );
});

it('a depthwise layer has the gradients of differences', async () => {
  const x = spreadValues(1 * 5 * 5 * 2);
  const filter = spreadValues(3 * 3 * 2 * 2, 2);
  const loss = (image: tf.Tensor, kernel: tf.Tensor): tf.Scalar => {
    const y = tf.depthwiseConv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same');
    return tf.sum(tf.mul(y, tensor(y.shape, 3)));
  };
  const shapes = { image: [1, 5, 5, 2], kernel: [3, 3, 2, 2] };
  const [dx, dw] = await onBackend('wasm', () =>
    tf.grads(loss)([tf.tensor(x, shapes.image), tf.tensor(filter, shapes.kernel)]),
  );
  await startBackend('wasm');
  const image = tf.tensor(x, shapes.image);
  const kernel = tf.tensor(filter, shapes.kernel);
  expectClose(
    dx!,
    numericalGradient((moved) => loss(moved, kernel), x, shapes.image),
    1e-3,
  );
  expectClose(
    dw!,
    numericalGradient((moved) => loss(image, moved), filter, shapes.kernel),
    1e-3,
  );
});

it('puts zeros around images', async () => {
  const edges = fc.tuple(fc.nat(4), fc.nat(4));
  await fc.assert(
    fc.asyncProperty(fc.tuple(upTo(4), pair(9), upTo(5)), edges, edges, async (sizes, y, x) => {
      const [images, [height, width], channels] = sizes;
      await expectSameAsCpu('PadV2', () => ({ x: tensor([images, height, width, channels], 0) }), {
        paddings: [[0, 0], y, x, [0, 0]],
        constantValue: 0,
      });
    }),
    { numRuns: 30 },
  );
});

it('pads otherwise as tf.js does', async () => {
  const x = () => ({ x: tensor([2, 3, 4, 5], 0) });
  const none = [0, 0];
  await expectSameAsCpu('PadV2', x, { paddings: [none, [1, 2], [0, 1], none], constantValue: 7 });
  await expectSameAsCpu('PadV2', x, { paddings: [[1, 0], none, [2, 1], [0, 3]], constantValue: 0 });
});

it('leaves no memory behind', async () => {
  await startBackend('wasm');
  const [image, kernel] = [tensor([9, 12, 12, 6], 0), tensor([3, 3, 6, 1], 1)];
  const step = () =>
    tf.tidy(() => {
      const both = tf.grads((x, w) =>
        tf.sum(
          tf.maxPool(
            tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
            2,
            2,
            'same',
          ),
        ),
      );
      both([image, kernel]);
    });
  step();
  const tensors = tf.memory().numTensors;
  const size = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  for (let i = 0; i < 300; i++) step();
  expect(tf.memory().numTensors).toBe(tensors);
  expect((tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length).toBe(
    size,
  );
});
