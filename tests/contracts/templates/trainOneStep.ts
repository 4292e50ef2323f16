import * as tf from '@tensorflow/tfjs';
import { isSound } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import type { TensorType } from '../../../src/base/tensorType';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { createOptimizer } from '../../../src/compile/optimizers';
import { parseFields } from '../../../src/kinds/field';
import { findOptimizerKind } from '../../../src/kinds/training/registry';
import { readWeights } from '../../../src/training/weightValues';
import { spreadValues } from '../runtime/onBackend';

/** What one step of training did to a network. */
export interface FirstStep {
  /** The shape of every output, batch axis first. */
  readonly outputs: readonly (readonly number[])[];
  /** The mean squared error before the step, summed over the outputs. */
  readonly loss: number;
  /** How many numbers training may change. */
  readonly trainable: number;
  /** Trainable weights that are as they were before the step, or no finite numbers. */
  readonly unmoved: readonly string[];
}

/** How the step is made. */
export interface FirstStepOptions {
  /** Examples in the batch; 2 when left out. */
  readonly batchSize?: number;
  /** The length of axes that may have any; 5 when left out. */
  readonly length?: number;
  /** How many words or classes whole numbers may name: inputs of int32 count 0 … words − 1; 3 when left out. */
  readonly words?: number;
}

/**
 * Builds the model of a sound network on the running backend and makes one step of Adam (rate 0.01)
 * towards numbers that have nothing to do with its inputs. Throws for a network with errors.
 */
export async function trainOneStep(
  analysis: GraphAnalysis,
  options: FirstStepOptions = {},
): Promise<FirstStep> {
  if (!isSound(analysis)) throw new Error(JSON.stringify(analysis.diagnostics));
  const network = await buildModel(analysis, { seed: 1, forTraining: true });
  const inputs = analysis.inputs.map((id, index) => inputOf(analysis, id, index, options));
  const outputs = tf.tidy(() => network.apply(inputs, false).map(({ shape }) => shape));
  const targets = outputs.map((shape, index) =>
    tf.tensor(
      spreadValues(
        shape.reduce((a, b) => a * b, 1),
        11 + index,
      ),
      shape,
    ),
  );
  const before = await readWeights(network.weights);
  const loss = makeStep(network, inputs, targets);
  const after = await readWeights(network.weights);
  const trainable = network.weights.filter((weight) => weight.trainable);
  const unmoved = trainable.filter(({ name }) => {
    const values = after.get(name)?.values ?? new Float32Array();
    return !values.every(Number.isFinite) || String(values) === String(before.get(name)?.values);
  });
  network.dispose();
  tf.dispose([inputs, targets]);
  return {
    outputs,
    loss,
    trainable: trainable.reduce((sum, { variable }) => sum + variable.size, 0),
    unmoved: unmoved.map(({ name }) => name),
  };
}

/** Changes the weights once; the loss before. */
function makeStep(
  network: BuiltNetwork,
  inputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
): number {
  const adam = findOptimizerKind('adam');
  const fields = adam && parseFields(adam.fields, { learningRate: 0.01 }).values;
  if (!fields) throw new Error('Adam has other fields.');
  const optimizer = createOptimizer('adam', fields);
  const trainable = network.weights.flatMap((weight) => (weight.trainable ? weight.variable : []));
  const [loss] = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => {
      const errors = network
        .apply(inputs, true)
        .map((output, index) => tf.mean(tf.square(tf.sub(output, targets[index] as tf.Tensor))));
      return tf.addN(errors) as tf.Scalar;
    }, trainable);
    optimizer.applyGradients(grads);
    return value.dataSync();
  });
  optimizer.dispose();
  return loss as number;
}

function inputOf(
  analysis: GraphAnalysis,
  id: string,
  index: number,
  { batchSize = 2, length = 5, words = 3 }: FirstStepOptions,
): tf.Tensor {
  const [type] = Object.values(analysis.nodes.get(id)?.outputs ?? {}) as TensorType[];
  if (!type) throw new Error(`Nothing is known about ${id}.`);
  const shape = [batchSize, ...type.shape.map((size) => size ?? length)];
  const count = shape.reduce((a, b) => a * b, 1);
  if (type.dtype === 'float32') return tf.tensor(spreadValues(count, index), shape);
  const most = type.dtype === 'bool' ? 2 : words;
  return tf.tensor(
    Array.from({ length: count }, (_, index) => (index * 7 + 1) % most),
    shape,
    type.dtype,
  );
}
