import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { findLayerKind } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { MaxPoolingWithIndices2D } from '../../../src/runtime/layers/maxPoolingWithIndices2d';
import { MaxUnpooling2D } from '../../../src/runtime/layers/maxUnpooling2d';
import { createLayer } from '../kinds/tfjsLayer';
import { expectClose, numericalGradient, spreadValues } from './onBackend';
import {
  type Ends,
  NumbersByPlace,
  type PooledAxis,
  placesOf,
  windowStarts,
} from './spatialReference';

const backends = ['cpu', 'wasm'] as const;
const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** The layer of a sound node of a kind; null where the kind refuses it. */
function layerOf(kind: string, fields: object, shape: readonly number[]): tf.layers.Layer | null {
  const x = { shape, dtype: 'float32' } as const;
  const { fields: values, outputs } = analyseLayer(
    { id: 'node', kind, fields: fields as never },
    { x },
  );
  const [layer] =
    values && outputs ? (findLayerKind(kind)?.layers(values, { x }, outputs) ?? []) : [];
  return layer ? createLayer(layer) : null;
}

interface Pooling {
  readonly sizes: readonly number[];
  readonly pool: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'same' | readonly Ends[];
  readonly ceil: boolean;
}

const upTo = (max: number) => fc.integer({ min: 1, max });

function poolings(axes: number): fc.Arbitrary<Pooling> {
  const each = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: axes, maxLength: axes });
  const ends = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }));
  return fc.record({
    sizes: each(upTo(axes === 3 ? 5 : 7)),
    pool: each(upTo(4)),
    strides: each(upTo(3)),
    padding: fc.oneof(fc.constant('same' as const), each(ends)),
    ceil: fc.boolean(),
  });
}

/** The fields of a pooling kind, along a sequence with single numbers. */
function fieldsOf({ pool, strides, padding, ceil }: Pooling): object {
  const flat = pool.length === 1;
  return {
    poolSize: flat ? pool[0] : pool,
    strides: flat ? strides[0] : strides,
    padding: padding === 'same' ? padding : padding.flat(),
    rounding: ceil ? 'ceil' : 'floor',
  };
}

/** Pools by the definition, window by window. */
function pooledByHand(
  mode: 'max' | 'average',
  { sizes, pool, strides, padding, ceil }: Pooling,
  numbers: ArrayLike<number>,
  channels: number,
): number[] {
  const shape = [2, ...sizes, channels];
  const x = new NumbersByPlace(numbers, shape);
  const axes = sizes.map(
    (size, axis): PooledAxis => ({
      size,
      pool: pool[axis] as number,
      stride: strides[axis] as number,
      padding: padding === 'same' ? padding : (padding[axis] as Ends),
      ceil,
    }),
  );
  const starts = axes.map(windowStarts);
  return placesOf([2, ...starts.map(({ length }) => length), channels]).map((place) => {
    const real: number[] = [];
    let counted = 0;
    for (const offset of placesOf(pool)) {
      const seen = offset.map(
        (step, axis) => (starts[axis]?.[place[axis + 1] as number] ?? 0) + step,
      );
      const isReal = seen.every((at, axis) => at >= 0 && at < (sizes[axis] as number));
      const isPadding = seen.every((at, axis) => {
        const after = padding === 'same' ? 0 : (padding[axis]?.[1] ?? 0);
        return at < (sizes[axis] as number) + after;
      });
      if (isReal) real.push(x.at([place[0] as number, ...seen, place.at(-1) as number]));
      // Padding by number counts as zeros, padding "same" and what rounding up adds do not count.
      if (isReal || (padding !== 'same' && isPadding)) counted += 1;
    }
    return mode === 'max'
      ? Math.max(...real)
      : real.reduce((sum, value) => sum + value, 0) / counted;
  });
}

/** Numbers of which no two lie closer than a step of central differences. */
const distinct = (length: number): number[] =>
  Array.from(
    { length },
    (_, index) => (((index * 37) % 101) - 50 + Math.floor(index / 101) / 3) / 20,
  );

/** Expects tf.grad of a layer's output, weighed, to agree with central differences. */
function expectTrueGradient(layer: tf.layers.Layer, shape: number[], step = 2e-3): void {
  const x = distinct(count(shape));
  const f = (input: tf.Tensor): tf.Scalar => {
    const y = layer.apply(input) as tf.Tensor;
    return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
  };
  const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(x, shape)).dataSync()));
  expectClose(found, numericalGradient(f, x, shape, step), 5e-3);
}

describe.each(backends)('pooling on %s', (backend) => {
  it.each(
    ([1, 2, 3] as const).flatMap((axes) =>
      (['max', 'average'] as const).map((mode) => ({ kind: `${mode}Pooling${axes}d`, mode, axes })),
    ),
  )('$kind is its definition, whatever padding and rounding', async ({ kind, mode, axes }) => {
    await startBackend(backend);
    let sound = 0;
    fc.assert(
      fc.property(poolings(axes), (pooling) => {
        const layer = layerOf(kind, fieldsOf(pooling), [...pooling.sizes, 2]);
        if (!layer) return;
        sound += 1;
        const shape = [2, ...pooling.sizes, 2];
        const numbers = spreadValues(count(shape));
        const found = tf.tidy(() =>
          Array.from((layer.apply(tf.tensor(numbers, shape)) as tf.Tensor).dataSync()),
        );
        expectClose(found, pooledByHand(mode, pooling, numbers, 2), 1e-5);
      }),
      { numRuns: 150 },
    );
    expect(sound).toBeGreaterThan(30);
  });

  it('max pooling of the lecture’s slice gives 6, 8, 3 and 4', async () => {
    await startBackend(backend);
    const slice = [
      [1, 1, 2, 4],
      [5, 6, 7, 8],
      [3, 2, 1, 0],
      [1, 2, 3, 4],
    ];
    const layer = layerOf('maxPooling2d', { poolSize: 2, strides: 2 }, [4, 4, 1]);
    const pooled = layer?.apply(tf.tensor4d(slice.flat(), [1, 4, 4, 1])) as tf.Tensor;
    expect(tf.reshape(pooled, [2, 2]).arraySync()).toEqual([
      [6, 8],
      [3, 4],
    ]);
  });

  it.each([
    ['maxPooling1d', { poolSize: 3, strides: 2, padding: [1, 1], rounding: 'ceil' }, [8, 2]],
    ['maxPooling2d', { poolSize: [3, 2], strides: [2, 1], padding: [1, 2, 0, 1] }, [5, 4, 2]],
    ['maxPooling3d', { poolSize: 2, strides: 2, padding: 1 }, [3, 4, 3, 2]],
    ['maxPooling3d', { poolSize: [2, 3, 2], strides: [1, 2, 2], padding: 'same' }, [3, 4, 3, 2]],
    ['averagePooling1d', { poolSize: 3, strides: 2, padding: 'same' }, [7, 2]],
    ['averagePooling1d', { poolSize: 4, strides: 3, padding: 1, rounding: 'ceil' }, [8, 2]],
    [
      'averagePooling2d',
      { poolSize: [3, 2], strides: [2, 2], padding: [1, 1, 0, 1], rounding: 'ceil' },
      [5, 4, 2],
    ],
    ['averagePooling3d', { poolSize: 3, strides: 1, padding: 'same' }, [3, 4, 3, 2]],
    ['averagePooling3d', { poolSize: 3, strides: 2, padding: 1, rounding: 'ceil' }, [3, 4, 3, 2]],
    ['globalAveragePooling1d', {}, [5, 2]],
    ['globalAveragePooling2d', {}, [4, 3, 2]],
    ['globalAveragePooling3d', {}, [2, 3, 2, 2]],
    ['globalMaxPooling1d', {}, [5, 2]],
    ['globalMaxPooling2d', {}, [4, 3, 2]],
    ['globalMaxPooling3d', {}, [2, 3, 2, 2]],
  ])('%s %j has the gradient of central differences', async (kind, fields, shape) => {
    await startBackend(backend);
    const layer = layerOf(kind, fields, shape);
    if (!layer) throw new Error('the kind refuses this node');
    expectTrueGradient(layer, [2, ...shape]);
  });

  it.each([1, 2, 3])(
    'global pooling along %i axes is the largest number and the mean',
    async (axes) => {
      await startBackend(backend);
      const sizes = [3, 4, 2].slice(0, axes);
      const shape = [2, ...sizes, 3];
      const numbers = spreadValues(count(shape));
      const x = new NumbersByPlace(numbers, shape);
      for (const [kind, pool] of [
        [`globalMaxPooling${axes}d`, (all: number[]) => Math.max(...all)],
        [
          `globalAveragePooling${axes}d`,
          (all: number[]) => all.reduce((sum, value) => sum + value) / all.length,
        ],
      ] as const) {
        const layer = layerOf(kind, {}, [...sizes, 3]) as tf.layers.Layer;
        const found = Array.from((layer.apply(tf.tensor(numbers, shape)) as tf.Tensor).dataSync());
        const expected = placesOf([2, 3]).map(([example = 0, channel = 0]) =>
          pool(placesOf(sizes).map((place) => x.at([example, ...place, channel]))),
        );
        expectClose(found, expected, 1e-5);
      }
    },
  );

  it.each(['maxPooling1d', 'maxPooling2d', 'maxPooling3d'])(
    '%s gives the gradient of equal numbers to one of them',
    async (kind) => {
      await startBackend(backend);
      const sizes = kind.endsWith('1d') ? [4] : kind.endsWith('2d') ? [4, 4] : [4, 4, 4];
      const layer = layerOf(kind, {}, [...sizes, 1]) as tf.layers.Layer;
      const zeros = tf.zeros([1, ...sizes, 1]);
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(layer.apply(x) as tf.Tensor))(zeros);
      expect(tf.sum(gradient).dataSync()[0]).toBe(2 ** sizes.length);
      expect(Math.max(...gradient.dataSync())).toBe(1);
    },
  );

  it('global max pooling shares the gradient out among equal numbers', async () => {
    await startBackend(backend);
    const layer = layerOf('globalMaxPooling2d', {}, [2, 2, 1]) as tf.layers.Layer;
    const x = tf.tensor4d([1, 3, 3, 0], [1, 2, 2, 1]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(layer.apply(input) as tf.Tensor))(x);
    expect(Array.from(gradient.dataSync())).toEqual([0, 0.5, 0.5, 0]);
  });
});

const pairs = (padding: 'same' | readonly Ends[]) =>
  padding as 'same' | [[number, number], [number, number]];

describe.each(backends)('max pooling with indices on %s', (backend) => {
  it('tells the first place of the largest number, and unpooling puts it back there', async () => {
    await startBackend(backend);
    let sound = 0;
    fc.assert(
      fc.property(poolings(2), (pooling) => {
        const { sizes, pool, strides, padding, ceil } = pooling;
        if (!layerOf('maxPooling2d', fieldsOf(pooling), [...sizes, 2])) return;
        sound += 1;
        const config = {
          poolSize: pool as [number, number],
          strides: strides as [number, number],
          padding: pairs(padding),
        };
        const shape = [2, ...sizes, 2];
        // Whole numbers, so that equal ones meet.
        const numbers = spreadValues(count(shape)).map((value) => Math.round(3 * value));
        const x = new NumbersByPlace(numbers, shape);
        tf.tidy(() => {
          const input = tf.tensor(numbers, shape);
          const layer = new MaxPoolingWithIndices2D({ ...config, ceil });
          const [y, indices] = layer.apply(input) as [tf.Tensor, tf.Tensor];
          expect(indices.dtype).toBe('int32');
          expect(layer.computeOutputShape(shape)).toEqual([y.shape, indices.shape]);
          expectClose(Array.from(y.dataSync()), pooledByHand('max', pooling, numbers, 2), 0);
          const starts = sizes.map((size, axis) =>
            windowStarts({
              size,
              pool: pool[axis] as number,
              stride: strides[axis] as number,
              padding: padding === 'same' ? padding : (padding[axis] as Ends),
              ceil,
            }),
          );
          const unpooled = new Array<number>(count(shape)).fill(0);
          const expected = placesOf(y.shape).map(([n = 0, row = 0, column = 0, channel = 0]) => {
            let best = { value: Number.NEGATIVE_INFINITY, place: -1, at: -1 };
            for (const [place, [a = 0, b = 0]] of placesOf(pool).entries()) {
              const [i, j] = [(starts[0]?.[row] ?? 0) + a, (starts[1]?.[column] ?? 0) + b];
              if (i < 0 || j < 0 || i >= (sizes[0] ?? 0) || j >= (sizes[1] ?? 0)) continue;
              const value = x.at([n, i, j, channel]);
              const at = ((n * (sizes[0] ?? 0) + i) * (sizes[1] ?? 0) + j) * 2 + channel;
              if (value > best.value) best = { value, place, at };
            }
            unpooled[best.at] = (unpooled[best.at] ?? 0) + best.value;
            return best.place;
          });
          expect(Array.from(indices.dataSync())).toEqual(expected);
          const back = new MaxUnpooling2D(config).apply([y, indices, input]) as tf.Tensor;
          expect(back.shape).toEqual(shape);
          expectClose(Array.from(back.dataSync()), unpooled, 1e-5);
        });
      }),
      { numRuns: 150 },
    );
    expect(sound).toBeGreaterThan(30);
  });

  it('of SegNet’s 2×2 windows keeps two bits, and without a third input unpools to twice the size', async () => {
    await startBackend(backend);
    const config = {
      poolSize: [2, 2],
      strides: [2, 2],
      padding: pairs([
        [0, 0],
        [0, 0],
      ]),
    } as const;
    const slice = [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4];
    const layer = new MaxPoolingWithIndices2D({ ...config, ceil: false } as never);
    const [y, indices] = layer.apply(tf.tensor4d(slice, [1, 4, 4, 1])) as [tf.Tensor, tf.Tensor];
    expect(Array.from(indices.dataSync())).toEqual([3, 3, 0, 3]);
    const back = new MaxUnpooling2D(config as never).apply([y, indices]) as tf.Tensor;
    expect(Array.from(back.dataSync())).toEqual([0, 0, 0, 0, 0, 6, 0, 8, 3, 0, 0, 0, 0, 0, 0, 4]);
  });

  it.each([
    {
      poolSize: [2, 2],
      strides: [2, 2],
      padding: pairs([
        [0, 0],
        [0, 0],
      ]),
    },
    {
      poolSize: [3, 2],
      strides: [2, 1],
      padding: pairs([
        [1, 0],
        [1, 1],
      ]),
    },
    { poolSize: [3, 3], strides: [2, 2], padding: 'same' as const },
  ])('with unpooling has the gradient of central differences: %j', async (given) => {
    await startBackend(backend);
    const config = given as ConstructorParameters<typeof MaxUnpooling2D>[0];
    const shape = [2, 5, 4, 2];
    const numbers = distinct(count(shape));
    const pool = new MaxPoolingWithIndices2D({ ...config, ceil: false });
    const unpool = new MaxUnpooling2D(config);
    const f = (x: tf.Tensor): tf.Scalar => {
      const [y, indices] = pool.apply(x) as [tf.Tensor, tf.Tensor];
      const weighed = tf.mul(y, tf.tensor(spreadValues(y.size, 1), y.shape));
      const back = unpool.apply([weighed, indices, x]) as tf.Tensor;
      return tf.sum(tf.mul(back, tf.tensor(spreadValues(back.size, 2), back.shape)));
    };
    const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(numbers, shape)).dataSync()));
    expectClose(found, numericalGradient(f, numbers, shape, 2e-3), 5e-3);
  });
});
