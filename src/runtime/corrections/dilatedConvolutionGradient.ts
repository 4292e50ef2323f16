import * as tf from '@tensorflow/tfjs';

type Pair = [number, number];
type FilterShape = [number, number, number, number];

interface ConvolutionAttributes {
  readonly strides: number | Pair;
  readonly dilations?: number | Pair | null;
  readonly pad: 'valid' | 'same' | number;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Gradients of dilated convolutions, plain and depthwise, which tf.js refuses (tfjs#7906): a
 * dilated kernel is an ordinary kernel with zeros between its taps, so the ordinary gradients
 * serve, and the taps are picked out of the filter's.
 */
export function correctDilatedConvolutionGradients(): void {
  const conv2d = tf.getGradient('Conv2D');
  tf.registerGradient({
    ...conv2d,
    gradFunc: (dy, saved, attributes) => {
      const { strides, dilations, pad, dataFormat } =
        attributes as unknown as ConvolutionAttributes;
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dilation = pairOf(dilations);
      if (dilation === null) return conv2d.gradFunc(dy, saved, attributes);
      return ordinaryGradients('Conv2D', dy as tf.Tensor4D, x, filter, dilation, {
        strides,
        dilations: 1,
        pad,
        dataFormat: dataFormat ?? 'NHWC',
      });
    },
  });
  const depthwise = tf.getGradient('DepthwiseConv2dNative');
  tf.registerGradient({
    ...depthwise,
    gradFunc: (dy, saved, attributes) => {
      const { strides, dilations, pad, dimRoundingMode } =
        attributes as unknown as ConvolutionAttributes;
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dilation = pairOf(dilations);
      if (dilation === null) return depthwise.gradFunc(dy, saved, attributes);
      return ordinaryGradients('DepthwiseConv2dNative', dy as tf.Tensor4D, x, filter, dilation, {
        strides,
        dilations: 1,
        pad,
        ...(dimRoundingMode ? { dimRoundingMode } : {}),
      });
    },
  });
}

function ordinaryGradients(
  kernelName: 'Conv2D' | 'DepthwiseConv2dNative',
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dilation: Pair,
  attributes: ConvolutionAttributes,
): ReturnType<tf.GradFunc> {
  const stock = tf.getGradient(kernelName);
  const gradients = () =>
    stock.gradFunc(dy, [x, spreadTaps(filter, dilation)], attributes as unknown as tf.NamedAttrMap);
  return {
    x: () => gradients().x!(),
    filter: () => pickTaps(gradients().filter!() as tf.Tensor4D, filter.shape, dilation),
  };
}

/** The dilation per axis, or null where there is none. */
function pairOf(dilations: number | Pair | null | undefined): Pair | null {
  // Layers hand on null where the user gave no dilation.
  const [height, width] = Array.isArray(dilations) ? dilations : [dilations ?? 1, dilations ?? 1];
  return height === 1 && width === 1 ? null : [height, width];
}

/** Puts dilation − 1 zeros between the taps: [kh,kw,c,m] → [(kh−1)·dh+1,(kw−1)·dw+1,c,m]. */
function spreadTaps(filter: tf.Tensor4D, [high, wide]: Pair): tf.Tensor4D {
  const [height, width, channels, outputs] = filter.shape;
  const rows = tf.pad(tf.reshape(filter, [height, 1, width * channels * outputs]), [
    [0, 0],
    [0, high - 1],
    [0, 0],
  ]);
  const taps = tf.pad(tf.reshape(rows, [height * high, width, 1, channels * outputs]), [
    [0, 0],
    [0, 0],
    [0, wide - 1],
    [0, 0],
  ]);
  return tf.slice(
    tf.reshape<tf.Rank.R4>(taps, [height * high, width * wide, channels, outputs]),
    [0, 0, 0, 0],
    [(height - 1) * high + 1, (width - 1) * wide + 1, channels, outputs],
  );
}

/** The inverse of spreadTaps, for gradients: what lies between the taps is dropped. */
function pickTaps(spread: tf.Tensor4D, shape: FilterShape, [high, wide]: Pair): tf.Tensor4D {
  const [height, width, channels, outputs] = shape;
  const whole = tf.pad(spread, [
    [0, high - 1],
    [0, wide - 1],
    [0, 0],
    [0, 0],
  ]);
  const rows = tf.slice(
    tf.reshape(whole, [height, high, width * wide * channels * outputs]),
    [0, 0, 0],
    [height, 1, width * wide * channels * outputs],
  );
  const taps = tf.slice(
    tf.reshape(rows, [height, width, wide, channels * outputs]),
    [0, 0, 0, 0],
    [height, width, 1, channels * outputs],
  );
  return tf.reshape<tf.Rank.R4>(taps, shape);
}
