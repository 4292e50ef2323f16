import * as tf from '@tensorflow/tfjs';

/** The fields of a PaddedPooling layer, as its config holds them; a number for each axis. */
export interface PaddedPoolingConfig {
  /** Whether the largest number of a window or its average comes out. */
  mode: 'max' | 'average';
  /** Size of the window along the axis of a sequence, the two of an image or the three of a volume. */
  poolSize: number[];
  /** Steps between windows. */
  strides: number[];
  /**
   * Before and after each axis; zeros that count for averages. 'same': as much as ⌈N/S⌉ windows
   * need, which does not count. For max, padding never wins.
   */
  padding: 'same' | [number, number][];
  /** Whether the last window may reach past the padding; what lies there counts for nothing. */
  ceil: boolean;
  name?: string;
}

/** What a window meets along one axis of the images that are pooled. */
interface PooledAxis {
  readonly poolSize: number;
  readonly stride: number;
  /** Padding before and after the axis, so that every window is full. */
  readonly padding: [number, number];
  /** How many of the numbers under each window count. */
  readonly counts: number[];
}

/** The other axis of images of which only one is pooled. */
const unpooled: PooledAxis = { poolSize: 1, stride: 1, padding: [0, 0], counts: [] };

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

/** Every product of one number from each row, the last row's fastest. */
export function outerProduct(rows: readonly (readonly number[])[]): number[] {
  return rows.reduce<number[]>(
    (products, row) => products.flatMap((product) => row.map((factor) => product * factor)),
    [1],
  );
}

/**
 * Max and average pooling of sequences, images and volumes with any padding, rounding down or up:
 * what PyTorch does with `padding`, `ceil_mode` and `count_include_pad`. Volumes are pooled by slice,
 * then along the depth: the kernels of tf.js for volumes know no negative maximum on WASM, lose
 * gradients on the CPU and pad by less than nothing where the stride is larger than the window.
 * Shape [n,…,c] → [n,(N + before + after − F)/S + 1 for each axis,c].
 */
export class PaddedPooling extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'PaddedPooling';
  private readonly mode: 'max' | 'average';
  private readonly poolSize: number[];
  private readonly strides: number[];
  private readonly padding: 'same' | [number, number][];
  private readonly ceil: boolean;

  constructor(config: PaddedPoolingConfig) {
    super(config as { name?: string });
    this.mode = config.mode;
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding;
    this.ceil = config.ceil;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    return shape.map((size, axis) =>
      axis === 0 || axis === shape.length - 1 || size === null ? size : this.places(size, axis - 1),
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const shape = this.computeOutputShape(x.shape) as number[];
      const axes = this.poolSize.map((_, axis) => this.along(x.shape[axis + 1] as number, axis));
      const [first, second, third] = axes as [PooledAxis, PooledAxis?, PooledAxis?];
      // A sequence is an image one pixel wide.
      if (!second) return tf.reshape(this.pool(tf.expandDims(x, 2), first, unpooled), shape);
      if (!third) return this.pool(x, first, second);
      const [batch, depth, height, width, channels] = x.shape as [
        number,
        number,
        number,
        number,
        number,
      ];
      const slices = tf.reshape(x, [batch * depth, height, width, channels]);
      const pooled = this.pool(slices, second, third);
      const columns = tf.reshape(pooled, [batch, depth, -1, channels]);
      return tf.reshape(this.pool(columns, first, unpooled), shape);
    });
  }

  /** Pools the rows and columns of images. */
  private pool(images: tf.Tensor, rows: PooledAxis, columns: PooledAxis): tf.Tensor {
    const x = images as tf.Tensor4D;
    const poolSize: [number, number] = [rows.poolSize, columns.poolSize];
    const strides: [number, number] = [rows.stride, columns.stride];
    const around: [number, number][] = [[0, 0], rows.padding, columns.padding, [0, 0]];
    if (this.mode === 'max') return tf.maxPool(x, poolSize, strides, around as unknown as number);
    const pooled = tf.avgPool(tf.pad(x, around), poolSize, strides, 'valid');
    const isWhole = [rows, columns].every((axis) =>
      axis.counts.every((count) => count === axis.poolSize),
    );
    if (isWhole) return pooled;
    const [, outHeight, outWidth] = pooled.shape;
    // One pixel wide, whatever stands for an axis that is not pooled.
    const across = columns === unpooled ? new Array<number>(outWidth).fill(1) : columns.counts;
    const area = rows.poolSize * columns.poolSize;
    const scale = outerProduct([rows.counts, across]).map((count) => area / count);
    return tf.mul(pooled, tf.tensor(scale, [1, outHeight, outWidth, 1]));
  }

  private along(size: number, axis: number): PooledAxis {
    const poolSize = this.poolSize[axis] as number;
    const stride = this.strides[axis] as number;
    const places = this.places(size, axis);
    const end = (places - 1) * stride + poolSize;
    if (this.padding === 'same') {
      const total = Math.max(end - size, 0);
      const before = Math.floor(total / 2);
      const counts = windowCounts(size, poolSize, stride, before, places);
      return { poolSize, stride, padding: [before, total - before], counts };
    }
    const [before, after] = this.padding[axis] as [number, number];
    const counts = windowCounts(size + before + after, poolSize, stride, 0, places);
    const needed = Math.max(after, end - before - size);
    return { poolSize, stride, padding: [before, needed], counts };
  }

  /** The number of windows along an axis. */
  private places(size: number, axis: number): number {
    const stride = this.strides[axis] as number;
    if (this.padding === 'same') return Math.ceil(size / stride);
    const [before, after] = this.padding[axis] as [number, number];
    const room = size + before + after - (this.poolSize[axis] as number);
    const places = Math.floor(room / stride) + 1;
    // A last window that would start past the image sees nothing of it.
    const oneMore = this.ceil && room % stride !== 0 && places * stride < size + before;
    return oneMore ? places + 1 : places;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      mode: this.mode,
      poolSize: this.poolSize,
      strides: this.strides,
      padding: this.padding,
      ceil: this.ceil,
    };
  }
}

tf.serialization.registerClass(PaddedPooling);
