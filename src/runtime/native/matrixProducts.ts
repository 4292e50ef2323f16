import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

/** Activations that a product applies before it is written, as the compiled kernels number them. */
const finishes: Readonly<Record<string, number>> = { linear: 0, relu: 2, relu6: 4 };

/** What a fused kernel may be told beside its factors. */
interface FusedAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

/** The number of an activation that products apply themselves, or null. */
export function finishOf(activation: string | undefined): number | null {
  return finishes[activation ?? 'linear'] ?? null;
}

/** Stacks of matrix products on WASM, transposed factors and stretched stacks included. */
export function batchMatMul(native: NativeModule): (shipped: tf.KernelConfig) => tf.KernelConfig {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const { transposeA, transposeB } = call.attrs as unknown as FusedAttributes;
      const product = multiply(native, a, b, transposeA, transposeB, null, 0);
      return product ?? shipped.kernelFunc(call);
    },
  });
}

/** A product with bias and activation on WASM; what the kernels can't do is left to tf.js. */
export function fusedMatMul(native: NativeModule): (shipped: tf.KernelConfig) => tf.KernelConfig {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { a, b, bias, preluActivationWeights } = call.inputs as Record<string, tf.TensorInfo>;
      const attributes = call.attrs as unknown as FusedAttributes;
      const finish = finishOf(attributes.activation);
      if (finish === null || preluActivationWeights) return shipped.kernelFunc(call);
      const { transposeA, transposeB } = attributes;
      const product = multiply(native, a!, b!, transposeA, transposeB, bias ?? null, finish);
      return product ?? shipped.kernelFunc(call);
    },
  });
}

/** The product, or null where the factors are not what the kernels take. */
function multiply(
  native: NativeModule,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  bias: tf.TensorInfo | null,
  finish: number,
): tf.TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const leading = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const stack = tf.util.sizeFromShape(leading);
  const aStack = tf.util.sizeFromShape(a.shape.slice(0, -2));
  const bStack = tf.util.sizeFromShape(b.shape.slice(0, -2));
  // A stack of a stack that is stretched on one axis only is rare.
  if ((aStack !== stack && aStack !== 1) || (bStack !== stack && bStack !== 1)) return null;
  const [rows, inner] = lastAxes(a, transposeA);
  const [, columns] = lastAxes(b, transposeB);
  if (bias && (bias.dtype !== 'float32' || tf.util.sizeFromShape(bias.shape) !== columns)) {
    return null;
  }
  const out = native.newTensor([...leading, rows, columns]);
  if (stack * rows * columns === 0) return out;
  native.exports.multiplyMatrices(
    native.addressOf(a),
    native.addressOf(b),
    native.addressOf(out),
    bias ? native.addressOf(bias) : 0,
    stack,
    rows,
    inner,
    columns,
    transposeA,
    transposeB,
    aStack > 1,
    bStack > 1,
    finish,
  );
  return out;
}

function lastAxes({ shape }: tf.TensorInfo, transpose: boolean): [number, number] {
  const [first, second] = shape.slice(-2) as [number, number];
  return transpose ? [second, first] : [first, second];
}
