import * as tf from '@tensorflow/tfjs';

/** The fields of a PaddedPooling layer, as its config holds them; a number for each axis. */
export interface PaddedPoolingConfig {
  /** Whether the largest number of a window or its average comes out. */
  mode: 'max' | 'average';
  /** Size of the window along the axis of a sequence, the two of an image or the three of a volume. */
  poolSize: number[];
  /** Steps between windows. */
  strides: number[];
  /** Before and after each axis: −∞ for max, which never wins; zeros that count for average. */
  padding: [number, number][];
  /** Whether the last window may reach past the padding; what lies there counts for nothing. */
  ceil: boolean;
  name?: string;
}

/** The most negative number of float32: any real number wins against it, on every backend. */
const lowest = -3.4028234663852886e38;

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
 * what PyTorch does with `padding`, `ceil_mode` and `count_include_pad`.
 * Shape [n,…,c] → [n,(N + before + after − F)/S + 1 for each axis,c].
 */
export class PaddedPooling extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'PaddedPooling';
  private readonly mode: 'max' | 'average';
  private readonly poolSize: number[];
  private readonly strides: number[];
  private readonly padding: [number, number][];
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
      // A sequence is an image one pixel wide.
      if (this.poolSize.length > 1) return this.pool(x);
      const image = tf.expandDims(x, 2);
      return tf.squeeze(this.pool(image), [2]);
    });
  }

  private pool(x: tf.Tensor): tf.Tensor {
    const flat = this.poolSize.length === 1;
    const poolSize = flat ? [...this.poolSize, 1] : this.poolSize;
    const strides = flat ? [...this.strides, 1] : this.strides;
    const given = flat ? [...this.padding, [0, 0]] : this.padding;
    const padding = given.map(([before = 0, after = 0], axis): [number, number] => [
      before,
      after + this.overhang(x.shape[axis + 1] as number, axis),
    ]);
    const around: [number, number][] = [[0, 0], ...padding, [0, 0]];
    const isVolume = poolSize.length === 3;
    if (this.mode === 'max' && !isVolume) {
      return tf.maxPool(
        x as tf.Tensor4D,
        poolSize as [number, number],
        strides as [number, number],
        around as unknown as number,
      );
    }
    const padded = tf.pad(x, around, this.mode === 'max' ? lowest : 0);
    if (isVolume) {
      const pool = this.mode === 'max' ? tf.maxPool3d : tf.avgPool3d;
      const pooled = pool(
        padded as tf.Tensor5D,
        poolSize as [number, number, number],
        strides as [number, number, number],
        'valid',
      );
      return this.mode === 'max' ? pooled : this.withoutOverhang(pooled, x.shape);
    }
    const pooled = tf.avgPool(
      padded as tf.Tensor4D,
      poolSize as [number, number],
      strides as [number, number],
      'valid',
    );
    return this.withoutOverhang(pooled, x.shape);
  }

  /** Takes what lies past the padding out of the divisors of averages. */
  private withoutOverhang(pooled: tf.Tensor, shape: number[]): tf.Tensor {
    const axes = this.poolSize.map((_, axis) => axis);
    if (axes.every((axis) => this.overhang(shape[axis + 1] as number, axis) === 0)) return pooled;
    const counts = axes.map((axis) => {
      const [before, after] = this.padding[axis] as [number, number];
      const counted = (shape[axis + 1] as number) + before + after;
      const pool = this.poolSize[axis] as number;
      const windows = pooled.shape[axis + 1] as number;
      return windowCounts(counted, pool, this.strides[axis] as number, 0, windows);
    });
    const area = this.poolSize.reduce((product, size) => product * size, 1);
    const scale = outerProduct(counts).map((count) => area / count);
    return tf.mul(pooled, tf.tensor(scale, [1, ...pooled.shape.slice(1, -1), 1]));
  }

  /** The number of windows along an axis. */
  private places(size: number, axis: number): number {
    const [before, after] = this.padding[axis] as [number, number];
    const stride = this.strides[axis] as number;
    const room = size + before + after - (this.poolSize[axis] as number);
    const places = Math.floor(room / stride) + 1;
    // A last window that would start past the image sees nothing of it.
    const oneMore = this.ceil && room % stride !== 0 && places * stride < size + before;
    return oneMore ? places + 1 : places;
  }

  /** How far the last window reaches past the padding. */
  private overhang(size: number, axis: number): number {
    if (axis >= this.poolSize.length) return 0;
    const [before, after] = this.padding[axis] as [number, number];
    const start = (this.places(size, axis) - 1) * (this.strides[axis] as number);
    return Math.max(0, start + (this.poolSize[axis] as number) - (size + before + after));
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
