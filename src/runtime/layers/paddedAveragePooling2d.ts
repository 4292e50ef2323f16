import * as tf from '@tensorflow/tfjs';

/** The fields of a PaddedAveragePooling2D layer, as its config holds them; sizes in pixels. */
export interface PaddedAveragePooling2DConfig {
  /** Height and width of the window. */
  poolSize: [number, number];
  /** Steps between windows, down and across. */
  strides: [number, number];
  /** Zeros on top, bottom, left and right; they count in the divisor. */
  padding: [number, number, number, number];
  /** Rows below and columns to the right that no divisor counts: the last window reaches past. */
  overhang: [number, number];
  name?: string;
}

/**
 * How many of `size` pixels, after `before` that do not count, lie under each of `windows` windows.
 */
export function windowCounts(
  size: number,
  poolSize: number,
  stride: number,
  before: number,
  windows: number,
): number[] {
  return Array.from({ length: windows }, (_, index) => {
    const start = index * stride - before;
    return Math.min(size, start + poolSize) - Math.max(0, start);
  });
}

/**
 * Average pooling whose zero padding counts in the divisor while the overhang does not: what
 * PyTorch does with count_include_pad and ceil_mode.
 * Shape [n,h,w,c] → [n,⌊(h+t+b+ob−ph)/sh⌋+1,⌊(w+l+r+or−pw)/sw⌋+1,c].
 */
export class PaddedAveragePooling2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'PaddedAveragePooling2D';
  private readonly poolSize: [number, number];
  private readonly strides: [number, number];
  private readonly padding: [number, number, number, number];
  private readonly overhang: [number, number];

  constructor(config: PaddedAveragePooling2DConfig) {
    super(config as { name?: string });
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding;
    this.overhang = config.overhang;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    const [top, bottom, left, right] = this.padding;
    const windows = (size: number | null, axis: 0 | 1): number | null =>
      size === null
        ? null
        : Math.floor((size + this.overhang[axis] - this.poolSize[axis]) / this.strides[axis]) + 1;
    return [
      batch,
      windows(height === null ? null : height + top + bottom, 0),
      windows(width === null ? null : width + left + right, 1),
      channels,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [top, bottom, left, right] = this.padding;
      const [below, beside] = this.overhang;
      const padded = tf.pad(x, [
        [0, 0],
        [top, bottom + below],
        [left, right + beside],
        [0, 0],
      ]);
      const pooled = tf.avgPool(padded, this.poolSize, this.strides, 'valid');
      if (below === 0 && beside === 0) return pooled;
      const [poolHeight, poolWidth] = this.poolSize;
      const [, outHeight, outWidth] = pooled.shape;
      const counted = [x.shape[1] + top + bottom, x.shape[2] + left + right] as const;
      const rows = windowCounts(counted[0], poolHeight, this.strides[0], 0, outHeight);
      const columns = windowCounts(counted[1], poolWidth, this.strides[1], 0, outWidth);
      const area = poolHeight * poolWidth;
      const scale = rows.flatMap((row) => columns.map((column) => area / (row * column)));
      return tf.mul(pooled, tf.tensor4d(scale, [1, outHeight, outWidth, 1]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
      overhang: this.overhang,
    };
  }
}

tf.serialization.registerClass(PaddedAveragePooling2D);
