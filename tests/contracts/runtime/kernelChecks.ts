import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { expectClose, onBackend, spreadValues } from './onBackend';

const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);
const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(count(shape), phase), shape);

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

const explicitPad = fc
  .tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2))
  .map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);

const convolution = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 5 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.oneof(fc.constant('same'), fc.constant('valid'), explicitPad),
  })
  .map((c) => {
    const info = tf.backend_util.computeConv2DInfo(
      [c.batch, c.height, c.width, c.channels],
      [c.kernel[0], c.kernel[1], c.channels, c.outputs],
      c.strides,
      1,
      c.pad as 'same',
      'floor',
    );
    return { ...c, outHeight: info.outHeight, outWidth: info.outWidth };
  })
  .filter((c) => c.outHeight > 0 && c.outWidth > 0);

/** Kernels on WASM, compiled or composed, against the CPU backend over generated sizes. */
export function kernelChecks(): void {
  it('convolutions, any stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const x = [c.batch, c.height, c.width, c.channels];
        const filter = [...c.kernel, c.channels, c.outputs];
        const inputs = () => ({ x: tensor(x, 0), filter: tensor(filter, 2) });
        const attributes = { strides: c.strides, dilations: [1, 1], pad: c.pad };
        await expectSameAsCpu('Conv2D', inputs, { ...attributes, dataFormat: 'NHWC' });
        await expectSameAsCpu('DepthwiseConv2dNative', inputs, attributes);
      }),
      { numRuns: 100 },
    );
  });

  it('convolutions that leave something over with padding "same", fused with an activation or not', async () => {
    const inputs = () => ({ x: tensor([1, 3, 18, 2], 0), filter: tensor([2, 2, 2, 2], 2) });
    const attributes = { strides: [1, 3], dilations: [1, 1], pad: 'same', dataFormat: 'NHWC' };
    const fused = { ...attributes, activation: 'relu' };
    await expectSameAsCpu('Conv2D', inputs, attributes);
    await expectSameAsCpu('FusedConv2D', inputs, fused);
    await expectSameAsCpu('DepthwiseConv2dNative', inputs, attributes);
    await expectSameAsCpu('FusedDepthwiseConv2D', inputs, fused);
    const [found] = await onBackend('wasm', () => {
      const { x, filter } = inputs();
      return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, [1, 3], 'same');
    });
    expect(found!.some((value) => value !== 0)).toBe(true);
  });

  it('convolution filter gradient, any stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        await expectSameAsCpu(
          'Conv2DBackpropFilter',
          () => ({
            x: tensor([c.batch, c.height, c.width, c.channels], 0),
            dy: tensor([c.batch, c.outHeight, c.outWidth, c.outputs], 1),
          }),
          {
            strides: c.strides,
            pad: c.pad,
            dataFormat: 'NHWC',
            filterShape: [...c.kernel, c.channels, c.outputs],
          },
        );
      }),
    );
  });

  it('convolution input gradient, any stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        await expectSameAsCpu(
          'Conv2DBackpropInput',
          () => ({
            dy: tensor([c.batch, c.outHeight, c.outWidth, c.outputs], 1),
            filter: tensor([...c.kernel, c.channels, c.outputs], 2),
          }),
          {
            strides: c.strides,
            pad: c.pad,
            dataFormat: 'NHWC',
            inputShape: [c.batch, c.height, c.width, c.channels],
          },
        );
      }),
    );
  });

  it('depthwise convolution gradients, any stride, padding and multiplier', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const x = [c.batch, c.height, c.width, c.channels];
        const filter = [...c.kernel, c.channels, c.outputs];
        const dy = [c.batch, c.outHeight, c.outWidth, c.channels * c.outputs];
        const attributes = { strides: c.strides, dilations: [1, 1], pad: c.pad };
        await expectSameAsCpu(
          'DepthwiseConv2dNativeBackpropFilter',
          () => ({ x: tensor(x, 0), dy: tensor(dy, 1) }),
          { ...attributes, filterShape: filter },
        );
        await expectSameAsCpu(
          'DepthwiseConv2dNativeBackpropInput',
          () => ({ dy: tensor(dy, 1), filter: tensor(filter, 2) }),
          { ...attributes, inputShape: x },
        );
      }),
      { numRuns: 50 },
    );
  });

  it('max pooling gradient, any window, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (c) => {
        const x = [c.batch, c.height, c.width, c.channels];
        const dy = [c.batch, c.outHeight, c.outWidth, c.channels];
        await expectSameAsCpu(
          'MaxPoolGrad',
          () => ({ input: tensor(x, 0), output: tf.zeros(dy), dy: tensor(dy, 1) }),
          { filterSize: c.kernel, strides: c.strides, pad: c.pad },
        );
      }),
    );
  });

  it('max pooling gradient gives equal values to the first of a window', async () => {
    const dx = () =>
      tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(tf.ones([1, 2, 2, 1]));
    expect(await onBackend('wasm', dx)).toEqual([[1, 0, 0, 0]]);
  });

  it('3-D convolution gradients, any stride', async () => {
    const size = fc.integer({ min: 1, max: 5 });
    const cube = fc.tuple(size, size, size);
    const small = fc.integer({ min: 1, max: 3 });
    const convolution3d = fc
      .record({
        cube,
        kernel: fc.tuple(small, small, small),
        strides: fc.tuple(small, small, small),
        channels: small,
        outputs: small,
        pad: fc.constantFrom('same', 'valid'),
      })
      .map((c) => {
        const inputShape = [2, ...c.cube, c.channels] as [number, number, number, number, number];
        const filter = [...c.kernel, c.channels, c.outputs] as typeof inputShape;
        const pad = c.pad as 'same';
        const info = tf.backend_util.computeConv3DInfo(inputShape, filter, c.strides, 1, pad);
        return { ...c, inputShape, filter, dy: info.outShape };
      })
      .filter((c) => c.dy.every((axis) => axis > 0));
    await fc.assert(
      fc.asyncProperty(convolution3d, async ({ inputShape, filter, dy, strides, pad }) => {
        await expectSameAsCpu(
          'Conv3DBackpropInputV2',
          () => ({ dy: tensor(dy, 1), filter: tensor(filter, 2) }),
          { strides, pad, inputShape },
        );
        await expectSameAsCpu(
          'Conv3DBackpropFilterV2',
          () => ({ x: tensor(inputShape, 0), dy: tensor(dy, 1) }),
          { strides, pad, filterShape: filter },
        );
      }),
    );
  });

  it('segment sums, with repeated, missing and foreign segments', async () => {
    const rows = fc.record({
      inner: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
      numSegments: fc.integer({ min: 1, max: 6 }),
      ids: fc.array(fc.integer({ min: -1, max: 7 }), { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(rows, async ({ inner, numSegments, ids }) => {
        await expectSameAsCpu(
          'UnsortedSegmentSum',
          () => ({ x: tensor([ids.length, ...inner], 0), segmentIds: tf.tensor1d(ids, 'int32') }),
          { numSegments },
        );
      }),
    );
  });

  it('matrix products, single and stacked, with either factor transposed', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 40 }));
    const product = fc.record({
      stack: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      rows: size,
      inner: size,
      columns: size,
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(product, async (p) => {
        const a = p.transposeA ? [p.inner, p.rows] : [p.rows, p.inner];
        const b = p.transposeB ? [p.columns, p.inner] : [p.inner, p.columns];
        await expectSameAsCpu(
          'BatchMatMul',
          () => ({ a: tensor([...p.stack, ...a], 0), b: tensor([...p.stack, ...b], 1) }),
          { transposeA: p.transposeA, transposeB: p.transposeB },
        );
      }),
    );
  });

  it('products of stacks that are stretched to each other, though equally large', async () => {
    await expectSameAsCpu(
      'BatchMatMul',
      () => ({ a: tensor([1, 3, 30, 30], 0), b: tensor([3, 1, 30, 30], 1) }),
      { transposeA: false, transposeB: true },
    );
  });

  it('products of stacks free what they need on the way', async () => {
    await startBackend('wasm');
    const [a, b] = [tensor([3, 40, 40], 0), tensor([3, 40, 40], 1)];
    tf.matMul(a, b).dispose();
    const tensors = tf.memory().numTensors;
    const buffers = tf.backend().numDataIds();
    const product = tf.matMul(a, b, true, true);
    expect(tf.memory().numTensors).toBe(tensors + 1);
    expect(tf.backend().numDataIds()).toBe(buffers + 1);
    product.dispose();
  });

  it('tanh is exact to float32 over its whole range', async () => {
    const x = Array.from({ length: 4001 }, (_, i) => ((i - 2000) / 2000) ** 3 * 12);
    const [y] = await onBackend('wasm', () => tf.tanh(tf.tensor1d(x)));
    for (const [i, value] of y!.entries()) {
      expect(Math.abs(value - Math.tanh(x[i]!))).toBeLessThanOrEqual(
        5e-7 * Math.abs(Math.tanh(x[i]!)),
      );
    }
    const edges = [Number.NaN, Infinity, -Infinity, 0];
    expect(await onBackend('wasm', () => tf.tanh(tf.tensor1d(edges)))).toEqual([
      [Number.NaN, 1, -1, 0],
    ]);
  });
}
