import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { nativeModule } from '../../../src/runtime/native/nativeModule';
import { expectClose, numericalGradient, onBackend, spreadValues } from './onBackend';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(count(shape), phase), shape);

async function expectSameAsCpu(compute: () => tf.Tensor | tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  for (const [place, values] of found.entries()) expectClose(values, expected[place]!);
}

beforeAll(async () => {
  await startBackend('wasm');
  expect(nativeModule()).not.toBeNull();
});

describe('compiled products and convolutions on WASM', () => {
  it('are those of the CPU backend for products of any size, in blocks and at their edges', async () => {
    const edge = (block: number) =>
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: block - 2, max: block + 9 }));
    const products = fc.record({
      rows: edge(384),
      inner: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1020, max: 1030 })),
      columns: edge(64),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const),
      hasBias: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(products, async (p) => {
        const compute = () =>
          tf.fused.matMul({
            a: tensor(p.transposeA ? [p.inner, p.rows] : [p.rows, p.inner], 0) as tf.Tensor2D,
            b: tensor(p.transposeB ? [p.columns, p.inner] : [p.inner, p.columns], 1) as tf.Tensor2D,
            transposeA: p.transposeA,
            transposeB: p.transposeB,
            activation: p.activation,
            ...(p.hasBias ? { bias: tensor([p.columns], 2) } : {}),
          });
        await expectSameAsCpu(compute);
      }),
      { numRuns: 40 },
    );
  });

  const sizes = fc
    .record({
      batch: fc.integer({ min: 1, max: 6 }),
      height: fc.integer({ min: 1, max: 20 }),
      width: fc.integer({ min: 1, max: 20 }),
      channels: fc.integer({ min: 1, max: 12 }),
      outputs: fc.integer({ min: 1, max: 20 }),
      kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      pad: fc.constantFrom('same' as const, 'valid' as const, 2),
    })
    // tf.js takes strides or dilations, and counts no dilation when it pads by a number.
    .map((c) => ({ ...c, dilation: c.stride > 1 || c.pad === 2 ? 1 : c.dilation }))
    .filter(
      ({ kernel, dilation, height, width, pad }) =>
        pad === 'same' ||
        ((kernel[0] - 1) * dilation < height + (pad === 2 ? 4 : 0) &&
          (kernel[1] - 1) * dilation < width + (pad === 2 ? 4 : 0)),
    );

  it('are those of the CPU backend for convolutions with bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom('linear', 'relu', 'relu6'), async (c, activation) => {
        await expectSameAsCpu(() =>
          tf.fused.conv2d({
            x: tensor([c.batch, c.height, c.width, c.channels], 0) as tf.Tensor4D,
            filter: tensor([...c.kernel, c.channels, c.outputs], 1) as tf.Tensor4D,
            strides: c.stride,
            dilations: c.dilation,
            pad: c.pad,
            bias: tensor([c.outputs], 2),
            activation: activation as 'relu',
          }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are those of the CPU backend for both gradients of convolutions', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (c) => {
        await expectSameAsCpu(() => {
          const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, c.stride, c.pad, 'NHWC', c.dilation);
          const x = tensor([c.batch, c.height, c.width, c.channels], 0);
          const filter = tensor([...c.kernel, c.channels, c.outputs], 1);
          const dy = tensor(convolve(x, filter).shape, 2);
          return tf.grads(convolve)([x, filter], dy);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('are those of the CPU backend for images of one channel', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom('linear', 'relu', 'relu6'), async (c, activation) => {
        await expectSameAsCpu(() => {
          const x = tensor([c.batch, c.height, c.width, 1], 0) as tf.Tensor4D;
          const filter = tensor([...c.kernel, 1, c.outputs], 1) as tf.Tensor4D;
          const { stride: strides, dilation: dilations, pad } = c;
          const bias = tensor([c.outputs], 2);
          const out = tf.fused.conv2d({
            ...{ x, filter, strides, dilations, pad, bias },
            activation: activation as 'relu',
          });
          const convolve = (image: tf.Tensor, kernel: tf.Tensor) =>
            tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad, 'NHWC', dilations);
          return [out, ...tf.grads(convolve)([x, filter], tensor(out.shape, 3))];
        });
      }),
      { numRuns: 40 },
    );
  });

  it('are those of the CPU backend for kernels of one pixel and many pixels', async () => {
    const many = fc.record({
      batch: fc.integer({ min: 1, max: 3 }),
      side: fc.constantFrom(23, 32),
      channels: fc.integer({ min: 1, max: 40 }),
      outputs: fc.integer({ min: 1, max: 20 }),
      stride: fc.constantFrom(1, 2),
    });
    await fc.assert(
      fc.asyncProperty(many, async (c) => {
        await expectSameAsCpu(() => {
          const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, c.stride, 'same');
          const x = tensor([c.batch, c.side, c.side, c.channels], 0);
          const filter = tensor([1, 1, c.channels, c.outputs], 1);
          const y = convolve(x, filter);
          return [y, ...tf.grads(convolve)([x, filter], tensor(y.shape, 2))];
        });
      }),
      { numRuns: 15 },
    );
  });

  it('have the gradients that differences give', async () => {
    await startBackend('wasm');
    const x = spreadValues(5 * 6 * 2);
    const filter = spreadValues(3 * 2 * 2 * 3, 1);
    const loss = (image: tf.Tensor, kernel: tf.Tensor): tf.Scalar =>
      tf
        .conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, [2, 1], 'same')
        .square()
        .sum();
    const shapes = { x: [1, 5, 6, 2], filter: [3, 2, 2, 3] };
    const [dx, dFilter] = tf.tidy(() =>
      tf
        .grads(loss)([tf.tensor(x, shapes.x), tf.tensor(filter, shapes.filter)])
        .map((gradient) => Array.from(gradient.dataSync())),
    );
    const kernel = tf.tensor(filter, shapes.filter);
    const image = tf.tensor(x, shapes.x);
    expectClose(
      dx!,
      numericalGradient((at) => loss(at, kernel), x, shapes.x),
      5e-3,
    );
    expectClose(
      dFilter!,
      numericalGradient((at) => loss(image, at), filter, shapes.filter),
      5e-3,
    );
  });

  it.each([12, 3, 1])(
    'are those of the CPU backend for images of %i channels that are worked off in strips',
    async (channels) => {
      await expectSameAsCpu(() => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
        const x = tensor([2, 50, 90, channels], 0);
        const filter = tensor([3, 3, channels, 9], 1);
        const dy = tensor([2, 50, 90, 9], 2);
        return [convolve(x, filter), ...tf.grads(convolve)([x, filter], dy)];
      });
    },
  );

  it('leave no tensor and no memory behind', async () => {
    await startBackend('wasm');
    const work = () =>
      tf.tidy(() => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 'same').sum() as tf.Scalar;
        tf.grads(convolve)([tf.ones([4, 40, 40, 8]), tf.ones([3, 3, 8, 16])]);
      });
    work();
    const before = tf.memory().numTensors;
    const { buffer } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8;
    for (let round = 0; round < 200; round++) work();
    expect(tf.memory().numTensors).toBe(before);
    const after = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer;
    expect(after.byteLength).toBe(buffer.byteLength);
  });
});
