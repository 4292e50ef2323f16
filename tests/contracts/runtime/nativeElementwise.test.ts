import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from './layerChecks';
import { expectClose, onBackend, spreadValues } from './onBackend';

/** Numbers whose sums are not what is left of rounding. */
const positive = (shape: number[]) => tf.add(tensor(shape), 1.5);

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

const binaries = [
  ['tf.add', tf.add],
  ['tf.sub', tf.sub],
  ['tf.mul', tf.mul],
  ['tf.div', tf.div],
  ['tf.squaredDifference', tf.squaredDifference],
  ['tf.maximum', tf.maximum],
  ['tf.minimum', tf.minimum],
] as const;

const activations = [
  ['relu', tf.relu],
  ['relu6', tf.relu6],
  ['sigmoid', tf.sigmoid],
  ['tanh', tf.tanh],
] as const;

/** Two shapes of which one is stretched to the other, each axis or not, leading ones left out or not. */
const stretched = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 19 }), fc.boolean(), fc.boolean()), { maxLength: 4 })
  .chain((axes) =>
    fc.tuple(
      fc.constant(axes.map(([length, isOne]) => (isOne ? 1 : length))),
      fc.constant(axes.map(([length, , isOne]) => (isOne ? 1 : length))),
      fc.nat(axes.length),
    ),
  )
  .map(([a, b, dropped]) => [a, b.slice(dropped)] as [number[], number[]]);

describe('compiled element-wise kernels on WASM', () => {
  it('add up and average over any axes as the CPU backend does', async () => {
    await fc.assert(
      fc.asyncProperty(summed, fc.boolean(), async ([shape, axes], keepDims) => {
        await expectSameOnBoth(() => {
          const sums = tf.sum(positive(shape), axes, keepDims);
          const means = tf.mean(positive(shape), axes, keepDims);
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
    await expectSameOnBoth(() => [tf.sum(positive(shape), axes), tf.mean(positive(shape), axes)]);
  });

  it.each(binaries)('%s pairs as the CPU backend does, stretched or not', async (_, make) => {
    await fc.assert(
      fc.asyncProperty(stretched, fc.boolean(), async ([a, b], isTurned) => {
        const compute = () => {
          const [left, right] = [tensor(a), tf.add(tf.abs(tensor(b, 1)), 0.5)];
          return [isTurned ? make(right, left) : make(left, right)];
        };
        // Quotients by numbers near zero would show rounding errors only.
        if (!isTurned || make !== tf.div) await expectSameOnBoth(compute);
      }),
      { numRuns: 60 },
    );
  });

  it('keep whole numbers whole', async () => {
    const found = await onBackend('wasm', () => {
      const whole = tf.tensor([16_777_217, -3], [2], 'int32');
      return [tf.add(whole, whole), tf.mul(whole, tf.scalar(1, 'int32')), tf.relu(whole)];
    });
    expect(found).toEqual([
      [33_554_434, -6],
      [16_777_217, -3],
      [16_777_217, 0],
    ]);
  });

  it.each(activations)('%s and its gradients are those of the CPU backend', async (_, activate) => {
    for (const length of [1, 7, 40_001]) {
      const at = () => tf.mul(tensor([length]), 9) as tf.Tensor;
      const weigh = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(activate(x)), tensor([length], 3)));
      const slope = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(weigh)(x)));
      await expectSameOnBoth(() => [activate(at()), tf.grad(weigh)(at()), tf.grad(slope)(at())]);
    }
  });

  it('computes tanh to a few units in the last place, far from zero too', async () => {
    const values = [0, 1e-30, 1e-5, 0.01, 0.3, 0.9, 2, 5, 7.9, 20, 1e30, Number.POSITIVE_INFINITY];
    const all = [...values, ...values.map((value) => -value)];
    const [found] = await onBackend('wasm', () => tf.tanh(tf.tensor(all)));
    for (const [place, value] of all.entries()) {
      const expected = Math.tanh(value);
      expect(Math.abs(found![place]! - expected)).toBeLessThanOrEqual(5e-7 * Math.abs(expected));
    }
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
