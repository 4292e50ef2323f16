import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import { layerModule } from '../../../src/codegen/tfjs-ts/layerFactories';
import type { GraphNode } from '../../../src/document/project';
import { layerKinds } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { runGenerated } from './runGenerated';

/** A small network in which one kind has weights, or layers before it that have. */
interface TrainedCase {
  readonly kind: string;
  readonly fields: GraphNode['fields'];
  readonly shape: readonly number[];
  readonly integers?: boolean;
  /** The ports at which what was learned arrives, when it is not x alone. */
  readonly ports?: readonly string[];
}

/** Families whose kinds are listed one by one. */
const byHand = [
  'convolution',
  'core',
  'sequence',
  'merging',
  'attention',
  'source',
  'pooling',
  'resampling',
  'normalization',
  'regularization',
];
const sequence = { shape: [7, 2] };
const image = { shape: [6, 7, 2] };
const volume = { shape: [3, 4, 5, 2] };
const cases: readonly TrainedCase[] = [
  { kind: 'conv2d', fields: { filters: 3, padding: 1, strides: [2, 1] }, ...image },
  { kind: 'conv2d', fields: { filters: 3, dilationRate: [2, 1], padding: 'same' }, ...image },
  { kind: 'conv2d', fields: { filters: 3, rounding: 'ceil', strides: [3, 3] }, ...image },
  {
    kind: 'conv2d',
    fields: { filters: 3, kernelSize: [2, 2], padding: 'same', strides: [3, 3] },
    ...image,
  },
  { kind: 'conv2dTranspose', fields: { filters: 3, strides: [2, 2] }, ...image },
  {
    kind: 'conv2dTranspose',
    fields: { filters: 3, padding: 1, outputPadding: [1, 1], dilationRate: [1, 2] },
    ...image,
  },
  { kind: 'conv2d', fields: { filters: 4, groups: 2, dilationRate: [2, 1] }, ...image },
  { kind: 'conv2dTranspose', fields: { filters: 4, groups: 2 }, ...image },
  { kind: 'conv1d', fields: { filters: 3, padding: 'causal', dilationRate: 2 }, ...sequence },
  { kind: 'conv1dTranspose', fields: { filters: 3, padding: 1, outputPadding: 1 }, ...sequence },
  { kind: 'conv3d', fields: { filters: 2, kernelSize: [2, 2, 2], padding: 1 }, ...volume },
  {
    kind: 'conv3d',
    fields: { filters: 2, kernelSize: [2, 2, 2], dilationRate: [1, 2, 2], groups: 2 },
    ...volume,
  },
  { kind: 'conv3dTranspose', fields: { filters: 2, kernelSize: [2, 2, 2] }, ...volume },
  { kind: 'conv3dTranspose', fields: { filters: 2, padding: 1 }, ...volume },
  { kind: 'depthwiseConv2d', fields: { depthMultiplier: 2, strides: [2, 2] }, ...image },
  { kind: 'depthwiseConv2d', fields: { dilationRate: [2, 2], padding: 'same' }, ...image },
  { kind: 'separableConv2d', fields: { filters: 3, dilationRate: [1, 2] }, ...image },
  { kind: 'separableConv1d', fields: { filters: 3, padding: 'causal', strides: 2 }, ...sequence },
  { kind: 'dense', fields: { units: 5 }, shape: [8] },
  { kind: 'maxPooling2d', fields: { poolSize: [3, 3], padding: 1 }, ...image },
  { kind: 'maxPooling2d', fields: { padding: 'same' }, ...image },
  { kind: 'averagePooling2d', fields: { poolSize: [3, 3], padding: 'same' }, ...image },
  {
    kind: 'averagePooling2d',
    fields: { poolSize: [3, 3], padding: 1, rounding: 'ceil' },
    ...image,
  },
  { kind: 'upSampling2d', fields: {}, ...image },
  { kind: 'zeroPadding2d', fields: { padding: [1, 0, 2, 1] }, ...image },
  { kind: 'embedding', fields: { inputDim: 7, outputDim: 3 }, shape: [4], integers: true },
  { kind: 'lstm', fields: { units: 3 }, shape: [4, 2] },
  { kind: 'gru', fields: { units: 3 }, shape: [4, 2] },
  { kind: 'simpleRnn', fields: { units: 3, returnSequences: true }, shape: [4, 2] },
  // A single step: tf.js joins the gradients of one part wrongly.
  { kind: 'lstm', fields: { units: 3 }, shape: [1, 2] },
  { kind: 'gru', fields: { units: 3, resetAfter: true }, shape: [1, 2] },
  { kind: 'lstm', fields: { units: 3, peepholes: true, stateful: true }, shape: [4, 2] },
  {
    kind: 'gru',
    fields: { units: 3, resetAfter: true, bidirectional: 'concatenate' },
    shape: [4, 2],
  },
  { kind: 'learnedPositions', fields: { maxLength: 5 }, shape: [4, 2] },
  { kind: 'sinusoidalPositions', fields: { scaleInput: true }, shape: [4, 2] },
  { kind: 'convLstm2d', fields: { filters: 2, kernelSize: 2 }, shape: [2, 4, 4, 2] },
  {
    kind: 'convLstm2d',
    fields: { filters: 2, kernelSize: 2, dilationRate: [2, 1], stateful: true },
    shape: [2, 4, 4, 2],
  },
  {
    kind: 'additiveAttention',
    fields: { units: 3, causal: true },
    shape: [4, 2],
    ports: ['query', 'value'],
  },
  {
    kind: 'attention',
    fields: { score: 'general', useScale: true },
    shape: [4, 2],
    ports: ['query', 'value', 'key'],
  },
  {
    kind: 'scaledDotProductAttention',
    fields: {},
    shape: [4, 2],
    ports: ['query', 'key', 'value'],
  },
  {
    kind: 'multiHeadAttention',
    fields: { heads: 2, keyDim: 3 },
    shape: [4, 2],
    ports: ['query', 'value'],
  },
  { kind: 'embeddingProjection', fields: { inputDim: 5, useBias: true }, shape: [4, 2] },
  { kind: 'gaussianSampling', fields: {}, shape: [4, 2], ports: ['mean', 'logVariance'] },
  { kind: 'gumbelSoftmax', fields: { hard: true }, shape: [4, 2] },
  { kind: 'noiseInjection', fields: { prediction: 'none' }, shape: [4, 2] },
  { kind: 'batchNormalization', fields: {}, ...image },
  { kind: 'batchNormalization', fields: { scale: false, center: false }, ...image },
  { kind: 'layerNormalization', fields: { axis: [1, 3], center: false }, ...image },
  { kind: 'groupNormalization', fields: { groups: 2 }, ...image },
  { kind: 'instanceNormalization', fields: {}, ...image },
  { kind: 'rmsNormalization', fields: {}, ...sequence },
  { kind: 'pixelNormalization', fields: {}, ...image },
  { kind: 'minibatchStandardDeviation', fields: { groupSize: 2 }, ...image },
  { kind: 'unitNormalization', fields: {}, ...sequence },
  { kind: 'localResponseNormalization', fields: {}, ...image },
  { kind: 'adaptiveInstanceNormalization', fields: {}, ...image, ports: ['x', 'style'] },
  {
    kind: 'spatiallyAdaptiveNormalization',
    fields: { filters: 3 },
    ...image,
    ports: ['x', 'map'],
  },
  ...['dropout', 'spatialDropout2d', 'stochasticDepth', 'alphaDropout', 'gaussianDropout'].map(
    (kind) => ({ kind, fields: { rate: 0.2 }, ...image }),
  ),
  { kind: 'spatialDropout1d', fields: {}, ...sequence },
  { kind: 'spatialDropout3d', fields: {}, ...volume },
  { kind: 'gaussianNoise', fields: {}, ...image },
  { kind: 'activityRegularization', fields: {}, ...image },
  {
    kind: 'dense',
    // Spectral normalisation starts at a random vector: its gradients have a test of their own.
    fields: {
      units: 3,
      kernelNormalization: 'weight',
      activityL2: 0.1,
      kernelConstraint: 'unitNorm',
    },
    shape: [8],
  },
  {
    kind: 'conv2d',
    fields: { filters: 3, kernelNormalization: 'weight', kernelL1: 0.1, padding: 1 },
    ...image,
  },
  {
    kind: 'separableConv2d',
    fields: { filters: 3, depthMultiplier: 2, kernelNormalization: 'weight' },
    ...image,
  },
  {
    kind: 'embedding',
    fields: { inputDim: 7, outputDim: 3, kernelNormalization: 'weight' },
    shape: [4],
    integers: true,
  },
  { kind: 'lstm', fields: { units: 3, kernelNormalization: 'weight' }, shape: [4, 2] },
  {
    kind: 'gru',
    fields: { units: 3, bidirectional: 'sum', kernelNormalization: 'weight' },
    shape: [4, 2],
  },
  {
    kind: 'convLstm2d',
    fields: { filters: 2, kernelSize: 2, kernelNormalization: 'weight' },
    shape: [2, 4, 4, 2],
  },
  {
    kind: 'dense',
    fields: {
      units: 3,
      kernelNormalization: 'weight',
      kernelInitializer: 'randomNormal',
      startingSpread: 0.02,
    },
    shape: [8],
  },
  { kind: 'maxPooling1d', fields: { poolSize: 3, padding: 1 }, ...sequence },
  { kind: 'averagePooling1d', fields: { poolSize: 3, padding: 'same' }, ...sequence },
  { kind: 'maxPooling3d', fields: { padding: 'same' }, ...volume },
  { kind: 'averagePooling3d', fields: { padding: 1, rounding: 'ceil' }, ...volume },
  { kind: 'globalAveragePooling1d', fields: {}, ...sequence },
  { kind: 'globalAveragePooling2d', fields: {}, ...image },
  { kind: 'globalAveragePooling3d', fields: {}, ...volume },
  { kind: 'globalMaxPooling1d', fields: {}, ...sequence },
  { kind: 'globalMaxPooling2d', fields: {}, ...image },
  { kind: 'globalMaxPooling3d', fields: {}, ...volume },
  { kind: 'maxPoolingWithIndices2d', fields: { poolSize: 3, padding: 1 }, ...image },
  { kind: 'cropping1d', fields: {}, ...sequence },
  { kind: 'cropping2d', fields: {}, ...image },
  { kind: 'cropping3d', fields: {}, ...volume },
  { kind: 'depthToSpace', fields: {}, shape: [3, 4, 8] },
  { kind: 'spaceToDepth', fields: { order: 'pytorch' }, shape: [4, 6, 2] },
  { kind: 'reflectionPadding2d', fields: { padding: 2 }, ...image },
  { kind: 'replicationPadding2d', fields: { padding: [2, 0, 1, 3] }, ...image },
  { kind: 'resizing', fields: { size: [9, 4] }, ...image },
  { kind: 'resizing', fields: { size: [9, 4], interpolation: 'nearest' }, ...image },
  { kind: 'upSampling1d', fields: {}, ...sequence },
  { kind: 'upSampling2d', fields: { interpolation: 'bilinear' }, ...image },
  { kind: 'upSampling3d', fields: {}, ...volume },
  { kind: 'zeroPadding1d', fields: {}, ...sequence },
  { kind: 'zeroPadding3d', fields: {}, ...volume },
  { kind: 'reshape', fields: { targetShape: [6, 14] }, ...image },
  { kind: 'permute', fields: { dims: [3, 1, 2] }, ...image },
  { kind: 'repeatVector', fields: { n: 3 }, shape: [5] },
  { kind: 'stack', fields: {}, ...image, ports: ['a', 'b'] },
  { kind: 'squeeze', fields: {}, shape: [1, 7, 2] },
  { kind: 'reduce', fields: { reduction: 'max', axes: [] }, ...image },
  { kind: 'prelu', fields: { sharedAxes: [2, 3] }, ...image },
  { kind: 'expression', fields: { expression: 'x > 0 && x < 1 ? sqrt(x) : x ** 3' }, ...image },
  { kind: 'softmax', fields: { axis: 1 }, ...image },
  { kind: 'dot', fields: { normalize: true }, shape: [5] },
  { kind: 'dot', fields: { axes: [2, 2] }, ...sequence },
  { kind: 'matMul', fields: { transposeB: true }, ...image },
  { kind: 'add', fields: {}, ...image },
  ...layerKinds
    .filter(({ id }) => !['input', 'permute', 'repeatVector', 'reshape', 'stack'].includes(id))
    .filter(({ family }) => !byHand.includes(family))
    .map(({ id }) => ({ kind: id, fields: {}, ...image })),
  ...layerKinds
    .filter(({ family, id }) => family === 'merging' && !['add', 'dot', 'matMul'].includes(id))
    .map(({ id }) => ({ kind: id, fields: {}, ...image })),
];

/** Input, a 1×1 convolution or dense layer that learns, and the kind; twice the latter if it merges. */
function trainedGraph({ kind, fields, shape, integers, ports }: TrainedCase): GraphAnalysis {
  const merges = layerKinds.find(({ id }) => id === kind)?.family === 'merging';
  const before: GraphNode =
    shape.length === 3
      ? { id: 'before', kind: 'conv2d', fields: { filters: shape[2] ?? 1, kernelSize: [1, 1] } }
      : { id: 'before', kind: 'dense', fields: { units: shape.at(-1) ?? 1 } };
  const nodes: GraphNode[] = [
    { id: 'x', kind: 'input', fields: { shape, dtype: integers ? 'int32' : 'float32' } },
    ...(integers ? [] : [before]),
    { id: 'node', kind, fields },
  ];
  const wire = (from: string, to: string, port: string) => ({
    from: { node: from, port: 'y' },
    to: { node: to, port },
  });
  const edges = [
    ...(integers ? [] : [wire('x', 'before', 'x')]),
    ...(ports ?? [merges ? 'a' : 'x']).map((port) => wire(integers ? 'x' : 'before', 'node', port)),
    ...(merges ? [wire('x', 'node', 'b')] : []),
  ];
  const project = {
    name: 'Trained',
    graphs: {
      main: {
        role: 'network' as const,
        nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
        edges,
      },
    },
    phases: [],
  };
  const analysis = analyseProject(project).graphs.main;
  if (!analysis) throw new Error('The graph was not analysed.');
  expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return analysis;
}

const layerClasses = Object.fromEntries(
  runtimeLayers.map(({ className, layerClass }) => [
    `./layers/${layerModule(className)}`,
    { [className]: layerClass },
  ]),
);
/** Values that repeat for every backend, no two neighbours alike. */
function values(count: number, shift: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(1.7 * index + shift));
}

/** The gradients of a sum of outputs, weighted so that none cancels, by every weight. */
function gradients(analysis: GraphAnalysis, { shape, integers }: TrainedCase): number[][] {
  const code = generateModel(analysis, { project: 'Trained' }).code;
  const { buildModel } = runGenerated(code, layerClasses) as { buildModel(): tf.LayersModel };
  return tf.tidy(() => {
    const model = buildModel();
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    for (const [index, weight] of weights.entries()) {
      weight.assign(tf.tensor(values(weight.size, index), weight.shape));
    }
    const size = 2 * shape.reduce((product, length) => product * length, 1);
    const x = integers
      ? tf.tensor(
          Int32Array.from({ length: size }, (_, index) => index % 5),
          [2, ...shape],
          'int32',
        )
      : tf.tensor(values(size, 0.5), [2, ...shape]);
    const { grads } = tf.variableGrads(() => {
      // Of several outputs the main one; indices have no gradient.
      const [y] = [model.apply(x, { training: false })].flat() as [tf.Tensor];
      return tf.sum(tf.mul(y, tf.tensor(values(y.size, 2), y.shape))).asScalar();
    }, weights);
    return weights.map((weight) => [...(grads[weight.name]?.dataSync() ?? [])]);
  });
}

describe('training the network of an exported project', () => {
  it.each(cases)('finds the gradients of $kind $fields on WASM that the CPU has', async (one) => {
    const analysis = trainedGraph(one);
    const found: number[][][] = [];
    for (const backend of ['wasm', 'cpu'] as const) {
      const started = await startBackend(backend);
      if (!started.ok) throw new Error(started.error);
      found.push(gradients(analysis, one));
    }
    const [exported, expected] = found as [number[][], number[][]];
    expect(exported.flat().length).toBeGreaterThan(0);
    for (const [index, row] of expected.entries()) {
      expect(exported[index]).toHaveLength(row.length);
      for (const [place, value] of row.entries()) {
        expect(exported[index]?.[place]).toBeCloseTo(value, 3);
      }
    }
  });
});
