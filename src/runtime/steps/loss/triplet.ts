import * as tf from '@tensorflow/tfjs';
import { exampleRows, safeRoot, squaredDistances } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** Asks an anchor to be nearer to its positive than to its negative, by a margin. */
export function triplet(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { anchor, positive, negative } = inputs as {
    anchor: tf.Tensor;
    positive: tf.Tensor;
    negative: tf.Tensor;
  };
  const { margin, distance, weight } = fields as {
    margin: number;
    distance: string;
    weight: number;
  };
  const far = (other: tf.Tensor): tf.Tensor => {
    const squares = squaredDistances(exampleRows(anchor), exampleRows(other));
    return distance === 'squared' ? squares : safeRoot(squares);
  };
  const losses = tf.relu(tf.add(tf.sub(far(positive), far(negative)), margin));
  return tf.mul(tf.mean(losses), weight).asScalar();
}
