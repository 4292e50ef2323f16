import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { LocalResponseNormalization } from '../../../src/runtime/layers/localResponseNormalization';
import { PaddedAveragePooling2D } from '../../../src/runtime/layers/paddedAveragePooling2d';
import { PaddedMaxPooling2D } from '../../../src/runtime/layers/paddedMaxPooling2d';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { SeededDropout } from '../../../src/runtime/layers/seededDropout';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const folder = new URL('../../../src/runtime/layers/', import.meta.url);
const backends = ['cpu', 'wasm'] as const;

const pooling = fc
  .record({
    height: fc.integer({ min: 2, max: 7 }),
    width: fc.integer({ min: 2, max: 7 }),
    poolSize: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pads: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
    ceil: fc.boolean(),
  })
  .map(({ pads, poolSize, ...rest }) => {
    // As in PyTorch, padding reaches at most half a window.
    const half = [poolSize[0] >> 1, poolSize[1] >> 1] as const;
    const padding: [number, number, number, number] = [
      Math.min(pads[0], half[0]),
      Math.min(pads[1], half[0]),
      Math.min(pads[2], half[1]),
      Math.min(pads[3], half[1]),
    ];
    return { ...rest, poolSize, padding };
  })
  .filter(
    ({ height, width, poolSize, padding }) =>
      height + padding[0] + padding[1] >= poolSize[0] &&
      width + padding[2] + padding[3] >= poolSize[1],
  );

/** Rows past the padding that only rounding up adds; the last window must start on a real row. */
function overhangOf(padded: number, pool: number, stride: number): number {
  const windows = Math.ceil((padded - pool) / stride) + 1;
  return Math.max(0, (windows - 1) * stride + pool - padded);
}

/** Pools one channel by the definition, window by window. */
function pooledByHand(
  image: number[],
  height: number,
  width: number,
  c: {
    poolSize: readonly number[];
    strides: readonly number[];
    padding: readonly number[];
    overhang: readonly number[];
  },
  kind: 'max' | 'average',
): number[] {
  const [top, bottom, left, right] = c.padding as [number, number, number, number];
  const endRow = height + bottom;
  const endColumn = width + right;
  const results: number[] = [];
  const lastRow = endRow + c.overhang[0]! - c.poolSize[0]!;
  const lastColumn = endColumn + c.overhang[1]! - c.poolSize[1]!;
  for (let row = -top; row <= lastRow; row += c.strides[0]!) {
    for (let column = -left; column <= lastColumn; column += c.strides[1]!) {
      const values: number[] = [];
      for (let y = row; y < row + c.poolSize[0]! && y < endRow; y++) {
        for (let x = column; x < column + c.poolSize[1]! && x < endColumn; x++) {
          const real = y >= 0 && y < height && x >= 0 && x < width;
          if (real) values.push(image[y * width + x]!);
          else if (kind === 'average') values.push(0);
        }
      }
      results.push(
        kind === 'max'
          ? Math.max(...values)
          : values.reduce((sum, value) => sum + value, 0) / values.length,
      );
    }
  }
  return results;
}

describe.each(backends)('layers of the runtime on %s', (backend) => {
  it.each(['max', 'average'] as const)('padded %s pooling follows the definition', async (kind) => {
    await startBackend(backend);
    fc.assert(
      fc.property(pooling, ({ height, width, poolSize, strides, padding, ceil }) => {
        const [top, bottom, left, right] = padding;
        const overhang: [number, number] = ceil
          ? [
              overhangOf(height + top + bottom, poolSize[0], strides[0]),
              overhangOf(width + left + right, poolSize[1], strides[1]),
            ]
          : [0, 0];
        // A last window that starts past the image and its leading padding is PyTorch's to drop.
        fc.pre(overhang[0] + bottom < poolSize[0] && overhang[1] + right < poolSize[1]);
        const x = spreadValues(height * width);
        const layer =
          kind === 'max'
            ? new PaddedMaxPooling2D({
                poolSize,
                strides,
                padding: [top, bottom + overhang[0], left, right + overhang[1]],
              })
            : new PaddedAveragePooling2D({ poolSize, strides, padding, overhang });
        const y = layer.apply(tf.tensor4d(x, [1, height, width, 1])) as tf.Tensor;
        const expected = pooledByHand(
          x,
          height,
          width,
          { poolSize, strides, padding, overhang },
          kind,
        );
        expectClose(Array.from(y.dataSync()), expected, 1e-5);
        expect(layer.computeOutputShape([null, height, width, 1])).toEqual([
          null,
          ...y.shape.slice(1),
        ]);
      }),
    );
  });

  it.each([
    new PaddedMaxPooling2D({ poolSize: [3, 2], strides: [2, 1], padding: [1, 2, 0, 1] }),
    new PaddedAveragePooling2D({
      poolSize: [3, 2],
      strides: [2, 2],
      padding: [1, 1, 0, 1],
      overhang: [1, 1],
    }),
    new LocalResponseNormalization({ depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.75 }),
  ])('$name has the gradient of central differences', async (layer) => {
    await startBackend(backend);
    const shape = [2, 5, 4, 2];
    const x = spreadValues(80);
    const f = (input: tf.Tensor): tf.Scalar => {
      const y = layer.apply(input) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
    };
    const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(x, shape)).dataSync()));
    expectClose(found, numericalGradient(f, x, shape, 2e-3), 5e-3);
  });
});

describe('SeededDropout', () => {
  const masks = (layer: SeededDropout, draws: number): string[] =>
    Array.from({ length: draws }, () =>
      (layer.apply(tf.ones([200]), { training: true }) as tf.Tensor).dataSync().join(),
    );

  it('draws new masks on every call, the same ones for the same seed, other ones for another', async () => {
    await startBackend('wasm');
    const first = masks(new SeededDropout({ rate: 0.5, seed: 7 }), 5);
    expect(new Set(first).size).toBe(5);
    expect(masks(new SeededDropout({ rate: 0.5, seed: 7 }), 5)).toEqual(first);
    const other = masks(new SeededDropout({ rate: 0.5, seed: 8 }), 5);
    expect(other.filter((mask) => first.includes(mask))).toEqual([]);
    await startBackend('cpu');
    expect(masks(new SeededDropout({ rate: 0.5, seed: 7 }), 5)).toEqual(first);
  });

  it('goes on where a saved position left off', async () => {
    const layer = new SeededDropout({ rate: 0.5, seed: 7 });
    const all = masks(layer, 4);
    expect(layer.position).toBe(4);
    layer.position = 2;
    expect(masks(layer, 2)).toEqual(all.slice(2));
  });

  it('keeps the mean, drops its rate, and does nothing outside training', async () => {
    const layer = new SeededDropout({ rate: 0.25, seed: 1 });
    const y = (layer.apply(tf.ones([20_000]), { training: true }) as tf.Tensor).dataSync();
    const dropped = y.filter((value) => value === 0).length / y.length;
    expect(dropped).toBeGreaterThan(0.23);
    expect(dropped).toBeLessThan(0.27);
    expect(y.find((value) => value !== 0)).toBeCloseTo(4 / 3, 6);
    const still = layer.apply(tf.ones([4]), { training: false }) as tf.Tensor;
    expect(Array.from(still.dataSync())).toEqual([1, 1, 1, 1]);
    expect(layer.position).toBe(1);
  });
});

describe('every layer of the runtime', () => {
  const configs: Record<string, object> = {
    LocalResponseNormalization: { depthRadius: 2, bias: 2, alpha: 0.1, beta: 0.75 },
    PaddedMaxPooling2D: { poolSize: [3, 3], strides: [2, 2], padding: [1, 0, 1, 0] },
    PaddedAveragePooling2D: {
      poolSize: [2, 2],
      strides: [2, 2],
      padding: [0, 0, 1, 1],
      overhang: [1, 0],
    },
    SeededDropout: { rate: 0.3, seed: 4 },
    Attention: { inputNames: ['query', 'value', 'mask'], score: 'additive', units: 3 },
    MultiHeadAttention: {
      inputNames: ['query', 'value'],
      numHeads: 2,
      keyDim: 3,
      outputDim: 5,
      returnScores: true,
    },
    PaddingMask: { paddingToken: 1 },
    CausalMask: { window: 2 },
    EmbeddingProjection: { inputDim: 9, useBias: true },
    ConstantSource: { shape: [2, 2], value: [1, 2, 3, 4] },
    LearnedTensor: { shape: [3, 2], valueInitializer: 'randomNormal' },
    GaussianNoiseSource: { shape: [3], mean: 1, stddev: 2, seed: 3 },
    GaussianSampling: { prediction: 'mean', seed: 3 },
    NoiseInjection: { prediction: 'none', scaleInitializer: 'ones' },
    GumbelSoftmax: { temperature: 0.5, hard: true, prediction: 'noNoise' },
    RecurrentLayer: {
      cell: 'lstm',
      units: 3,
      peepholes: true,
      bidirectional: 'concatenate',
      returnSequences: true,
      initialStates: [],
    },
    LearnedPositions: { maxLength: 9, embeddingsInitializer: 'randomNormal' },
    SinusoidalPositions: { base: 10000, scaleInput: true },
  };
  /** Layers that take something else than an image, or several inputs. */
  const inputShapes: Record<string, number[] | number[][]> = {
    RecurrentLayer: [7, 2],
    Attention: [
      [4, 2],
      [7, 3],
      [4, 7],
    ],
    MultiHeadAttention: [
      [4, 2],
      [7, 3],
    ],
    PaddingMask: [7],
    CausalMask: [7, 2],
    GaussianSampling: [[7], [7]],
    LearnedPositions: [7, 2],
    SinusoidalPositions: [7, 2],
  };

  it.each(runtimeLayers)('$className survives a model’s way to JSON and back', async (layer) => {
    await startBackend('cpu');
    const config = configs[layer.className];
    if (!config) throw new Error(`give ${layer.className} a config in this test`);
    const shapes = inputShapes[layer.className] ?? [7, 7, 2];
    const inputs = (Array.isArray(shapes[0]) ? (shapes as number[][]) : [shapes as number[]]).map(
      (shape) => tf.input({ shape }),
    );
    const made = new layer.layerClass(config as never);
    const outputs = made.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs });
    const json = JSON.parse(JSON.stringify(model.toJSON(null, false))) as object;
    const read = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json }));
    expect(read.layers.at(-1)!.getClassName()).toBe(layer.className);
    expect(read.layers.at(-1)!.getConfig()).toMatchObject(config);
    expect(read.outputShape).toEqual(model.outputShape);
  });

  it('is one file that needs nothing but tf.js, and is in the list', () => {
    const files = readdirSync(folder).filter((name) => name !== 'registerLayers.ts');
    expect(runtimeLayers.map(({ fileName }) => fileName).sort()).toEqual(files.sort());
    for (const { fileName, className } of runtimeLayers) {
      const source = readFileSync(new URL(fileName, folder), 'utf8');
      const imports = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
      expect(imports).toEqual(['@tensorflow/tfjs']);
      expect(source).toContain(`class ${className} `);
    }
  });
});
