import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { addNoise, flip, interpolate, randomCrop, shift } from '../../../src/runtime/steps/index';
import type { StepContext } from '../../../src/runtime/steps/stepFunction';

const context = (seed: number, training = true): StepContext => ({
  training,
  randomness: () => createRandomness(seed),
});

const batch = 200;

/** Images that hold different numbers at every place, above 0. */
const images = (height: number, width: number, channels: number): tf.Tensor4D =>
  tf.add(
    tf.range(0, batch * height * width * channels).reshape([batch, height, width, channels]),
    1,
  );

const list = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);

/** A tensor for every example. */
const examples = (tensor: tf.Tensor | undefined): number[][][][] =>
  (tensor as tf.Tensor4D).arraySync();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('random steps', () => {
  it('draw the same with one seed, and other numbers with another', () => {
    const x = images(4, 4, 1);
    const runs: readonly ((one: StepContext) => tf.Tensor | undefined)[] = [
      (one) => interpolate({ a: x, b: tf.neg(x) }, { place: 'random', share: 0 }, one),
      (one) => addNoise({ x }, { noise: 'normal', amount: 1, when: 'always' }, one),
      (one) => addNoise({ x }, { noise: 'zero', amount: 0.5, when: 'always' }, one),
      (one) => flip({ x }, { direction: 'both', share: 0.5 }, one).y,
      (one) => shift({ x }, { pixels: 2, fill: 'zero' }, one).y,
      (one) => randomCrop({ x }, { size: [2, 2] }, one).y,
    ];
    for (const run of runs) {
      expect(list(run(context(1)))).toEqual(list(run(context(1))));
      expect(list(run(context(1)))).not.toEqual(list(run(context(2))));
    }
  });

  it('interpolate at one place of every example, all over the way', () => {
    const a = tf.zeros([batch, 3]);
    const b = tf.mul(tf.ones([batch, 3]), 10);
    const y = interpolate({ a, b }, { place: 'random', share: 0 }, context(3)) as tf.Tensor2D;
    const shares = y.arraySync().map((row) => {
      expect(new Set(row).size).toBe(1);
      return (row[0] ?? Number.NaN) / 10;
    });
    expect(shares.every((share) => share >= 0 && share < 1)).toBe(true);
    expect(Math.min(...shares)).toBeLessThan(0.1);
    expect(Math.max(...shares)).toBeGreaterThan(0.9);
    const fixed = interpolate({ a, b }, { place: 'fixed', share: 0.25 }, context(3));
    expect(new Set(list(fixed))).toEqual(new Set([2.5]));
  });

  it('add noise of the strength asked for', () => {
    const x = tf.ones([batch, 100]);
    const noise = (kind: string): number[] =>
      list(addNoise({ x }, { noise: kind, amount: 0.5, when: 'always' }, context(4))).map(
        (value) => value - 1,
      );
    const normal = noise('normal');
    const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
    const variance = normal.reduce((sum, value) => sum + value ** 2, 0) / normal.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 2);
    const uniform = noise('uniform');
    expect(Math.max(...uniform)).toBeLessThan(0.5001);
    expect(Math.max(...uniform)).toBeGreaterThan(0.49);
    expect(Math.min(...uniform)).toBeLessThan(-0.49);
  });

  it('replace the share of numbers asked for, by zeros or by both extremes', () => {
    const x = tf.mul(tf.ones([batch, 100]), 3);
    const share = (values: readonly number[], wanted: number): number =>
      values.filter((value) => value === wanted).length / values.length;
    const fields = { amount: 0.4, low: -1, high: 2, when: 'always' };
    const zeros = list(addNoise({ x }, { ...fields, noise: 'zero' }, context(5)));
    expect(share(zeros, 0)).toBeCloseTo(0.4, 1);
    expect(share(zeros, 0) + share(zeros, 3)).toBe(1);
    const salted = list(addNoise({ x }, { ...fields, noise: 'salt' }, context(5)));
    expect(share(salted, -1)).toBeCloseTo(0.2, 1);
    expect(share(salted, 2)).toBeCloseTo(0.2, 1);
    expect(share(salted, -1) + share(salted, 2) + share(salted, 3)).toBeCloseTo(1, 9);
  });

  it('leave what is only measured alone, but for noise that is always added', () => {
    const x = images(4, 4, 1);
    const measured = context(6, false);
    const still = [
      addNoise({ x }, { noise: 'normal', amount: 1, when: 'training' }, measured),
      flip({ x }, { direction: 'both', share: 1 }, measured).y,
      shift({ x }, { pixels: 2, fill: 'edge' }, measured).y,
    ];
    for (const y of still) expect(list(y)).toEqual(list(x));
    const noisy = addNoise({ x }, { noise: 'normal', amount: 1, when: 'always' }, measured);
    expect(list(noisy)).not.toEqual(list(x));
    const cropped = randomCrop({ x }, { size: [2, 2] }, measured).y;
    expect(list(cropped)).toEqual(list(tf.slice(x, [0, 1, 1, 0], [batch, 2, 2, 1])));
  });

  it('mirror a share of the images, and what belongs to them alike', () => {
    const x = images(3, 5, 2);
    const also = tf.cast(
      tf.slice(x, [0, 0, 0, 0], [batch, 3, 5, 1]).reshape([batch, 3, 5]),
      'int32',
    );
    const found = flip({ x, also }, { direction: 'horizontal', share: 0.3 }, context(2));
    expect(found.also?.dtype).toBe('int32');
    const before = examples(x);
    const after = examples(found.y);
    const marks = (found.also as tf.Tensor3D).arraySync();
    let mirrored = 0;
    for (const [index, image] of after.entries()) {
      const old = before[index] ?? [];
      const isMirrored = JSON.stringify(image) !== JSON.stringify(old);
      if (isMirrored) mirrored += 1;
      expect(image).toEqual(isMirrored ? old.map((row) => [...row].reverse()) : old);
      expect(marks[index]).toEqual(image.map((row) => row.map(([first]) => first)));
    }
    expect(mirrored / batch).toBeCloseTo(0.3, 1);
    const upside = examples(flip({ x }, { direction: 'vertical', share: 1 }, context(7)).y);
    expect(upside[0]).toEqual([...(before[0] ?? [])].reverse());
  });

  it.each(['zero', 'edge'] as const)('move images, filled with %s', (fill) => {
    const [height, width, pixels] = [6, 5, 2];
    const x = images(height, width, 1);
    const before = examples(x);
    const offsets = new Set<string>();
    for (const [index, image] of examples(shift({ x }, { pixels, fill }, context(8)).y).entries()) {
      const candidates: string[] = [];
      for (let down = -pixels; down <= pixels; down++) {
        for (let right = -pixels; right <= pixels; right++) {
          const clamp = (place: number, length: number): number =>
            Math.min(Math.max(place, 0), length - 1);
          const moved = image.map((row, i) =>
            row.map((_, j) => {
              const [from, at] = [i - down, j - right];
              const inside = from >= 0 && from < height && at >= 0 && at < width;
              if (!inside && fill === 'zero') return [0];
              return before[index]?.[clamp(from, height)]?.[clamp(at, width)];
            }),
          );
          if (JSON.stringify(moved) === JSON.stringify(image)) candidates.push(`${down},${right}`);
        }
      }
      expect(candidates.length).toBe(1);
      offsets.add(candidates[0] ?? '');
    }
    expect(offsets.size).toBe((2 * pixels + 1) ** 2);
  });

  it('cut whole pieces out of images, from everywhere', () => {
    const x = images(5, 4, 1);
    const before = examples(x);
    const starts = new Set<string>();
    for (const [index, piece] of examples(
      randomCrop({ x }, { size: [3, 2] }, context(9)).y,
    ).entries()) {
      const old = before[index] ?? [];
      const first = piece[0]?.[0]?.[0];
      const row = old.findIndex((line) => line.some(([value]) => value === first));
      const column = old[row]?.findIndex(([value]) => value === first) ?? -1;
      expect(piece).toEqual(old.slice(row, row + 3).map((line) => line.slice(column, column + 2)));
      starts.add(`${row},${column}`);
    }
    expect(starts.size).toBe(9);
  });
});
