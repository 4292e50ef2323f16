import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';
import { makePairs } from './pairs';

/** Kernels of ours that normalise in training, which tf.js composes of dozens. */
export const BATCH_NORMALIZATION = 'TrainingBatchNormalization';
/** With a rectifier behind it: takes `activation`. */
export const RECTIFIED_BATCH_NORMALIZATION = 'RectifiedBatchNormalization';
/** With a sum (the input `addend`) and perhaps a rectifier behind it: takes `activation`. */
export const RESIDUAL_BATCH_NORMALIZATION = 'ResidualBatchNormalization';
export const LAYER_NORMALIZATION = 'TrainingLayerNormalization';

/** Rectifiers that can be worked out with what stands before them: between what they keep numbers. */
export const rectifiers = { relu: [0, Infinity], relu6: [0, 6] } as const;

/** The name of a rectifier; null for none. */
export type Rectifier = keyof typeof rectifiers | null;

type Outputs = readonly tf.TensorInfo[];
type Inputs = Readonly<Record<string, tf.TensorInfo>>;

interface Attributes {
  readonly epsilon: number;
  readonly activation?: Rectifier;
}

/**
 * Registers batch and layer normalisation over the last axes with their gradients, which can't be
 * differentiated again.
 */
export function registerTrainingNormalizations(native: NativeModule): void {
  const batchKernels = [
    BATCH_NORMALIZATION,
    RECTIFIED_BATCH_NORMALIZATION,
    RESIDUAL_BATCH_NORMALIZATION,
  ];
  for (const name of batchKernels) {
    register(name, (inputs, attributes) => normalizeBatch(native, inputs, attributes));
  }
  register(`${BATCH_NORMALIZATION}Grad`, (inputs, attributes) =>
    normalizeBatchBack(native, inputs, attributes),
  );
  register(LAYER_NORMALIZATION, ({ x, gamma, beta }, { epsilon }) =>
    normalizeRows(native, x!, gamma!, beta!, epsilon),
  );
  register(`${LAYER_NORMALIZATION}Grad`, (inputs) => normalizeRowsBack(native, inputs));
  registerGradient(BATCH_NORMALIZATION, ['x', 'gamma'], [false, true, true], (gradient, saved) => {
    const [x, gamma, mean, spread] = saved;
    return { gradient, x: x!, gamma: gamma!, mean: mean!, spread: spread! };
  });
  registerGradient(
    RECTIFIED_BATCH_NORMALIZATION,
    ['x', 'gamma', 'beta'],
    [false, true, true],
    (gradient, saved) => {
      const [x, gamma, beta, mean, spread] = saved;
      return { gradient, x: x!, gamma: gamma!, beta: beta!, mean: mean!, spread: spread! };
    },
    BATCH_NORMALIZATION,
  );
  registerGradient(LAYER_NORMALIZATION, ['x', 'gamma'], [false, true, true], (gradient, saved) => {
    const [x, gamma, mean, spread] = saved;
    return { gradient, x: x!, gamma: gamma!, mean: mean!, spread: spread! };
  });
  registerResidualGradient(native);
}

/** Registers the gradient of a kernel whose gradient is worked out by the one named `${grad}Grad`. */
function registerGradient(
  kernelName: string,
  inputsToSave: string[],
  outputsToSave: boolean[],
  inputsOf: (gradient: tf.Tensor, saved: readonly tf.Tensor[]) => tf.NamedTensorMap,
  grad = kernelName,
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave,
    outputsToSave,
    gradFunc: (dy, saved, attributes) => {
      const [gradient] = dy as tf.Tensor[];
      const [ofX, ofGamma, ofBeta] = tf
        .engine()
        .runKernel(
          `${grad}Grad`,
          inputsOf(gradient as tf.Tensor, saved),
          attributes,
        ) as tf.Tensor[];
      return { x: () => ofX!, gamma: () => ofGamma!, beta: () => ofBeta! };
    },
  });
}

/** The sum's other input has the gradient that comes through the rectifier. */
function registerResidualGradient(native: NativeModule): void {
  tf.registerGradient({
    kernelName: RESIDUAL_BATCH_NORMALIZATION,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [true, true, true],
    gradFunc: (dy, saved, attributes) => {
      const [ofOut] = dy as [tf.Tensor];
      const [x, gamma, out, mean, spread] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const { activation = null, epsilon } = attributes as unknown as Attributes;
      const gradient =
        activation === null
          ? ofOut
          : tf
              .engine()
              .makeTensorFromTensorInfo(
                makePairs(native, `${activation}Gradient`, ofOut, out) as tf.TensorInfo,
              );
      const [ofX, ofGamma, ofBeta] = tf
        .engine()
        .runKernel(
          `${BATCH_NORMALIZATION}Grad`,
          { gradient, x, gamma, mean, spread },
          { epsilon },
        ) as tf.Tensor[];
      return {
        x: () => ofX!,
        gamma: () => ofGamma!,
        beta: () => ofBeta!,
        addend: () => gradient,
      };
    },
  });
}

function register(
  kernelName: string,
  compute: (inputs: Inputs, attributes: Attributes) => Outputs,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => [
      ...compute(inputs as Inputs, attrs as unknown as Attributes),
    ],
  });
}

/** The normalised x with what stands behind it, and the mean and variance of each channel. */
function normalizeBatch(
  { exports, ...native }: NativeModule,
  { x, gamma, beta, addend }: Inputs,
  { epsilon, activation = null }: Attributes,
): Outputs {
  const { rows, columns } = rowsOf(x!, gamma!);
  const outputs = [x!, gamma!, gamma!].map(({ shape }) => native.newTensor(shape));
  const memory = native.allocate(exports.batchNormalizationBytes(rows, columns));
  const [out, mean, variance] = outputs.map(native.addressOf) as [number, number, number];
  exports.normalizeBatch(
    native.addressOf(x!),
    native.addressOf(gamma!),
    native.addressOf(beta!),
    addend ? native.addressOf(addend) : 0,
    out,
    mean,
    variance,
    memory,
    rows,
    columns,
    epsilon,
    ...boundsOf(activation),
  );
  native.free(memory);
  return outputs;
}

function normalizeBatchBack(
  { exports, ...native }: NativeModule,
  { gradient, x, gamma, beta, mean, spread }: Inputs,
  { epsilon, activation = null }: Attributes,
): Outputs {
  const { rows, columns } = rowsOf(x!, gamma!);
  const outputs = [x!, gamma!, gamma!].map(({ shape }) => native.newTensor(shape));
  const memory = native.allocate(exports.batchNormalizationBytes(rows, columns));
  const [ofX, ofGamma, ofBeta] = outputs.map(native.addressOf) as [number, number, number];
  exports.normalizeBatchBack(
    native.addressOf(gradient!),
    native.addressOf(x!),
    native.addressOf(gamma!),
    beta ? native.addressOf(beta) : 0,
    native.addressOf(mean!),
    native.addressOf(spread!),
    ofX,
    ofGamma,
    ofBeta,
    memory,
    rows,
    columns,
    epsilon,
    ...boundsOf(activation),
  );
  native.free(memory);
  return outputs;
}

function boundsOf(activation: Rectifier): readonly [low: number, high: number] {
  return activation === null ? [-Infinity, Infinity] : rectifiers[activation];
}

/** The normalised x, and the mean of each row and one over its standard deviation. */
function normalizeRows(
  { exports, ...native }: NativeModule,
  x: tf.TensorInfo,
  gamma: tf.TensorInfo,
  beta: tf.TensorInfo,
  epsilon: number,
): Outputs {
  const { rows, columns } = rowsOf(x, gamma);
  const outputs = [x.shape, [rows], [rows]].map((shape) => native.newTensor(shape));
  const [out, mean, inverse] = outputs.map(native.addressOf) as [number, number, number];
  const [from, scale, shift] = [x, gamma, beta].map(native.addressOf) as [number, number, number];
  exports.normalizeRows(from, scale, shift, out, mean, inverse, rows, columns, epsilon);
  return outputs;
}

function normalizeRowsBack(
  { exports, ...native }: NativeModule,
  { gradient, x, gamma, mean, spread }: Inputs,
): Outputs {
  const { rows, columns } = rowsOf(x!, gamma!);
  const outputs = [x!, gamma!, gamma!].map(({ shape }) => native.newTensor(shape));
  const memory = native.allocate(exports.rowGradientBytes(rows, columns));
  const [ofX, ofGamma, ofBeta] = outputs.map(native.addressOf) as [number, number, number];
  exports.normalizeRowsBack(
    native.addressOf(gradient!),
    native.addressOf(x!),
    native.addressOf(gamma!),
    native.addressOf(mean!),
    native.addressOf(spread!),
    ofX,
    ofGamma,
    ofBeta,
    memory,
    rows,
    columns,
  );
  native.free(memory);
  return outputs;
}

/** x as a matrix whose rows are as long as gamma. */
function rowsOf(x: tf.TensorInfo, gamma: tf.TensorInfo): { rows: number; columns: number } {
  const columns = tf.util.sizeFromShape(gamma.shape);
  return { rows: tf.util.sizeFromShape(x.shape) / columns, columns };
}
