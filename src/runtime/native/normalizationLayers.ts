import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from '../corrections/nestedGradient';
import type { NativeModule } from './nativeModule';
import {
  BATCH_NORMALIZATION,
  LAYER_NORMALIZATION,
  RECTIFIED_BATCH_NORMALIZATION,
  RESIDUAL_BATCH_NORMALIZATION,
  type Rectifier,
  registerTrainingNormalizations,
} from './trainingNormalizations';

/** The parts of tf.js's BatchNormalization and LayerNormalization that their call uses. */
export interface NormalizationLayer extends tf.layers.Layer {
  readonly scale: boolean;
  readonly center: boolean;
  readonly axis: number | readonly number[];
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma: tf.LayerVariable | null;
  readonly beta: tf.LayerVariable | null;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

type Call = tf.layers.Layer['call'];

/**
 * Lets tf.js's layers batchNormalization (in training) and layerNormalization use compiled kernels on
 * WASM where they normalise the last axes, with the same weights, averages and results. Where a
 * gradient of a gradient is taken, they stay composed.
 */
export function quickenNormalizationLayers(native: NativeModule): void {
  registerTrainingNormalizations(native);
  replaceCall(tf.layers.batchNormalization({}), (layer, x, training) =>
    training ? normalizeBatch(native, layer, x) : null,
  );
  replaceCall(tf.layers.layerNormalization({}), normalizeLayer);
}

/** Lets a class of layers call `quick` first; where that gives null, all stays as it was. */
function replaceCall(
  example: tf.layers.Layer,
  quick: (layer: NormalizationLayer, x: tf.Tensor, training: boolean) => tf.Tensor | null,
): void {
  const prototype = Object.getPrototypeOf(example) as tf.layers.Layer;
  const call = prototype.call;
  prototype.call = function (this: NormalizationLayer, inputs, kwargs) {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const out = fitsKernels(this, x)
      ? tf.tidy(() => quick(this, x, kwargs?.training === true) as tf.Tensor)
      : null;
    return out ?? call.call(this, inputs, kwargs);
  } as Call;
}

/** Whether compiled kernels can normalise x as a layer does. */
export function fitsKernels({ axis }: NormalizationLayer, x: tf.Tensor): boolean {
  return (
    tf.getBackend() === 'wasm' &&
    gradientDepth() <= 1 &&
    x.dtype === 'float32' &&
    x.size > 0 &&
    x.rank >= 2 &&
    x.rank <= 4 &&
    normalizesLast(axis, x.rank)
  );
}

/** Whether the axes are the last ones, in their order. */
function normalizesLast(axis: number | readonly number[], rank: number): boolean {
  const axes = [axis].flat().map((one) => (one < 0 ? one + rank : one));
  return axes.every((one, place) => one === rank - axes.length + place);
}

function scaleAndShift({ gamma, beta }: NormalizationLayer, shape: number[]): tf.NamedTensorMap {
  return {
    gamma: gamma ? gamma.read() : tf.ones(shape),
    beta: beta ? beta.read() : tf.zeros(shape),
  };
}

/** What stands behind a batch normalisation: a sum with as large a tensor, then a rectifier. */
export interface Continuation {
  readonly addend: tf.Tensor | null;
  readonly activation: Rectifier;
}

/** Normalises x as a layer does in training, and goes on with what stands behind it. */
export function normalizeBatch(
  native: NativeModule,
  layer: NormalizationLayer,
  x: tf.Tensor,
  { addend, activation }: Continuation = { addend: null, activation: null },
): tf.Tensor {
  const kernel = addend
    ? RESIDUAL_BATCH_NORMALIZATION
    : activation
      ? RECTIFIED_BATCH_NORMALIZATION
      : BATCH_NORMALIZATION;
  const [out, mean, variance] = tf.engine().runKernel(
    kernel,
    {
      x,
      ...scaleAndShift(layer, [x.shape.at(-1) as number]),
      ...(addend ? { addend } : {}),
    },
    { epsilon: layer.epsilon, activation: activation as string },
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  moveAverage(native, layer.movingMean, mean, 1 - layer.momentum);
  moveAverage(native, layer.movingVariance, variance, 1 - layer.momentum);
  return out;
}

function moveAverage(
  native: NativeModule,
  average: tf.LayerVariable,
  value: tf.Tensor,
  share: number,
): void {
  const before = average.read();
  const after = native.newTensor(before.shape);
  native.exports.moveAverage(
    native.addressOf(before),
    native.addressOf(value),
    native.addressOf(after),
    share,
    before.size,
  );
  average.write(tf.engine().makeTensorFromTensorInfo(after));
}

function normalizeLayer(layer: NormalizationLayer, x: tf.Tensor): tf.Tensor {
  const shape = x.shape.slice(-[layer.axis].flat().length);
  const [out] = tf
    .engine()
    .runKernel(
      LAYER_NORMALIZATION,
      { x, ...scaleAndShift(layer, shape) },
      { epsilon: layer.epsilon },
    ) as tf.Tensor[];
  return out as tf.Tensor;
}
