import * as tf from '@tensorflow/tfjs';

interface ConvolutionAttributes {
  readonly dilations?: number | readonly number[] | null;
}

/** The convolutions whose gradients refuse dilation, and the axes that their kernels slide over. */
const convolutions = { Conv2D: 2, DepthwiseConv2dNative: 2, Conv3D: 3 } as const;

/**
 * Gradients of dilated convolutions, plain, depthwise and 3-D, which tf.js refuses (tfjs#7906): a
 * dilated kernel is an ordinary kernel with zeros between its taps, so the ordinary gradients
 * serve, and the taps are picked out of the filter's.
 */
export function correctDilatedConvolutionGradients(): void {
  for (const [kernelName, axes] of Object.entries(convolutions)) {
    const shipped = tf.getGradient(kernelName);
    tf.registerGradient({
      ...shipped,
      gradFunc: (dy, saved, attributes) => {
        const { dilations } = attributes as unknown as ConvolutionAttributes;
        const dilation = perAxis(dilations, axes);
        if (dilation.every((gap) => gap === 1)) return shipped.gradFunc(dy, saved, attributes);
        const [x, filter] = saved as [tf.Tensor, tf.Tensor];
        // What is registered when the gradient is taken: another correction may have come since.
        const gradients = () =>
          tf.getGradient(kernelName).gradFunc(dy, [x, spreadTaps(filter, dilation)], {
            ...attributes,
            dilations: dilation.map(() => 1),
          });
        return {
          x: () => gradients().x!(),
          filter: () => pickTaps(gradients().filter!(), filter.shape, dilation),
        };
      },
    });
  }
}

/** A dilation for each axis; layers hand on null where the user gave none. */
function perAxis(dilations: ConvolutionAttributes['dilations'], axes: number): readonly number[] {
  return typeof dilations === 'object' && dilations
    ? dilations
    : Array.from({ length: axes }, () => dilations ?? 1);
}

/** One axis of a shape among all: [before, its length, after]. */
function around(shape: readonly number[], axis: number): [number, number, number] {
  const count = (lengths: readonly number[]): number =>
    lengths.reduce((product, length) => product * length, 1);
  return [count(shape.slice(0, axis)), shape[axis] as number, count(shape.slice(axis + 1))];
}

/** Puts dilation − 1 zeros between the taps: [k…,c,m] → [(k − 1)·d + 1…,c,m], axis by axis. */
function spreadTaps(filter: tf.Tensor, dilation: readonly number[]): tf.Tensor {
  return dilation.reduce((taps, gap, axis) => {
    const [outer, size, inner] = around(taps.shape, axis);
    const span = (size - 1) * gap + 1;
    const spread = tf.pad(tf.reshape(taps, [outer * size, 1, inner]), [
      [0, 0],
      [0, gap - 1],
      [0, 0],
    ]);
    const whole = tf.reshape(spread, [outer, size * gap, inner]);
    const shape = taps.shape.map((length, place) => (place === axis ? span : length));
    return tf.reshape(tf.slice(whole, [0, 0, 0], [outer, span, inner]), shape);
  }, filter);
}

/** The inverse of spreadTaps, for gradients: what lies between the taps is dropped. */
function pickTaps(
  spread: tf.Tensor,
  filterShape: readonly number[],
  dilation: readonly number[],
): tf.Tensor {
  return dilation.reduce((taps, gap, axis) => {
    const size = filterShape[axis] as number;
    const [outer, span, inner] = around(taps.shape, axis);
    const whole = tf.pad(tf.reshape(taps, [outer, span, inner]), [
      [0, 0],
      [0, gap - 1],
      [0, 0],
    ]);
    const split = tf.reshape(whole, [outer * size, gap, inner]);
    const shape = taps.shape.map((length, place) => (place === axis ? size : length));
    return tf.reshape(tf.slice(split, [0, 0, 0], [outer * size, 1, inner]), shape);
  }, spread);
}
