import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { expectClose, onBackend, spreadValues } from './onBackend';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

describe('rows picked by index in compiled code', () => {
  it('are those of the CPU backend, and add up as there', async () => {
    const sizes = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      axis: fc.nat(3),
      batchDims: fc.nat(1),
      picked: fc.array(fc.nat(99), { minLength: 1, maxLength: 9 }),
      dtype: fc.constantFrom('float32' as const, 'int32' as const),
      segments: fc.integer({ min: 1, max: 70 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ shape, picked, dtype, segments, ...rest }) => {
        const axis = rest.axis % shape.length;
        const batchDims = Math.min(rest.batchDims, axis);
        const compute = (): tf.Tensor[] => {
          const x = tf.cast(
            tf.tensor(
              spreadValues(count(shape)).map((v) => 9 * v),
              shape,
            ),
            dtype,
          );
          const list = picked.map((index) => index % shape[axis]!);
          const lists = batchDims === 1 ? Array.from({ length: shape[0]! }, () => list) : list;
          const rows = tf.tensor(spreadValues(picked.length * segments), [picked.length, segments]);
          const ids = tf.tensor1d(
            picked.map((index) => index % segments),
            'int32',
          );
          return [
            tf.gather(x, tf.tensor(lists, undefined, 'int32'), axis, batchDims),
            tf.unsortedSegmentSum(rows, ids, segments),
          ];
        };
        const expected = await onBackend('cpu', compute);
        const found = await onBackend('wasm', compute);
        for (const [place, values] of found.entries()) expectClose(values, expected[place]!);
      }),
      { numRuns: 100 },
    );
  });

  it('says which index is out of range', async () => {
    await startBackend('wasm');
    expect(() => tf.tidy(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, 3], 'int32')))).toThrow(
      /the index value 3 is not in \[0, 2\]/,
    );
  });
});
