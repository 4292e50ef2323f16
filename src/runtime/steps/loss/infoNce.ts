import * as tf from '@tensorflow/tfjs';
import { exampleRows, unitRows } from '../exampleRows';
import { logSoftmax } from '../logSoftmax';
import type { StepFields, StepInputs } from '../stepFunction';

/** Finds every example's other view among those of the batch, by the angle between embeddings. */
export function infoNce(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor };
  const { negatives, temperature, weight } = fields as {
    negatives: string;
    temperature: number;
    weight: number;
  };
  const first = unitRows(exampleRows(a));
  const second = unitRows(exampleRows(b));
  const loss =
    negatives === 'all' ? amongAll(first, second, temperature) : across(first, second, temperature);
  return tf.mul(loss, weight).asScalar();
}

/** NT-Xent: 2n − 1 candidates for each of the 2n views. */
function amongAll(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): tf.Tensor {
  const views = tf.concat([a, b], 0) as tf.Tensor2D;
  const [count] = views.shape;
  const likeness = tf.div(tf.matMul(views, views, false, true), temperature);
  // No view is its own other view.
  const logarithms = logSoftmax(tf.sub(likeness, tf.mul(tf.eye(count), 1e9)));
  const partners = tf.tensor1d(
    Array.from({ length: count }, (_, i) => (i + count / 2) % count),
    'int32',
  );
  return averageAt(logarithms, partners);
}

/** CLIP: the n views of b are the candidates of a, and the other way round. */
function across(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): tf.Tensor {
  const likeness = tf.div(tf.matMul(a, b, false, true), temperature);
  const own = tf.range(0, a.shape[0], 1, 'int32');
  const forwards = averageAt(logSoftmax(likeness), own);
  const backwards = averageAt(logSoftmax(tf.transpose(likeness)), own);
  return tf.div(tf.add(forwards, backwards), 2);
}

/** Minus the mean of one number of every row. */
function averageAt(rows: tf.Tensor, places: tf.Tensor1D): tf.Tensor {
  const chosen = tf.cast(tf.oneHot(places, rows.shape[1] ?? 1), 'float32');
  return tf.neg(tf.mean(tf.sum(tf.mul(rows, chosen), -1)));
}
