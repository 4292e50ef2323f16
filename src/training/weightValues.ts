import * as tf from '@tensorflow/tfjs';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { StepWeight } from '../compile/stepNetworks';

/** Weights as plain numbers, by name and in their order; one moment of a running run. */
export async function readWeights(
  weights: readonly StepWeight[],
): Promise<Map<string, WeightValues>> {
  // All reads start in one go, before another step can change a weight.
  const reading = weights.map(({ variable }) => variable.data<'float32'>());
  const values = await Promise.all(reading);
  return new Map(
    weights.map(({ name, shape }, index) => [
      name,
      { dtype: 'F32', shape, values: Float32Array.from(values[index] as Float32Array) },
    ]),
  );
}

/**
 * Gives weights the values of their names, where there are any; the error names the first that does
 * not fit, and nothing is changed then.
 */
export function setWeights(
  weights: readonly StepWeight[],
  values: ReadonlyMap<string, WeightValues>,
): Result<null> {
  for (const { name, shape } of weights) {
    const found = values.get(name);
    if (found && String(found.shape) !== String(shape)) {
      return failure(
        `${name} has the shape ${found.shape.join('×')} in the weights and ${shape.join('×')} in the network; they belong to another network.`,
      );
    }
  }
  for (const { name, shape, variable } of weights) {
    const found = values.get(name);
    if (found) tf.tidy(() => variable.assign(tf.tensor(found.values, [...shape])));
  }
  return success(null);
}
