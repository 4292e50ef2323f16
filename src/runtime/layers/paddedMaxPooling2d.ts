import * as tf from '@tensorflow/tfjs';

/** The fields of a PaddedMaxPooling2D layer, as its config holds them; sizes in pixels. */
export interface PaddedMaxPooling2DConfig {
  /** Height and width of the window. */
  poolSize: [number, number];
  /** Steps between windows, down and across. */
  strides: [number, number];
  /** Padding on top, bottom, left and right; it counts as −∞, so it never wins. */
  padding: [number, number, number, number];
  name?: string;
}

/** Max pooling with any padding; shape [n,h,w,c] → [n,⌊(h+t+b−ph)/sh⌋+1,⌊(w+l+r−pw)/sw⌋+1,c]. */
export class PaddedMaxPooling2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'PaddedMaxPooling2D';
  private readonly poolSize: [number, number];
  private readonly strides: [number, number];
  private readonly padding: [number, number, number, number];

  constructor(config: PaddedMaxPooling2DConfig) {
    super(config as { name?: string });
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    const [top, bottom, left, right] = this.padding;
    const windows = (size: number | null, axis: 0 | 1): number | null =>
      size === null ? null : Math.floor((size - this.poolSize[axis]) / this.strides[axis]) + 1;
    return [
      batch,
      windows(height === null ? null : height + top + bottom, 0),
      windows(width === null ? null : width + left + right, 1),
      channels,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const [top, bottom, left, right] = this.padding;
    return tf.maxPool(x, this.poolSize, this.strides, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ] as unknown as number);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
    };
  }
}

tf.serialization.registerClass(PaddedMaxPooling2D);
