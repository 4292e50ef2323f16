import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { findLayerKind } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { centeredResizeGradient } from '../../../src/runtime/corrections/resizeGradient';
import { createLayer } from '../kinds/tfjsLayer';
import { expectClose, numericalGradient, spreadValues } from './onBackend';
import { NumbersByPlace, placesOf } from './spatialReference';

const backends = ['cpu', 'wasm'] as const;
const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Where a number of the output comes from, or null for a zero; places without the batch axis. */
type Origin = (place: readonly number[]) => readonly number[] | null;

interface Copying {
  readonly kind: string;
  readonly fields: object;
  readonly shape: readonly number[];
  readonly origin: Origin;
}

const clamped = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
/** Past an end the way goes back, the end itself not counted twice. */
const mirrored = (at: number, size: number): number =>
  at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;

/** The place shifted by what was cut off or added before each axis; the channel stays. */
const shifted = (place: readonly number[], before: readonly number[]): number[] =>
  place.map((at, axis) => at - (before[axis] ?? 0));

const inside = (place: readonly number[], shape: readonly number[]): readonly number[] | null =>
  place.every((at, axis) => at >= 0 && at < (shape[axis] as number)) ? place : null;

const zeros =
  (before: readonly number[], shape: readonly number[]): Origin =>
  (place) =>
    inside(shifted(place, before), shape);

const copies: readonly Copying[] = [
  {
    kind: 'zeroPadding1d',
    fields: { padding: [2, 1] },
    shape: [3, 2],
    origin: zeros([2], [3, 2]),
  },
  {
    kind: 'zeroPadding2d',
    fields: { padding: [2, 1, 0, 3] },
    shape: [3, 4, 2],
    origin: zeros([2, 0], [3, 4, 2]),
  },
  {
    kind: 'zeroPadding3d',
    fields: { padding: [1, 0, 0, 2, 2, 1] },
    shape: [2, 3, 2, 2],
    origin: zeros([1, 0, 2], [2, 3, 2, 2]),
  },
  {
    kind: 'cropping1d',
    fields: { cropping: [2, 1] },
    shape: [7, 2],
    origin: (place) => shifted(place, [-2]),
  },
  {
    kind: 'cropping2d',
    fields: { cropping: [1, 0, 0, 2] },
    shape: [3, 5, 2],
    origin: (place) => shifted(place, [-1, 0]),
  },
  {
    kind: 'cropping3d',
    fields: { cropping: [1, 1, 0, 1, 2, 0] },
    shape: [3, 2, 4, 2],
    origin: (place) => shifted(place, [-1, 0, -2]),
  },
  {
    kind: 'reflectionPadding2d',
    fields: { padding: [2, 1, 0, 3] },
    shape: [3, 4, 2],
    origin: ([i = 0, j = 0, channel = 0]) => [mirrored(i - 2, 3), mirrored(j, 4), channel],
  },
  {
    kind: 'replicationPadding2d',
    fields: { padding: [2, 1, 0, 3] },
    shape: [3, 4, 2],
    origin: ([i = 0, j = 0, channel = 0]) => [clamped(i - 2, 3), clamped(j, 4), channel],
  },
  {
    kind: 'upSampling1d',
    fields: { size: 3 },
    shape: [4, 2],
    origin: ([i = 0, channel = 0]) => [Math.floor(i / 3), channel],
  },
  {
    kind: 'upSampling2d',
    fields: { size: [2, 3] },
    shape: [3, 4, 2],
    origin: ([i = 0, j = 0, channel = 0]) => [Math.floor(i / 2), Math.floor(j / 3), channel],
  },
  {
    kind: 'upSampling3d',
    fields: { size: [2, 1, 3] },
    shape: [2, 3, 2, 2],
    origin: ([d = 0, i = 0, j = 0, channel = 0]) => [
      Math.floor(d / 2),
      i,
      Math.floor(j / 3),
      channel,
    ],
  },
  {
    kind: 'depthToSpace',
    fields: { blockSize: 2 },
    shape: [2, 3, 12],
    origin: ([i = 0, j = 0, channel = 0]) => [
      i >> 1,
      j >> 1,
      ((i & 1) * 2 + (j & 1)) * 3 + channel,
    ],
  },
  {
    kind: 'depthToSpace',
    fields: { blockSize: 2, order: 'pytorch' },
    shape: [2, 3, 12],
    origin: ([i = 0, j = 0, channel = 0]) => [i >> 1, j >> 1, channel * 4 + (i & 1) * 2 + (j & 1)],
  },
  {
    kind: 'spaceToDepth',
    fields: { blockSize: 2 },
    shape: [4, 6, 3],
    origin: ([i = 0, j = 0, deep = 0]) => {
      const part = Math.floor(deep / 3);
      return [2 * i + (part >> 1), 2 * j + (part & 1), deep % 3];
    },
  },
  {
    kind: 'spaceToDepth',
    fields: { blockSize: 2, order: 'pytorch' },
    shape: [4, 6, 3],
    origin: ([i = 0, j = 0, deep = 0]) => [
      2 * i + ((deep >> 1) & 1),
      2 * j + (deep & 1),
      Math.floor(deep / 4),
    ],
  },
  ...[
    [7, 3],
    [2, 9],
  ].map(
    ([height = 1, width = 1]): Copying => ({
      kind: 'resizing',
      fields: { size: [height, width], interpolation: 'nearest' },
      shape: [5, 4, 2],
      origin: ([i = 0, j = 0, channel = 0]) => [
        Math.floor(((i + 0.5) * 5) / height),
        Math.floor(((j + 0.5) * 4) / width),
        channel,
      ],
    }),
  ),
];

const blended = [
  { kind: 'upSampling2d', fields: { size: [2, 3], interpolation: 'bilinear' }, shape: [3, 4, 2] },
  { kind: 'resizing', fields: { size: [7, 3] }, shape: [4, 5, 2] },
  { kind: 'resizing', fields: { size: [2, 9] }, shape: [5, 4, 2] },
] as const;

/** The layer that a node of a kind stands for, and the shape of its output. */
function layerOf(kind: string, fields: object, shape: readonly number[]) {
  const x = { shape, dtype: 'float32' } as const;
  const node = { id: 'node', kind, fields: fields as never };
  const { fields: values, outputs } = analyseLayer(node, { x });
  if (!values || !outputs) throw new Error(`${kind} refuses this node`);
  const [layer] = findLayerKind(kind)?.layers(values, { x }, outputs) ?? [];
  if (!layer) throw new Error(`${kind} has no layer`);
  return { layer: createLayer(layer), shape: outputs.y?.shape as number[] };
}

/** Blends as the definition has it: every pixel by how near its centre is, edges repeated. */
function blendedByHand(
  x: NumbersByPlace,
  [height, width]: readonly [number, number],
  [outHeight, outWidth]: readonly [number, number],
  [n = 0, i = 0, j = 0, channel = 0]: readonly number[],
): number {
  const row = ((i + 0.5) * height) / outHeight - 0.5;
  const column = ((j + 0.5) * width) / outWidth - 0.5;
  let sum = 0;
  for (const a of [Math.floor(row), Math.floor(row) + 1]) {
    for (const b of [Math.floor(column), Math.floor(column) + 1]) {
      const weight = Math.max(0, 1 - Math.abs(row - a)) * Math.max(0, 1 - Math.abs(column - b));
      sum += weight * x.at([n, clamped(a, height), clamped(b, width), channel]);
    }
  }
  return sum;
}

describe.each(backends)('resampling on %s', (backend) => {
  it.each(copies)('$kind $fields puts every number where it belongs', async (one) => {
    await startBackend(backend);
    const { layer, shape } = layerOf(one.kind, one.fields, one.shape);
    const whole = [2, ...one.shape];
    const numbers = spreadValues(count(whole));
    const x = new NumbersByPlace(numbers, whole);
    const y = layer.apply(tf.tensor(numbers, whole)) as tf.Tensor;
    expect(y.shape).toEqual([2, ...shape]);
    const expected = placesOf(y.shape).map(([n = 0, ...place]) => {
      const origin = one.origin(place);
      return origin ? x.at([n, ...origin]) : 0;
    });
    expectClose(Array.from(y.dataSync()), expected, 1e-6);
  });

  it.each(blended)('$kind $fields blends by the distance of centres', async (one) => {
    await startBackend(backend);
    const { layer } = layerOf(one.kind, one.fields, one.shape);
    const whole = [2, ...one.shape];
    const numbers = spreadValues(count(whole));
    const x = new NumbersByPlace(numbers, whole);
    const y = layer.apply(tf.tensor(numbers, whole)) as tf.Tensor;
    const [, outHeight = 1, outWidth = 1] = y.shape;
    const expected = placesOf(y.shape).map((place) =>
      blendedByHand(x, [one.shape[0], one.shape[1]], [outHeight, outWidth], place),
    );
    expectClose(Array.from(y.dataSync()), expected, 1e-5);
  });

  it.each([...copies, ...blended])(
    '$kind $fields has the gradient of central differences',
    async (one) => {
      await startBackend(backend);
      const { layer } = layerOf(one.kind, one.fields, one.shape);
      const whole = [2, ...one.shape];
      const numbers = spreadValues(count(whole));
      const f = (input: tf.Tensor): tf.Scalar => {
        const y = layer.apply(input) as tf.Tensor;
        return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
      };
      const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(numbers, whole)).dataSync()));
      expectClose(found, numericalGradient(f, numbers, whole), 5e-3);
    },
  );

  it('bilinear up-sampling of 2×2 is the example of PyTorch’s documentation', async () => {
    await startBackend(backend);
    const { layer } = layerOf('upSampling2d', { interpolation: 'bilinear' }, [2, 2, 1]);
    const y = layer.apply(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])) as tf.Tensor;
    expect(tf.reshape(y, [4, 4]).arraySync()).toEqual([
      [1, 1.25, 1.75, 2],
      [1.5, 1.75, 2.25, 2.5],
      [2.5, 2.75, 3.25, 3.5],
      [3, 3.25, 3.75, 4],
    ]);
  });

  it('reflection of 3×3 is the example of PyTorch’s documentation', async () => {
    await startBackend(backend);
    const { layer } = layerOf('reflectionPadding2d', { padding: [2, 0, 1, 1] }, [3, 3, 1]);
    const y = layer.apply(tf.tensor4d([0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 3, 1])) as tf.Tensor;
    expect(tf.reshape(y, [5, 5]).arraySync()).toEqual([
      [7, 6, 7, 8, 7],
      [4, 3, 4, 5, 4],
      [1, 0, 1, 2, 1],
      [4, 3, 4, 5, 4],
      [7, 6, 7, 8, 7],
    ]);
  });

  it('depth to space agrees with the operation of tf.js, and space to depth undoes it', async () => {
    await startBackend(backend);
    for (const block of [2, 3]) {
      const shape = [2, 3, block * block * 2] as const;
      const x = tf.tensor4d(spreadValues(2 * count(shape)), [2, ...shape]);
      for (const order of ['tensorflow', 'pytorch'] as const) {
        const fields = { blockSize: block, order };
        const forth = layerOf('depthToSpace', fields, shape);
        const back = layerOf('spaceToDepth', fields, forth.shape);
        const y = forth.layer.apply(x) as tf.Tensor;
        expect((back.layer.apply(y) as tf.Tensor).arraySync()).toEqual(x.arraySync());
        if (order === 'tensorflow') {
          expect(y.arraySync()).toEqual(tf.depthToSpace(x, block, 'NHWC').arraySync());
        }
      }
    }
  });

  it.each(['nearest', 'bilinear'] as const)(
    'the gradient of %s resizing by matrices, which graphics processors take, is the true one',
    async (interpolation) => {
      await startBackend(backend);
      const shape: [number, number, number, number] = [2, 4, 5, 2];
      for (const size of [
        [7, 3],
        [3, 8],
      ] as [number, number][]) {
        const resize =
          interpolation === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
        const dy = tf.tensor4d(spreadValues(2 * size[0] * size[1] * 2), [2, ...size, 2]);
        const numbers = spreadValues(count(shape));
        const f = (x: tf.Tensor): tf.Scalar =>
          tf.sum(tf.mul(resize(x as tf.Tensor4D, size, false, true), dy));
        const found = centeredResizeGradient(dy, shape, interpolation);
        expectClose(Array.from(found.dataSync()), numericalGradient(f, numbers, shape), 5e-3);
      }
    },
  );
});
