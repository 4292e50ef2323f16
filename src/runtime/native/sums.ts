import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** Sums and means on WASM over axes that lie beside each other, without turning the tensor first. */
export function sum(native: NativeModule, isMean: boolean): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const { axis, keepDims } = call.attrs as unknown as {
        axis: number | number[];
        keepDims?: boolean;
      };
      const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
      const blocks = blocksOf(x.shape, axes);
      if (x.dtype !== 'float32' || blocks === null) return shipped.kernelFunc(call);
      const out = addMiddle(native, x, blocks, isMean ? 1 / blocks[1] : 1, false);
      out.shape = keepDims
        ? x.shape.map((length, place) => (axes.includes(place) ? 1 : length))
        : x.shape.filter((_, place) => !axes.includes(place));
      return out;
    },
  });
}

/** The sum of the squares of all numbers of a tensor of floats. */
export function sumOfSquares(native: NativeModule, x: tf.TensorInfo): tf.TensorInfo {
  return addMiddle(native, x, [1, tf.util.sizeFromShape(x.shape), 1], 1, true);
}

/** How many numbers lie before, in and behind the summed axes; null where others lie between them. */
function blocksOf(shape: number[], axes: number[]): [number, number, number] | null {
  const long = axes.filter((axis) => shape[axis] !== 1);
  const [first = 0] = long;
  const last = long.at(-1) ?? first - 1;
  const inside = shape.slice(first, last + 1);
  // Axes of length 1 may lie anywhere between.
  const isBlock = inside.every((length, place) => length === 1 || long.includes(first + place));
  const sizes = [shape.slice(0, first), inside, shape.slice(last + 1)].map(tf.util.sizeFromShape);
  return isBlock && !sizes.includes(0) ? (sizes as [number, number, number]) : null;
}

function addMiddle(
  native: NativeModule,
  x: tf.TensorInfo,
  [outer, rows, columns]: [number, number, number],
  factor: number,
  ofSquares: boolean,
): tf.TensorInfo {
  const { exports } = native;
  const out = native.newTensor([outer, columns]);
  const sums = native.allocate(exports.middleSumBytes(outer, rows, columns));
  exports.addMiddle(
    native.addressOf(x),
    native.addressOf(out),
    sums,
    outer,
    rows,
    columns,
    factor,
    ofSquares,
  );
  native.free(sums);
  return out;
}
