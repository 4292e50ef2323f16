import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** Scalar products of the feature maps of every example: […, channels] → [channels, channels]. */
export function gramMatrix(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  const { divideBy } = fields as { divideBy: string };
  const channels = x.shape.at(-1) ?? 1;
  const batch = x.shape[0] ?? 1;
  const positions = x.size / (batch * channels);
  const maps = tf.reshape(x, [batch, positions, channels]) as tf.Tensor3D;
  const products = tf.matMul(maps, maps, true, false);
  const divisors: Readonly<Record<string, number>> = { positions, numbers: positions * channels };
  return tf.div(products, divisors[divideBy] ?? 1);
}
