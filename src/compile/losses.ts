import * as tf from '@tensorflow/tfjs';
import type { TargetEncoding } from '../kinds/training/trainingKind';
import type { OutputHead } from './outputHead';

/** How one loss kind is computed. */
interface LossImplementation {
  /** The mean over the batch, from the network's output. */
  readonly fromOutput: (target: tf.Tensor, output: tf.Tensor) => tf.Tensor;
  /** The last activation that it can take into itself, and itself computed from what goes into that. */
  readonly head?: OutputHead;
  readonly fromLogits?: (target: tf.Tensor, logits: tf.Tensor) => tf.Tensor;
}

/** How far probabilities stay away from 0 and 1, as in Keras. */
const EPSILON = 1e-7;

const implementations: Readonly<Record<string, LossImplementation>> = {
  categoricalCrossentropy: {
    fromOutput(target, output) {
      const shares = tf.div(output, tf.sum(output, -1, true));
      const logarithm = tf.log(tf.clipByValue(shares, EPSILON, 1 - EPSILON));
      return tf.neg(tf.mean(tf.sum(tf.mul(target, logarithm), -1)));
    },
    head: 'softmax',
    fromLogits: (target, logits) => tf.losses.softmaxCrossEntropy(target, logits),
  },
  binaryCrossentropy: {
    fromOutput(target, output) {
      const probability = tf.clipByValue(output, EPSILON, 1 - EPSILON);
      const right = tf.mul(target, tf.log(probability));
      const wrong = tf.mul(tf.sub(1, target), tf.log(tf.sub(1, probability)));
      return tf.neg(tf.mean(tf.add(right, wrong)));
    },
    head: 'sigmoid',
    // max(z, 0) − z·t + log(1 + e^−|z|): never the exponential of a large number.
    fromLogits: (target, logits) =>
      tf.mean(
        tf.add(
          tf.sub(tf.relu(logits), tf.mul(logits, target)),
          tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(logits))))),
        ),
      ),
  },
  meanSquaredError: {
    fromOutput: (target, output) => tf.mean(tf.square(tf.sub(target, output))),
  },
  meanAbsoluteError: {
    fromOutput: (target, output) => tf.mean(tf.abs(tf.sub(target, output))),
  },
  hinge: {
    fromOutput(target, output) {
      // Targets of 0 count as −1, as in Keras, so that one-hot classes work too.
      const side = tf.sub(tf.mul(2, tf.cast(tf.greater(target, 0), 'float32')), 1);
      return tf.mean(tf.relu(tf.sub(1, tf.mul(side, output))));
    },
  },
};

/** The identifiers of the loss kinds that can be run. */
export const runnableLosses: readonly string[] = Object.keys(implementations);

/** The last activation that a loss can take into itself; see `splitHead`. */
export function headOfLoss(kind: string): OutputHead | null {
  return implementation(kind).head ?? null;
}

/**
 * The mean loss of a batch as a scalar, from what a model gives that was built with `head`.
 * Throws for a kind without implementation.
 */
export function batchLoss(
  kind: string,
  head: OutputHead | null,
  target: tf.Tensor,
  output: tf.Tensor,
): tf.Scalar {
  const { fromLogits, fromOutput } = implementation(kind);
  return (head !== null && fromLogits ? fromLogits : fromOutput)(target, output).asScalar();
}

/**
 * How many examples of a batch are put into the right class, as a scalar; null where targets are no
 * classes. `output` is what a model gives that was built with `head`.
 */
export function correctCount(
  encoding: TargetEncoding,
  head: OutputHead | null,
  target: tf.Tensor,
  output: tf.Tensor,
): tf.Scalar | null {
  const count = (right: tf.Tensor): tf.Scalar => tf.sum(tf.cast(right, 'float32')).asScalar();
  switch (encoding) {
    case 'oneHot':
      return count(tf.equal(tf.argMax(output, -1), tf.argMax(target, -1)));
    case 'zeroOne':
      return count(tf.equal(tf.greater(output, head === null ? 0.5 : 0), tf.greater(target, 0.5)));
    case 'minusOneOne':
      return count(tf.equal(tf.greater(output, 0), tf.greater(target, 0)));
    case 'asIs':
      return null;
  }
}

function implementation(kind: string): LossImplementation {
  const found = implementations[kind];
  if (!found) throw new Error(`The loss kind "${kind}" has no implementation.`);
  return found;
}
