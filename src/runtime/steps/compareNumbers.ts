import * as tf from '@tensorflow/tfjs';

/**
 * A target as numbers of the shape of the prediction: classes become one-hot (or, with a single
 * output, `negative` and 1), numbers stay.
 */
export function encodeTarget(
  target: tf.Tensor,
  prediction: tf.Tensor,
  negative: 0 | -1 = 0,
): tf.Tensor {
  const isSingle = target.rank === prediction.rank - 1 && prediction.shape.at(-1) === 1;
  if (isSingle) {
    const zeroOne = tf.cast(tf.reshape(target, prediction.shape), 'float32');
    return negative === 0 ? zeroOne : tf.sub(tf.mul(zeroOne, 2), 1);
  }
  return target.rank === prediction.rank - 1
    ? tf.cast(tf.oneHot(tf.cast(target, 'int32'), prediction.shape.at(-1) ?? 1), 'float32')
    : tf.cast(target, 'float32');
}

/**
 * One number from a value for every number (or every example): the batch is averaged, each example
 * averaged or summed. A mask weights the values; what it leaves out does not count. It has their
 * shape, or lacks axes at the end, or has one of length 1 more (a mask drawn as an image).
 */
export function reduceLoss(
  values: tf.Tensor,
  options: {
    readonly weight: number;
    readonly reduction?: string;
    readonly mask?: tf.Tensor | undefined;
  },
): tf.Scalar {
  const { weight, reduction = 'mean', mask } = options;
  const count = values.shape[0] ?? 1;
  let total: tf.Tensor;
  if (mask) {
    let wide = tf.cast(mask, 'float32');
    while (wide.rank < values.rank) wide = tf.expandDims(wide, -1);
    if (wide.rank > values.rank) wide = tf.reshape(wide, wide.shape.slice(0, values.rank));
    const weighted = tf.mul(values, wide);
    const kept = tf.sum(tf.mul(tf.onesLike(values), wide));
    const divisor = reduction === 'sum' ? tf.scalar(count) : tf.maximum(kept, 1e-7);
    total = tf.div(tf.sum(weighted), divisor);
  } else {
    total = reduction === 'sum' ? tf.div(tf.sum(values), count) : tf.mean(values);
  }
  return (weight === 1 ? total : tf.mul(total, weight)).asScalar();
}
