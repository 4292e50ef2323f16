import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { nativeModule } from '../../../src/runtime/native/nativeModule';
import { expectClose, onBackend, spreadValues } from './onBackend';

const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(tf.util.sizeFromShape(shape), phase), shape);

async function expectSameAsCpu(compute: () => tf.Tensor | tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  for (const [place, values] of found.entries()) expectClose(values, expected[place]!);
}

const fourfold = (least: number, most: number) =>
  fc.integer({ min: least / 4, max: most / 4 }).map((four) => 4 * four);

const sizes = fc
  .record({
    batch: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 3, max: 18 }),
    width: fc.integer({ min: 3, max: 18 }),
    channels: fc.oneof(
      { arbitrary: fourfold(8, 24), weight: 4 },
      { arbitrary: fourfold(60, 76), weight: 1 },
    ),
    outputs: fc.oneof(
      { arbitrary: fourfold(8, 24), weight: 4 },
      { arbitrary: fourfold(60, 76), weight: 1 },
    ),
    pad: fc.constantFrom('same' as const, 'valid' as const, 2),
  })
  .map((c) => ({
    ...c,
    batch: Math.max(
      1,
      Math.min(c.batch, Math.floor(250_000 / (c.height * c.width * c.channels * c.outputs))),
    ),
  }));

beforeAll(async () => {
  await startBackend('wasm');
  expect(nativeModule()).not.toBeNull();
});

describe('convolutions of 3 × 3 in squares on WASM', () => {
  it('are those of the CPU backend with bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom('linear', 'relu', 'relu6'), async (c, activation) => {
        await expectSameAsCpu(() =>
          tf.fused.conv2d({
            x: tensor([c.batch, c.height, c.width, c.channels], 0) as tf.Tensor4D,
            filter: tensor([3, 3, c.channels, c.outputs], 1) as tf.Tensor4D,
            strides: 1,
            pad: c.pad,
            bias: tensor([c.outputs], 2),
            activation: activation as 'relu',
          }),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('have the gradients of the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (c) => {
        await expectSameAsCpu(() => {
          const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, c.pad);
          const x = tensor([c.batch, c.height, c.width, c.channels], 0);
          const filter = tensor([3, 3, c.channels, c.outputs], 1);
          const dy = tensor(convolve(x, filter).shape, 2);
          return tf.grads(convolve)([x, filter], dy);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('convolutions of 3 × 3 with strides of two in squares on WASM', () => {
  const eightfold = (most: number) =>
    fc.integer({ min: 1, max: most / 8 }).map((eight) => 8 * eight);
  const strided = fc
    .record({
      batch: fc.integer({ min: 1, max: 16 }),
      height: fc.integer({ min: 5, max: 34 }),
      width: fc.integer({ min: 5, max: 34 }),
      channels: eightfold(40),
      outputs: fc.oneof({ arbitrary: eightfold(32), weight: 4 }, fc.constant(72)),
      pad: fc.constantFrom('same' as const, 'valid' as const, 1),
    })
    .map((c) => ({
      ...c,
      batch: Math.max(
        1,
        Math.min(c.batch, Math.floor(1_000_000 / (c.height * c.width * c.channels * c.outputs))),
      ),
    }));

  it('are those of the CPU backend with bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(
        strided,
        fc.constantFrom('linear', 'relu', 'relu6'),
        async (c, activation) => {
          await expectSameAsCpu(() =>
            tf.fused.conv2d({
              x: tensor([c.batch, c.height, c.width, c.channels], 0) as tf.Tensor4D,
              filter: tensor([3, 3, c.channels, c.outputs], 1) as tf.Tensor4D,
              strides: 2,
              pad: c.pad,
              bias: tensor([c.outputs], 2),
              activation: activation as 'relu',
            }),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('have the gradients of the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(strided, async (c) => {
        await expectSameAsCpu(() => {
          const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, c.pad);
          const x = tensor([c.batch, c.height, c.width, c.channels], 0);
          const filter = tensor([3, 3, c.channels, c.outputs], 1);
          const dy = tensor(convolve(x, filter).shape, 2);
          return tf.grads(convolve)([x, filter], dy);
        });
      }),
      { numRuns: 30 },
    );
  });
});
