import type { LayerCall } from '../../analysis/kerasLayers';
import type { KerasLayer } from '../../kinds/layerKind';

/** A kernel or correction that a network needs for training on WASM, as a file and a line of code. */
export interface TrainingPart {
  /** The file below `src/runtime/`, without ending: `kernels/tanh`. */
  readonly module: string;
  /** What is imported from it. */
  readonly imported: string;
  /** The statement that puts it into force. */
  readonly statement: string;
}

const missing = (kernel: string): TrainingPart => ({
  module: `kernels/${kernel}`,
  imported: kernel,
  statement: `tf.registerKernel(${kernel});`,
});

const better = (kernel: string, name: string, made = kernel): TrainingPart => ({
  module: `kernels/${kernel}`,
  imported: kernel,
  statement: `replaceKernel('${name}', ${made});`,
});

const correction = (module: string, imported: string): TrainingPart => ({
  module: `corrections/${module}`,
  imported,
  statement: `${imported}();`,
});

const filterGradient = missing('conv2dBackpropFilter');
const inputGradient = better('conv2dBackpropInput', 'Conv2DBackpropInput');
const oneHot = better('oneHot', 'OneHot', '() => oneHot');
const matrixProduct = better('batchMatMul', 'BatchMatMul');
const poolingGradient = better('maxPoolGradient', 'MaxPoolGrad', '() => maxPoolGradient');
const resizeGradient = better(
  'resizeNearestNeighborGradient',
  'ResizeNearestNeighborGrad',
  "() => resizeNearestNeighborGradient('wasm')",
);
const blendingGradient = better(
  'resizeBilinearGradient',
  'ResizeBilinearGrad',
  "() => resizeBilinearGradient('wasm')",
);
const mirrorGradient = correction('mirrorPadGradient', 'correctMirrorPadGradient');
const maximumGradient = correction('maximumGradient', 'correctMaximumGradient');
const extremesGradient = correction(
  'elementwiseExtremesGradient',
  'correctElementwiseExtremesGradients',
);
const comparisons = correction('comparisonGradients', 'correctComparisonGradients');
const masks = correction('masks', 'correctMasks');
const modelExecution = correction('modelExecution', 'correctModelExecution');
const singlePart = correction('singlePartGradients', 'correctSinglePartGradients');
const segmentSum = missing('unsortedSegmentSum');
const averageGradient = correction('averagePoolingGradient', 'correctAveragePoolingGradient');
const dilatedGradient = correction(
  'dilatedConvolutionGradient',
  'correctDilatedConvolutionGradients',
);
const missingGradients = correction('missingGradients', 'addMissingGradients');
const depthwiseFilterGradient = missing('depthwiseConv2dBackpropFilter');
const depthwiseInputGradient = missing('depthwiseConv2dBackpropInput');
const volumeFilterGradient = better(
  'conv3dBackpropFilter',
  'Conv3DBackpropFilterV2',
  '() => conv3dBackpropFilter',
);
const volumeInputGradient = better(
  'conv3dBackpropInput',
  'Conv3DBackpropInputV2',
  '() => conv3dBackpropInput',
);
const unfusedConvolution = correction('convolutionLayers', 'correctConvolutionLayers');

/** Layers that read a sequence step by step; there may be a single one. */
const recurrence = (): readonly TrainingPart[] => [matrixProduct, singlePart];

const absentWeights = correction('normalizationLayers', 'correctNormalizationLayers');
const penaltyParts = [
  correction('layerPenalties', 'correctLayerPenalties'),
  correction('absoluteGradient', 'correctAbsoluteGradient'),
];
const constraintPart = correction('weightConstraints', 'correctWeightConstraints');

const normalization = ({ scale, center }: KerasLayer['config']): readonly TrainingPart[] =>
  scale === false || center === false ? [absentWeights] : [];

const averagePooling = ({ padding }: KerasLayer['config']): readonly TrainingPart[] =>
  padding === 'same' ? [averageGradient] : [];

const isDilated = ({ dilationRate }: KerasLayer['config']): boolean =>
  Array.isArray(dilationRate) && dilationRate.some((gap) => gap !== 1);

/** How many axes a kernel slides over. */
const axesOf = ({ kernelSize }: KerasLayer['config']): number =>
  Array.isArray(kernelSize) ? kernelSize.length : 1;

const convolution = (config: KerasLayer['config']): readonly TrainingPart[] => [
  ...(axesOf(config) === 3
    ? [volumeFilterGradient, volumeInputGradient]
    : [filterGradient, inputGradient]),
  ...(isDilated(config) ? [dilatedGradient] : []),
];

const depthwiseConvolution = (config: KerasLayer['config']): readonly TrainingPart[] => [
  depthwiseFilterGradient,
  depthwiseInputGradient,
  ...(isDilated(config) ? [dilatedGradient] : []),
];

const separableConvolution = (config: KerasLayer['config']): readonly TrainingPart[] => [
  ...depthwiseConvolution(config),
  filterGradient,
  inputGradient,
];

/** Its forward pass is the input gradient of a convolution, which has a gradient of its own in 2-D. */
const transposedConvolution = (config: KerasLayer['config']): readonly TrainingPart[] =>
  axesOf(config) === 3
    ? [volumeFilterGradient, volumeInputGradient, missingGradients]
    : [filterGradient, inputGradient];

/** What each layer class needs; the rest trains with tf.js as it is. */
const partsOf: Readonly<Record<string, (config: KerasLayer['config']) => readonly TrainingPart[]>> =
  {
    Conv1D: convolution,
    Conv2D: (config) => [
      ...convolution(config),
      ...(isDilated(config) ? [unfusedConvolution] : []),
    ],
    Conv3D: convolution,
    GroupedConvolution: (config) => [
      ...convolution(config),
      ...(axesOf(config) === 2 ? depthwiseConvolution(config) : []),
    ],
    DepthwiseConv2D: depthwiseConvolution,
    DilatedDepthwiseConv2D: depthwiseConvolution,
    SeparableConv1D: separableConvolution,
    SeparableConv2D: separableConvolution,
    Conv2DTranspose: transposedConvolution,
    Conv3DTranspose: transposedConvolution,
    TransposedConvolution: transposedConvolution,
    Dense: () => [matrixProduct],
    LSTM: recurrence,
    RecurrentLayer: recurrence,
    Scan: () => [singlePart],
    ConvLSTM2D: (config) => [...convolution(config), singlePart],
    ConvolutionalLstm2D: (config) => [...convolution(config), singlePart],
    GRU: recurrence,
    SimpleRNN: recurrence,
    MaxPooling2D: () => [poolingGradient],
    MaxPooling1D: () => [poolingGradient],
    MaxPoolingWithIndices2D: () => [poolingGradient],
    PaddedPooling: ({ mode }) => (mode === 'max' ? [poolingGradient] : []),
    GlobalMaxPooling1D: () => [maximumGradient],
    GlobalMaxPooling2D: () => [maximumGradient],
    GlobalMaxPooling3D: () => [maximumGradient],
    AveragePooling1D: averagePooling,
    AveragePooling2D: averagePooling,
    UpSampling1D: () => [resizeGradient],
    UpSampling2D: ({ interpolation }) => (interpolation === 'bilinear' ? [] : [resizeGradient]),
    UpSampling3D: () => [resizeGradient],
    BilinearUpSampling2D: () => [blendingGradient],
    CenteredResizing: ({ interpolation }) =>
      interpolation === 'bilinear' ? [blendingGradient] : [resizeGradient],
    ReflectionPadding2D: () => [mirrorGradient],
    Maximum: () => [extremesGradient],
    Minimum: () => [extremesGradient],
    Maxout: () => [maximumGradient],
    Reduce: ({ reduction }) =>
      reduction === 'max' || reduction === 'min' ? [maximumGradient] : [],
    Attention: () => [matrixProduct],
    Dot: () => [matrixProduct],
    EmbeddingProjection: () => [matrixProduct],
    MultiHeadAttention: () => [matrixProduct],
    MatMul: () => [matrixProduct],
    Masking: () => [comparisons, masks],
    ThresholdedReLU: () => [comparisons],
    Embedding: () => [segmentSum],
    BatchNormalization: normalization,
    LayerNormalization: normalization,
    AdaptiveInstanceNormalization: () => [matrixProduct],
    SpatiallyAdaptiveNormalization: () => [filterGradient, inputGradient, resizeGradient],
    ActivityRegularization: () => penaltyParts,
    KernelNormalization: () => [matrixProduct],
  };

/** Convolutions that leave something over between their windows, which WASM pads without end. */
const writtenPadding: TrainingPart = {
  module: 'kernels/samePadding',
  imported: 'writtenSamePadding',
  statement: ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']
    .map((name) => `replaceKernel('${name}', writtenSamePadding);`)
    .join('\n  '),
};

function paddingParts({ padding, kernelSize, strides }: KerasLayer['config']): TrainingPart[] {
  const [kernel, steps] = [[kernelSize ?? 1].flat(), [strides ?? 1].flat()];
  const apart = steps.some((step, axis) => Number(step) > Number(kernel[axis] ?? kernel[0]));
  return padding === 'same' && kernelSize !== undefined && apart ? [writtenPadding] : [];
}

/** What a layer needs for its penalties and constraints and for a layer within it. */
function optionParts(config: KerasLayer['config']): readonly TrainingPart[] {
  const has = (ending: string): boolean => Object.keys(config).some((key) => key.endsWith(ending));
  const { layer } = config as { layer?: KerasLayer };
  return [
    ...(has('Regularizer') ? penaltyParts : []),
    ...(has('Constraint') ? [constraintPart] : []),
    ...(layer ? trainingParts([layer]) : []),
  ];
}

/** A layer and, where it stands in a network, what each of its calls takes. */
type CalledLayer = KerasLayer & { readonly calls?: readonly LayerCall[] };

/** What the forward pass of a layer needs: without it tf.js throws or computes other numbers on WASM. */
function forwardParts({ className, config }: KerasLayer): readonly TrainingPart[] {
  const { layer } = config as { layer?: KerasLayer };
  const isMasked = className === 'Masking' || config.maskZero === true;
  const isVolume = className.endsWith('Transpose') || className === 'TransposedConvolution';
  return [
    ...paddingParts(config),
    ...(isMasked ? [comparisons, masks] : []),
    ...(isVolume && axesOf(config) === 3 ? [volumeInputGradient] : []),
    ...(className === 'GumbelSoftmax' ? [oneHot] : []),
    ...(layer ? forwardParts(layer) : []),
  ];
}

/**
 * What running a network needs, trained or not, each part once, by file. Where a layer takes one tensor
 * twice, or more than the first output of another, tf.js frees or computes it once too often.
 */
export function runningParts(layers: readonly CalledLayer[]): readonly TrainingPart[] {
  const isHard = layers.some(({ calls = [] }) =>
    calls.some(
      ({ inputs }) =>
        inputs.some(({ tensor }) => tensor > 0) ||
        new Set(inputs.map(({ layer, call }) => `${call} ${layer}`)).size < inputs.length,
    ),
  );
  return byFile([...(isHard ? [modelExecution] : []), ...layers.flatMap(forwardParts)]);
}

/** The kernels and corrections that training these layers on WASM needs, each once, by file. */
export function trainingParts(layers: readonly CalledLayer[]): readonly TrainingPart[] {
  const trained = layers.flatMap(({ className, config }) => [
    ...(partsOf[className]?.(config) ?? []),
    ...optionParts(config),
  ]);
  return byFile([...runningParts(layers), ...trained]);
}

function byFile(parts: readonly TrainingPart[]): readonly TrainingPart[] {
  const found = new Map(parts.map((part) => [part.module, part]));
  return [...found.values()].sort((a, b) => (a.module < b.module ? -1 : 1));
}

/** The file `backend.ts`: starts WASM with the given parts in force. */
export function generateBackend(parts: readonly TrainingPart[]): string {
  const replaces = parts.some(({ statement }) => statement.startsWith('replaceKernel'));
  return `
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
${parts.map(({ imported, module }) => `import { ${imported} } from './${module}';`).join('\n')}

/** Starts tf.js on WebAssembly${parts.length > 0 ? ', with what it lacks there for this network' : ''}. */
export async function startBackend(): Promise<void> {
  if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend does not start.');
  ${parts.map(({ statement }) => statement).join('\n  ')}
}
${
  replaces
    ? `
function replaceKernel(name: string, better: (shipped: tf.KernelConfig) => tf.KernelConfig): void {
  const shipped = tf.getKernel(name, 'wasm');
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel(better(shipped));
}
`
    : ''
}`;
}
