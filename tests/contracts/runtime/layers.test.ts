import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { LocalResponseNormalization } from '../../../src/runtime/layers/localResponseNormalization';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { SeededDropout } from '../../../src/runtime/layers/seededDropout';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const folder = new URL('../../../src/runtime/layers/', import.meta.url);
const backends = ['cpu', 'wasm'] as const;

describe.each(backends)('layers of the runtime on %s', (backend) => {
  it.each([new LocalResponseNormalization({ depthRadius: 1, bias: 1, alpha: 0.5, beta: 0.75 })])(
    '$name has the gradient of central differences',
    async (layer) => {
      await startBackend(backend);
      const shape = [2, 5, 4, 2];
      const x = spreadValues(80);
      const f = (input: tf.Tensor): tf.Scalar => {
        const y = layer.apply(input) as tf.Tensor;
        return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
      };
      const found = tf.tidy(() => Array.from(tf.grad(f)(tf.tensor(x, shape)).dataSync()));
      expectClose(found, numericalGradient(f, x, shape, 2e-3), 5e-3);
    },
  );
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
    Scan: {
      cell: {
        className: 'Functional',
        config: {
          name: 'cell',
          layers: [
            {
              className: 'InputLayer',
              name: 'x',
              config: { batchInputShape: [null, 2], dtype: 'float32', name: 'x' },
              inboundNodes: [],
            },
            {
              className: 'InputLayer',
              name: 'before',
              config: { batchInputShape: [null, 2], dtype: 'float32', name: 'before' },
              inboundNodes: [],
            },
            {
              className: 'Add',
              name: 'sum',
              config: { name: 'sum', trainable: true },
              inboundNodes: [
                [
                  ['x', 0, 0, {}],
                  ['before', 0, 0, {}],
                ],
              ],
            },
          ],
          inputLayers: [
            ['x', 0, 0],
            ['before', 0, 0],
          ],
          outputLayers: [['sum', 0, 0]],
        },
      },
      inputs: [
        { role: 'sequence', argument: 0 },
        { role: 'state', output: 0, argument: null },
      ],
      outputs: [{ output: 0, keep: 'all' }],
      steps: 5,
    },
    LocalResponseNormalization: { depthRadius: 2, bias: 2, alpha: 0.1, beta: 0.75 },
    PaddedPooling: {
      mode: 'average',
      poolSize: [2, 2],
      strides: [2, 2],
      padding: [
        [0, 0],
        [1, 1],
      ],
      ceil: true,
    },
    GlobalAveragePooling3D: {},
    GlobalMaxPooling3D: {},
    MaxPoolingWithIndices2D: { poolSize: [2, 3], strides: [2, 1], padding: 'same', ceil: false },
    MaxUnpooling2D: {
      poolSize: [2, 2],
      strides: [2, 2],
      padding: [
        [0, 0],
        [1, 0],
      ],
    },
    BilinearUpSampling2D: { size: [2, 3] },
    CenteredResizing: { height: 4, width: 9, interpolation: 'nearest' },
    Cropping1D: { cropping: [1, 2] },
    Cropping2D: {
      cropping: [
        [1, 2],
        [0, 1],
      ],
    },
    Cropping3D: {
      cropping: [
        [1, 2],
        [0, 1],
        [2, 0],
      ],
    },
    DepthToSpace: { blockSize: 2, order: 'pytorch' },
    SpaceToDepth: { blockSize: 2, order: 'tensorflow' },
    ReflectionPadding2D: {
      padding: [
        [1, 2],
        [0, 3],
      ],
    },
    ReplicationPadding2D: {
      padding: [
        [1, 2],
        [0, 3],
      ],
    },
    UpSampling1D: { size: 3 },
    UpSampling3D: { size: [1, 2, 3] },
    ZeroPadding1D: { padding: [1, 2] },
    ZeroPadding3D: {
      padding: [
        [1, 2],
        [0, 1],
        [2, 0],
      ],
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
    ConvolutionalLstm2D: { filters: 2, kernelSize: [3, 2], stateful: true, returnSequences: true },
    LearnedPositions: { maxLength: 9, embeddingsInitializer: 'randomNormal' },
    SinusoidalPositions: { base: 10000, scaleInput: true },
    ActivityRegularization: {
      l1: 0.1,
      l2: 0.2,
      layer: { className: 'Dense', config: { units: 3, useBias: false } },
    },
    AdaptiveInstanceNormalization: { epsilon: 0.1, kernelInitializer: 'heNormal' },
    GroupNormalization: { groups: -1, epsilon: 0.1, center: false, scale: true },
    KernelNormalization: {
      normalization: 'spectral',
      outputAxes: [-1],
      seed: 3,
      layer: { className: 'Conv2D', config: { filters: 3, kernelSize: [2, 2] } },
    },
    MinibatchStandardDeviation: { groupSize: 3 },
    RmsNormalization: { epsilon: 0.1, scale: true },
    SeededNoise: { noise: 'gaussianNoise', amount: 0.1, seed: 4 },
    SpatialDropout2D: { rate: 0.3 },
    SpatialDropout3D: { rate: 0.3 },
    SpatiallyAdaptiveNormalization: {
      filters: 4,
      kernelSize: [3, 3],
      normalization: 'batch',
      epsilon: 0.1,
      momentum: 0.9,
      kernelInitializer: 'heNormal',
    },
    DilatedDepthwiseConv2D: {
      kernelSize: [2, 3],
      strides: [1, 1],
      padding: 'same',
      dilationRate: [2, 1],
      depthMultiplier: 2,
    },
    GroupedConvolution: {
      filters: 4,
      kernelSize: [2, 3],
      strides: [2, 1],
      padding: 'same',
      dilationRate: [1, 1],
      groups: 2,
    },
    SeparableConv1D: {
      filters: 3,
      kernelSize: [2],
      strides: [1],
      padding: 'valid',
      dilationRate: [2],
      depthMultiplier: 2,
    },
    TransposedConvolution: {
      filters: 3,
      kernelSize: [2, 3],
      strides: [2, 1],
      padding: [
        [1, 0],
        [0, 1],
      ],
      outputPadding: [1, 0],
      dilationRate: [1, 2],
      groups: 1,
    },
    StochasticDepth: { rate: 0.3 },
    UnitNormalization: {},
    Divide: {},
    Expression: { tree: ['if', ['>', 'x', 0], 'x', ['*', 0.1, ['exp', 'x']]] },
    GatedLinearUnit: { gate: 'swish' },
    LogSoftmax: { axis: 2 },
    MatMul: { transposeA: true, transposeB: false },
    Maxout: { pieces: 2 },
    ParametricRelu: { sharedAxes: [1, 2], alpha: 0.25 },
    Reduce: { reduction: 'max', axes: [1, 3], keepDims: true },
    SelectStep: { index: -1 },
    Slice: { start: [0, 1, 0], size: [-1, 2, 1] },
    Split: { axis: 2, parts: 2, sizes: [3, 4] },
    Stack: { axis: 2 },
    Subtract: {},
  };
  /** Layers that take something else than an image, or several inputs. */
  const inputShapes: Record<string, number[] | number[][]> = {
    Scan: [5, 2],
    GlobalAveragePooling3D: [4, 5, 6, 2],
    GlobalMaxPooling3D: [4, 5, 6, 2],
    MaxUnpooling2D: [
      [3, 4, 2],
      [3, 4, 2],
    ],
    Cropping1D: [7, 2],
    Cropping3D: [4, 5, 6, 2],
    DepthToSpace: [4, 5, 8],
    SpaceToDepth: [4, 6, 2],
    UpSampling1D: [7, 2],
    UpSampling3D: [2, 3, 2, 2],
    ZeroPadding1D: [7, 2],
    ZeroPadding3D: [4, 5, 6, 2],
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
    SeparableConv1D: [7, 2],
    CausalMask: [7, 2],
    GaussianSampling: [[7], [7]],
    Divide: [
      [3, 1],
      [3, 4],
    ],
    MatMul: [
      [3, 1, 4, 2],
      [5, 4, 6],
    ],
    Stack: [[3], [3], [3]],
    Subtract: [
      [3, 1],
      [3, 4],
    ],
    ConvolutionalLstm2D: [3, 5, 5, 2],
    LearnedPositions: [7, 2],
    SinusoidalPositions: [7, 2],
    AdaptiveInstanceNormalization: [[7, 7, 2], [5]],
    SpatialDropout3D: [7, 7, 7, 2],
    SpatiallyAdaptiveNormalization: [
      [7, 7, 2],
      [4, 5, 3],
    ],
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
    // tf.js adds settings to the layers within; that they are the same, the output shape shows.
    const { cell: _cell, ...own } = config as { readonly cell?: object };
    expect(read.layers.at(-1)!.getConfig()).toMatchObject(own);
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
