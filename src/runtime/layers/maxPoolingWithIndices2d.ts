import * as tf from '@tensorflow/tfjs';

/** The fields of a MaxPoolingWithIndices2D layer, as its config holds them. */
export interface MaxPoolingWithIndices2DConfig {
  /** Height and width of the window. */
  poolSize: [number, number];
  /** Steps between windows, down and across. */
  strides: [number, number];
  /** 'same', or before and after height and width; padding never wins. */
  padding: 'same' | [[number, number], [number, number]];
  /** Whether the last window may reach past the padding. */
  ceil: boolean;
  name?: string;
}

/** The most negative number of float32: any real number wins against it, on every backend. */
const lowest = -3.4028234663852886e38;

/**
 * Max pooling that also tells which place of each window won: 0 … F·F − 1, row by row, the first of
 * equals, as SegNet keeps it (two bits for a 2×2 window). Shape [n,h,w,c] → [n,oh,ow,c] and the
 * same in int32. Source: Badrinarayanan et al., SegNet, 2015, §3.1.
 */
export class MaxPoolingWithIndices2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'MaxPoolingWithIndices2D';
  private readonly poolSize: [number, number];
  private readonly strides: [number, number];
  private readonly padding: 'same' | [[number, number], [number, number]];
  private readonly ceil: boolean;

  constructor(config: MaxPoolingWithIndices2DConfig) {
    super(config as { name?: string });
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding;
    this.ceil = config.ceil;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape[] {
    const [batch, height, width, channels] = inputShape as [number, number, number, number];
    const places = (size: number | null, axis: 0 | 1): number =>
      (size === null ? null : this.places(size, axis)) as number;
    const shape = [batch, places(height, 0), places(width, 1), channels];
    return [shape, [...shape]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const around: [number, number][] = [
        [0, 0],
        this.around(x.shape[1], 0),
        this.around(x.shape[2], 1),
        [0, 0],
      ];
      const y = tf.maxPool(x, this.poolSize, this.strides, around as unknown as number);
      const winners = tf.customGrad((image) => ({
        value: this.winners(tf.pad(image as tf.Tensor4D, around, lowest), y.shape),
        // Which place wins does not change with small changes of the image.
        gradFunc: () => tf.zerosLike(image as tf.Tensor),
      }));
      return [y, winners(x)];
    });
  }

  /** For every window the first place that holds its largest number. */
  private winners(padded: tf.Tensor4D, shape: number[]): tf.Tensor {
    const [batch, rows, columns, channels] = shape as [number, number, number, number];
    const [stepDown, stepAcross] = this.strides;
    const [poolHeight, poolWidth] = this.poolSize;
    let best: tf.Tensor | null = null;
    let winner: tf.Tensor = tf.zeros(shape, 'int32');
    for (let place = 0; place < poolHeight * poolWidth; place++) {
      const row = Math.floor(place / poolWidth);
      const column = place % poolWidth;
      const candidate = tf.stridedSlice(
        padded,
        [0, row, column, 0],
        [batch, row + (rows - 1) * stepDown + 1, column + (columns - 1) * stepAcross + 1, channels],
        [1, stepDown, stepAcross, 1],
      );
      if (best === null) {
        best = candidate;
        continue;
      }
      const better = tf.greater(candidate, best);
      winner = tf.where(better, tf.fill(shape, place, 'int32'), winner);
      best = tf.maximum(candidate, best);
    }
    return winner;
  }

  /** The number of windows along an axis. */
  private places(size: number, axis: 0 | 1): number {
    const stride = this.strides[axis];
    if (this.padding === 'same') return Math.ceil(size / stride);
    const [before, after] = this.padding[axis];
    const room = size + before + after - this.poolSize[axis];
    const places = Math.floor(room / stride) + 1;
    // A last window that would start past the image sees nothing of it.
    const oneMore = this.ceil && room % stride !== 0 && places * stride < size + before;
    return oneMore ? places + 1 : places;
  }

  /** What lies before and after an axis, so that its last window is full. */
  private around(size: number, axis: 0 | 1): [number, number] {
    const end = (this.places(size, axis) - 1) * this.strides[axis] + this.poolSize[axis];
    if (this.padding !== 'same') {
      const [before, after] = this.padding[axis];
      return [before, Math.max(after, end - before - size)];
    }
    const total = Math.max(end - size, 0);
    const before = Math.floor(total / 2);
    return [before, total - before];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
      ceil: this.ceil,
    };
  }
}

tf.serialization.registerClass(MaxPoolingWithIndices2D);
