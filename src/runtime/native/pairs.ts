import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** What the compiled kernel `makePairs` makes of two numbers, or of one, as it numbers them. */
export const operations = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  squaredDifference: 4,
  maximum: 5,
  minimum: 6,
  reluGradient: 7,
  relu6Gradient: 8,
  sigmoidGradient: 9,
  tanhGradient: 10,
  relu: 11,
  tanh: 12,
} as const;

/** The name of something that is made of two numbers, or of one. */
export type Operation = keyof typeof operations;

/** A kernel of two tensors of floats on WASM; what is stretched on inner axes only is handed on. */
export function binary(native: NativeModule, operation: Operation): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      return makePairs(native, operation, a, b) ?? shipped.kernelFunc(call);
    },
  });
}

/** A kernel of one tensor of floats on WASM. */
export function unary(native: NativeModule, operation: Operation): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const x = call.inputs.x as tf.TensorInfo;
      return makePairs(native, operation, x, x) ?? shipped.kernelFunc(call);
    },
  });
}

/** Made of pairs of floats; null for other types, and where the tensors are stretched otherwise. */
export function makePairs(
  native: NativeModule,
  operation: Operation,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
): tf.TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = sizeOf(shape);
  const [left, right] = [wayThrough(a.shape, shape), wayThrough(b.shape, shape)];
  const columns = left?.columns ?? right?.columns ?? size;
  if (left === null || right === null || size === 0) return null;
  if (left.columns && right.columns && left.columns !== right.columns) return null;
  const whole = 4 * columns;
  const out = native.newTensor(shape);
  native.exports.makePairs(
    operations[operation],
    native.addressOf(a),
    native.addressOf(b),
    native.addressOf(out),
    size / columns,
    columns,
    left.rowBytes ?? whole,
    right.rowBytes ?? whole,
    left.isOne,
    right.isOne,
  );
  return out;
}

/** How one of a pair is read; what is null follows from the other. */
interface Way {
  readonly columns: number | null;
  readonly rowBytes: number | null;
  readonly isOne: boolean;
}

/** How a tensor is read that is stretched to a shape; null where that is along an inner axis. */
function wayThrough(own: number[], shape: number[]): Way | null {
  const size = sizeOf(own);
  if (size === sizeOf(shape)) return { columns: null, rowBytes: null, isOne: false };
  if (size === 1) return { columns: null, rowBytes: 0, isOne: true };
  const padded = [...shape.slice(own.length).map(() => 1), ...own];
  const sames = padded.map((length, axis) => length === shape[axis]);
  const first = padded.findIndex((length) => length !== 1);
  const end = padded.length - [...padded].reverse().findIndex((length) => length !== 1);
  if (!sames.slice(first, end).every(Boolean)) return null;
  const before = sizeOf(shape.slice(0, first));
  const behind = sizeOf(shape.slice(end));
  if (behind === 1) return { columns: size, rowBytes: 0, isOne: false };
  return before === 1 ? { columns: behind, rowBytes: 4, isOne: true } : null;
}

function sizeOf(shape: number[]): number {
  return tf.util.sizeFromShape(shape);
}
