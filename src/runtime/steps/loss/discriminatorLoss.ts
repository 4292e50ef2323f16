import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** How wrong a discriminator (or critic) judges: `real` should score high, `fake` low. */
export function discriminatorLoss(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { real, fake } = inputs as { real: tf.Tensor; fake: tf.Tensor };
  const { form, labelSmoothing, weight } = fields as {
    form: string;
    labelSmoothing: number;
    weight: number;
  };
  const loss = tf.add(ofReal(real, form, labelSmoothing), ofFake(fake, form));
  return tf.mul(loss, weight).asScalar();
}

function ofReal(scores: tf.Tensor, form: string, labelSmoothing: number): tf.Tensor {
  switch (form) {
    case 'leastSquares':
      return tf.mul(0.5, tf.mean(tf.square(tf.sub(scores, 1 - labelSmoothing))));
    case 'wasserstein':
      return tf.neg(tf.mean(scores));
    case 'hinge':
      return tf.mean(tf.relu(tf.sub(1, scores)));
    default:
      // Cross-entropy with the target 1 − s: log(1 + e^z) − z(1 − s).
      return tf.mean(tf.sub(tf.softplus(scores), tf.mul(scores, 1 - labelSmoothing)));
  }
}

function ofFake(scores: tf.Tensor, form: string): tf.Tensor {
  switch (form) {
    case 'leastSquares':
      return tf.mul(0.5, tf.mean(tf.square(scores)));
    case 'wasserstein':
      return tf.mean(scores);
    case 'hinge':
      return tf.mean(tf.relu(tf.add(1, scores)));
    default:
      return tf.mean(tf.softplus(scores));
  }
}
