import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

/** Kernels of ours that normalise in training, which tf.js composes of dozens. */
export const BATCH_NORMALIZATION = 'TrainingBatchNormalization';
export const LAYER_NORMALIZATION = 'TrainingLayerNormalization';

type Outputs = readonly tf.TensorInfo[];

/**
 * Registers batch and layer normalisation over the last axes with their gradients, which can't be
 * differentiated again.
 */
export function registerTrainingNormalizations(native: NativeModule): void {
  register(BATCH_NORMALIZATION, ({ x, gamma, beta }, { epsilon }) =>
    normalizeBatch(native, x!, gamma!, beta!, epsilon!),
  );
  register(`${BATCH_NORMALIZATION}Grad`, (inputs, { epsilon }) =>
    normalizeBatchBack(native, inputs, epsilon!),
  );
  register(LAYER_NORMALIZATION, ({ x, gamma, beta }, { epsilon }) =>
    normalizeRows(native, x!, gamma!, beta!, epsilon!),
  );
  register(`${LAYER_NORMALIZATION}Grad`, (inputs) => normalizeRowsBack(native, inputs));
  for (const kernelName of [BATCH_NORMALIZATION, LAYER_NORMALIZATION]) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x', 'gamma'],
      outputsToSave: [false, true, true],
      gradFunc: (dy, saved, attributes) => {
        const [gradient] = dy as tf.Tensor[];
        const [x, gamma, mean, spread] = saved;
        const [ofX, ofGamma, ofBeta] = tf
          .engine()
          .runKernel(
            `${kernelName}Grad`,
            { gradient, x, gamma, mean, spread } as unknown as tf.NamedTensorMap,
            attributes,
          ) as tf.Tensor[];
        return { x: () => ofX!, gamma: () => ofGamma!, beta: () => ofBeta! };
      },
    });
  }
}

function register(
  kernelName: string,
  compute: (
    inputs: Readonly<Record<string, tf.TensorInfo>>,
    attributes: Readonly<Record<string, number>>,
  ) => Outputs,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => [
      ...compute(
        inputs as Readonly<Record<string, tf.TensorInfo>>,
        attrs as unknown as Readonly<Record<string, number>>,
      ),
    ],
  });
}

/** The normalised x, and the mean and variance of each channel. */
function normalizeBatch(
  { exports, ...native }: NativeModule,
  x: tf.TensorInfo,
  gamma: tf.TensorInfo,
  beta: tf.TensorInfo,
  epsilon: number,
): Outputs {
  const { rows, columns } = rowsOf(x, gamma);
  const outputs = [x, gamma, gamma].map(({ shape }) => native.newTensor(shape));
  const memory = native.allocate(exports.batchNormalizationBytes(rows, columns));
  const [out, mean, variance] = outputs.map(native.addressOf) as [number, number, number];
  const [from, scale, shift] = [x, gamma, beta].map(native.addressOf) as [number, number, number];
  exports.normalizeBatch(from, scale, shift, out, mean, variance, memory, rows, columns, epsilon);
  native.free(memory);
  return outputs;
}

function normalizeBatchBack(
  { exports, ...native }: NativeModule,
  { gradient, x, gamma, mean, spread }: Readonly<Record<string, tf.TensorInfo>>,
  epsilon: number,
): Outputs {
  const { rows, columns } = rowsOf(x!, gamma!);
  const outputs = [x!, gamma!, gamma!].map(({ shape }) => native.newTensor(shape));
  const memory = native.allocate(exports.batchNormalizationBytes(rows, columns));
  const [ofX, ofGamma, ofBeta] = outputs.map(native.addressOf) as [number, number, number];
  exports.normalizeBatchBack(
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
    epsilon,
  );
  native.free(memory);
  return outputs;
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
  { gradient, x, gamma, mean, spread }: Readonly<Record<string, tf.TensorInfo>>,
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
