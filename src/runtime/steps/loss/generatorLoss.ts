import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** How little a generator fools its discriminator: `fake` should score high. */
export function generatorLoss(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { fake } = inputs as { fake: tf.Tensor };
  const { form, weight } = fields as { form: string; weight: number };
  return tf.mul(tf.mean(ofScores(fake, form)), weight).asScalar();
}

function ofScores(scores: tf.Tensor, form: string): tf.Tensor {
  switch (form) {
    case 'minimax':
      // log(1 − σ(z)) = −log(1 + e^z)
      return tf.neg(tf.softplus(scores));
    case 'leastSquares':
      return tf.mul(0.5, tf.square(tf.sub(scores, 1)));
    case 'wasserstein':
    case 'hinge':
      return tf.neg(scores);
    default:
      return tf.softplus(tf.neg(scores));
  }
}
