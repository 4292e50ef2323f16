import * as tf from '@tensorflow/tfjs';
import { categoricalCrossentropy } from '../loss/categoricalCrossentropy';
import type { StepFields, StepInputs } from '../stepFunction';

/** Among how many equally likely classes the choice seems to be: e to the cross-entropy. */
export function perplexity(inputs: StepInputs, fields: StepFields): tf.Scalar {
  return tf.exp(categoricalCrossentropy(inputs, { ...fields, labelSmoothing: 0, weight: 1 }));
}
