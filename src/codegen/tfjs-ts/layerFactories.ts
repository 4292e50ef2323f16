import type { JsonValue } from '../../base/jsonValue';
import type { KerasLayer } from '../../kinds/layerKind';
import { type CodeProperties, type CodeValue, Written } from './written';

/** How a layer class of tf.js is written in code. */
export interface LayerFactory {
  /** The function of `tf.layers` that makes it. */
  readonly name: string;
  /** What tf.js takes where an argument is left out. */
  readonly defaults: Readonly<Record<string, JsonValue>>;
  /** Arguments for which one number stands for the same number on every axis. */
  readonly equalAxes: readonly string[];
}

const slidingKernel = {
  strides: [1, 1],
  padding: 'valid',
  dilationRate: [1, 1],
  activation: 'linear',
  useBias: true,
  biasInitializer: 'zeros',
} as const;

const convolution = { ...slidingKernel, kernelInitializer: 'glorotNormal' } as const;
const convolution1d = { ...convolution, strides: [1], dilationRate: [1] } as const;
const convolution3d = { ...convolution, strides: [1, 1, 1], dilationRate: [1, 1, 1] } as const;

const convolutionAxes = ['kernelSize', 'strides', 'dilationRate'] as const;

const recurrent = {
  activation: 'tanh',
  useBias: true,
  kernelInitializer: 'glorotNormal',
  recurrentInitializer: 'orthogonal',
  biasInitializer: 'zeros',
  returnSequences: false,
  returnState: false,
  goBackwards: false,
} as const;

const gated = { ...recurrent, recurrentActivation: 'hardSigmoid' } as const;

const pooling1d = factoryDefaults({ poolSize: 2, padding: 'valid' });
const pooling = factoryDefaults({ poolSize: [2, 2], padding: 'valid' }, ['poolSize', 'strides']);

function factoryDefaults(
  defaults: Readonly<Record<string, JsonValue>> = {},
  equalAxes: readonly string[] = [],
): Omit<LayerFactory, 'name'> {
  return { defaults: { ...defaults, trainable: true }, equalAxes };
}

const factories: Readonly<Record<string, LayerFactory>> = {
  Activation: { name: 'activation', ...factoryDefaults() },
  Add: { name: 'add', ...factoryDefaults() },
  AlphaDropout: { name: 'alphaDropout', ...factoryDefaults() },
  Average: { name: 'average', ...factoryDefaults() },
  AveragePooling1D: { name: 'averagePooling1d', ...pooling1d },
  AveragePooling2D: { name: 'averagePooling2d', ...pooling },
  BatchNormalization: {
    name: 'batchNormalization',
    ...factoryDefaults({ axis: -1, momentum: 0.99, epsilon: 1e-3, center: true, scale: true }),
  },
  Concatenate: { name: 'concatenate', ...factoryDefaults({ axis: -1 }) },
  Conv1D: { name: 'conv1d', ...factoryDefaults(convolution1d, convolutionAxes) },
  Conv2D: { name: 'conv2d', ...factoryDefaults(convolution, convolutionAxes) },
  Conv2DTranspose: { name: 'conv2dTranspose', ...factoryDefaults(convolution, convolutionAxes) },
  Conv3D: { name: 'conv3d', ...factoryDefaults(convolution3d, convolutionAxes) },
  Conv3DTranspose: { name: 'conv3dTranspose', ...factoryDefaults(convolution3d, convolutionAxes) },
  ConvLSTM2D: {
    name: 'convLstm2d',
    ...factoryDefaults(
      {
        ...gated,
        strides: [1, 1],
        padding: 'valid',
        dilationRate: [1, 1],
      },
      convolutionAxes,
    ),
  },
  Dense: {
    name: 'dense',
    ...factoryDefaults({
      activation: 'linear',
      useBias: true,
      kernelInitializer: 'glorotNormal',
      biasInitializer: 'zeros',
    }),
  },
  DepthwiseConv2D: {
    name: 'depthwiseConv2d',
    ...factoryDefaults({ ...slidingKernel, depthMultiplier: 1 }, convolutionAxes),
  },
  Dot: { name: 'dot', ...factoryDefaults({ normalize: false }) },
  Dropout: { name: 'dropout', ...factoryDefaults() },
  ELU: { name: 'elu', ...factoryDefaults({ alpha: 1 }) },
  Embedding: {
    name: 'embedding',
    ...factoryDefaults({ embeddingsInitializer: 'randomUniform', maskZero: false }),
  },
  Flatten: { name: 'flatten', ...factoryDefaults() },
  GaussianDropout: { name: 'gaussianDropout', ...factoryDefaults() },
  GaussianNoise: { name: 'gaussianNoise', ...factoryDefaults() },
  GlobalAveragePooling1D: { name: 'globalAveragePooling1d', ...factoryDefaults() },
  GlobalAveragePooling2D: { name: 'globalAveragePooling2d', ...factoryDefaults() },
  GlobalMaxPooling1D: { name: 'globalMaxPooling1d', ...factoryDefaults() },
  GlobalMaxPooling2D: { name: 'globalMaxPooling2d', ...factoryDefaults() },
  GRU: { name: 'gru', ...factoryDefaults(gated) },
  LayerNormalization: {
    name: 'layerNormalization',
    ...factoryDefaults({ axis: -1, epsilon: 1e-3, center: true, scale: true }),
  },
  LeakyReLU: { name: 'leakyReLU', ...factoryDefaults({ alpha: 0.3 }) },
  LSTM: { name: 'lstm', ...factoryDefaults(gated) },
  Masking: { name: 'masking', ...factoryDefaults({ maskValue: 0 }) },
  Maximum: { name: 'maximum', ...factoryDefaults() },
  MaxPooling1D: { name: 'maxPooling1d', ...pooling1d },
  MaxPooling2D: { name: 'maxPooling2d', ...pooling },
  Minimum: { name: 'minimum', ...factoryDefaults() },
  Multiply: { name: 'multiply', ...factoryDefaults() },
  Permute: { name: 'permute', ...factoryDefaults() },
  ReLU: { name: 'reLU', ...factoryDefaults() },
  RepeatVector: { name: 'repeatVector', ...factoryDefaults() },
  Reshape: { name: 'reshape', ...factoryDefaults() },
  SeparableConv2D: {
    name: 'separableConv2d',
    ...factoryDefaults({ ...slidingKernel, depthMultiplier: 1 }, convolutionAxes),
  },
  SimpleRNN: { name: 'simpleRNN', ...factoryDefaults(recurrent) },
  Softmax: { name: 'softmax', ...factoryDefaults({ axis: -1 }) },
  SpatialDropout1D: { name: 'spatialDropout1d', ...factoryDefaults() },
  ThresholdedReLU: { name: 'thresholdedReLU', ...factoryDefaults({ theta: 1 }) },
  UpSampling2D: {
    name: 'upSampling2d',
    ...factoryDefaults({ size: [2, 2], interpolation: 'nearest' }),
  },
  ZeroPadding2D: {
    name: 'zeroPadding2d',
    ...factoryDefaults(
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
      ['padding'],
    ),
  },
};

/** How tf.js makes a layer of a class; null for a class that tf.js lacks and Netloom supplies. */
export function layerFactory(className: string): LayerFactory | null {
  return Object.hasOwn(factories, className) ? (factories[className] ?? null) : null;
}

/** Every class of tf.js that has a row here. */
export const factoryClassNames: readonly string[] = Object.keys(factories);

/** The class of a layer, and those of the layers that it holds. */
export function classNamesWithin({ className, config }: KerasLayer): readonly string[] {
  const { layer } = config as { readonly layer?: KerasLayer };
  return layer ? [className, ...classNamesWithin(layer)] : [className];
}

/** The file of a layer class that Netloom supplies, without folder and ending: `depthToSpace`. */
export function layerModule(className: string): string {
  return className.charAt(0).toLowerCase() + className.slice(1).replace(/(\d)D$/, '$1d');
}

/** The functions of tf.js that make initializers with arguments, by the names of their classes. */
export const initializerMakers: Readonly<Record<string, string>> = {
  RandomNormal: 'tf.initializers.randomNormal',
  RandomUniform: 'tf.initializers.randomUniform',
  TruncatedNormal: 'tf.initializers.truncatedNormal',
};

/** A value as a layer of Netloom takes it: initializers as in a config, not as objects of tf.js. */
function inConfig(value: CodeValue): CodeValue {
  const { className } = (value ?? {}) as { readonly className?: CodeValue };
  return typeof className === 'string' && Object.hasOwn(initializerMakers, className)
    ? { ...(value as CodeProperties), className: new Written(`'${className}'`) }
    : value;
}

/** The arguments worth writing: what differs from the defaults, in the shortest form tf.js takes. */
export function layerArguments(className: string, config: CodeProperties): CodeProperties {
  const factory = layerFactory(className);
  if (!factory) {
    return Object.fromEntries(
      Object.entries(config).map(([name, value]) => [name, inConfig(value)]),
    );
  }
  const written: Record<string, CodeValue> = {};
  for (const [name, value] of Object.entries(config)) {
    // The strides of a pooling are its window's size where nothing else is said.
    const usual =
      name === 'strides' && 'poolSize' in config ? config.poolSize : factory.defaults[name];
    if (same(value, usual)) continue;
    written[name] = factory.equalAxes.includes(name) ? withoutRepetition(value) : value;
  }
  return written;
}

function same(a: CodeValue | undefined, b: CodeValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** One number for [5, 5] and [[2, 2], [2, 2]]; a pair for [[1, 1], [2, 2]]. */
function withoutRepetition(value: CodeValue): CodeValue {
  if (!Array.isArray(value)) return value;
  const axes: readonly CodeValue[] = value.map(withoutRepetition);
  const flat = axes.every((axis) => typeof axis === 'number' || axis instanceof Written);
  if (!flat) return value;
  return axes.every((axis) => same(axis, axes[0])) ? (axes[0] as CodeValue) : axes;
}
