import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** How much neighbouring pixels differ, down and across. */
export function totalVariation(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { norm, reduction, weight } = fields as {
    norm: string;
    reduction: string;
    weight: number;
  };
  const size = norm === 'l2' ? tf.square : tf.abs;
  const sum = tf.add(tf.sum(size(differences(x, 1))), tf.sum(size(differences(x, 2))));
  const divisor = reduction === 'sum' ? (x.shape[0] ?? 1) : x.size;
  return tf.mul(sum, weight / divisor).asScalar();
}

/** What every number along an axis is more than the one before it. */
function differences(x: tf.Tensor, axis: number): tf.Tensor {
  const size = x.shape.map((length, place) => (place === axis ? length - 1 : length));
  const later = x.shape.map((_, place) => (place === axis ? 1 : 0));
  const earlier = x.shape.map(() => 0);
  return tf.sub(tf.slice(x, later, size), tf.slice(x, earlier, size));
}
