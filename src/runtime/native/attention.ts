import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from '../corrections/nestedGradient';
import { withGradient } from './handwrittenGradient';
import type { NativeModule } from './nativeModule';

/** Queries, keys and values of several heads, beside each other, and what they may look at. */
export interface Heads {
  readonly count: number;
  /** [batch, queries, heads · width] */
  readonly query: tf.Tensor;
  /** [batch, keys, heads · width] */
  readonly key: tf.Tensor;
  /** [batch, keys, heads · valueWidth] */
  readonly value: tf.Tensor;
  /** What products of queries and keys are multiplied by. */
  readonly scale: number;
  /** Whether a query sees only the keys at its own place and before it. */
  readonly causal: boolean;
  /** [batch, keys] or [batch, queries, keys]; what is not 0 may be looked at. */
  readonly mask: tf.Tensor | null;
}

/** Whether the compiled kernels can work such tensors out now. */
export function canAttend(native: NativeModule, tensors: readonly tf.Tensor[]): boolean {
  return (
    tf.getBackend() === 'wasm' &&
    tensors.every(({ dtype, rank, size }) => dtype === 'float32' && rank === 3 && size > 0) &&
    Boolean(native.exports.canAttend(tensors[1]!.shape[1]!)) &&
    // The gradient of our gradient is not written by hand: composed kernels have it.
    gradientDepth() < 2
  );
}

/**
 * softmax(q·k·scale)·v in each head, in one compiled job, and its gradient in another. Gives the
 * result [batch, queries, heads · valueWidth] and, with `givesWeights`, the weights [batch, heads,
 * queries, keys].
 */
export function attend(native: NativeModule, heads: Heads, givesWeights: boolean): tf.Tensor[] {
  const { query, key, value, count } = heads;
  const mask = heads.mask && tf.cast(tf.notEqual(heads.mask, 0), 'float32');
  const [batch, queries] = query.shape as [number, number];
  const keys = key.shape[1]!;
  const learns = gradientDepth() > 0;
  return withGradient({
    name: 'attention',
    inputs: { query, key, value },
    forward(save) {
      setAttention(native, heads, mask);
      const out = newTensor(native, [batch, queries, value.shape[2]!]);
      const isKept = learns || givesWeights;
      const weights = isKept ? newTensor(native, [batch, count, queries, keys]) : null;
      native.exports.attend(
        native.addressOf(query),
        native.addressOf(key),
        native.addressOf(value),
        native.addressOf(out),
        weights ? native.addressOf(weights) : 0,
      );
      if (learns) save([query, key, value, weights!]);
      return givesWeights ? [out, weights!] : [out];
    },
    backward([outGradient, weightsGradient], saved) {
      const [q, k, v, weights] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      setAttention(native, { ...heads, query: q, key: k, value: v }, null);
      const [queryGradient, keyGradient, valueGradient] = [q, k, v].map(({ shape }) =>
        newTensor(native, shape),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      native.exports.attendBack(
        native.addressOf(q),
        native.addressOf(k),
        native.addressOf(v),
        native.addressOf(weights),
        native.addressOf(outGradient!),
        weightsGradient ? native.addressOf(weightsGradient) : 0,
        native.addressOf(queryGradient),
        native.addressOf(keyGradient),
        native.addressOf(valueGradient),
      );
      return { query: () => queryGradient, key: () => keyGradient, value: () => valueGradient };
    },
  });
}

function setAttention(native: NativeModule, heads: Heads, mask: tf.Tensor | null): void {
  const { query, key, value, count } = heads;
  const [batch, queries, width] = query.shape as [number, number, number];
  native.exports.setAttention(
    batch,
    count,
    queries,
    key.shape[1]!,
    width / count,
    value.shape[2]! / count,
    heads.scale,
    heads.causal,
    mask ? native.addressOf(mask) : 0,
    mask?.rank === 3,
  );
}

function newTensor(native: NativeModule, shape: number[]): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo(native.newTensor(shape));
}
