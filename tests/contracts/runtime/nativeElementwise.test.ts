import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from './layerChecks';
import { expectClose, onBackend, spreadValues } from './onBackend';

const tensor = (shape: number[], phase = 0) => tf.tensor(spreadValues(count(shape), phase), shape);

async function expectSameOnBoth(compute: () => tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  for (const [place, values] of found.entries()) expectClose(values, expected[place]!);
}

const summed = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 37)), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis))))
  .filter(([shape, axes]) => axes.length > 0 && count(shape) < 40_000);

describe('compiled element-wise kernels on WASM', () => {
  it('add up and average over any axes as the CPU backend does', async () => {
    await fc.assert(
      fc.asyncProperty(summed, fc.boolean(), async ([shape, axes], keepDims) => {
        await expectSameOnBoth(() => {
          const sums = tf.sum(tensor(shape), axes, keepDims);
          const means = tf.mean(tensor(shape), axes, keepDims);
          const whole = tf.sum(tf.cast(tf.mul(tensor(shape), 9), 'int32'), axes, keepDims);
          return [
            sums,
            means,
            whole,
            tf.tensor([0, ...sums.shape]),
            tf.tensor([0, ...means.shape]),
          ];
        });
      }),
    );
  });

  it.each([
    [[200_003], [0]],
    [[70_001, 3], [0]],
    [[3, 70_001], [1]],
    [[5, 3000, 20], [1]],
    [[2, 9000, 1], [1]],
  ])('add up %s over %s in parts', async (shape, axes) => {
    await expectSameOnBoth(() => [tf.sum(tensor(shape), axes), tf.mean(tensor(shape), axes)]);
  });

  it('copy nothing where a name changes, and free it once', async () => {
    const found = await onBackend('wasm', () => {
      const x = tensor([2, 3]);
      const copy = tf.clone(x);
      const same = tf.cast(copy, 'float32');
      x.dispose();
      copy.dispose();
      return [tf.add(same, 0), tf.cast(tf.tensor([1.5, -2.5]), 'int32'), tf.add(same, 0)];
    });
    expect(found[0]).toEqual(found[2]);
    expectClose(found[0]!, spreadValues(6));
    expect(found[1]).toEqual([1, -2]);
  });
});
