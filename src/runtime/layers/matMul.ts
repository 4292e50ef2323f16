import * as tf from '@tensorflow/tfjs';

/** The fields of a MatMul layer, as its config holds them. */
export interface MatMulConfig {
  /** Whether rows and columns of the left matrices are swapped first. */
  transposeA?: boolean;
  /** Whether rows and columns of the right matrices are swapped first. */
  transposeB?: boolean;
  name?: string;
}

/**
 * Products of the matrices in the last two axes: [n,…,r,k]·[n,…,k,c] → [n,…,r,c]. Leading axes after
 * the batch axis stretch where they are 1 or missing; they are stretched by hand, since the gradient
 * of tf.matMul fails when it stretches them itself.
 */
export class MatMul extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'MatMul';
  private readonly transposeA: boolean;
  private readonly transposeB: boolean;

  constructor(config: MatMulConfig) {
    super(config as { name?: string });
    this.transposeA = config.transposeA ?? false;
    this.transposeB = config.transposeB ?? false;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [a = [], b = []] = inputShape as tf.Shape[];
    return [
      a[0] ?? b[0] ?? null,
      ...commonLeading(a, b),
      a[a.length - (this.transposeA ? 1 : 2)] ?? null,
      b[b.length - (this.transposeB ? 2 : 1)] ?? null,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [a, b] = inputs as [tf.Tensor, tf.Tensor];
      const leading = [a.shape[0] as number, ...(commonLeading(a.shape, b.shape) as number[])];
      return tf.matMul(
        stretched(a, leading),
        stretched(b, leading),
        this.transposeA,
        this.transposeB,
      );
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), transposeA: this.transposeA, transposeB: this.transposeB };
  }
}

/** The axes between batch and matrices that both inputs stretch to. */
function commonLeading(a: readonly (number | null)[], b: readonly (number | null)[]) {
  const rank = Math.max(a.length, b.length) - 3;
  return Array.from({ length: rank }, (_, place) => {
    const left = a[a.length - 2 - rank + place];
    const right = b[b.length - 2 - rank + place];
    // The batch axis is no leading axis, even of the input with fewer of them.
    const first = a.length - 3 < rank - place ? 1 : (left ?? null);
    const second = b.length - 3 < rank - place ? 1 : (right ?? null);
    return first === 1 || (first === null && second !== 1) ? second : first;
  });
}

/** Matrices repeated along leading axes of length 1 or that are missing; batch axis included. */
function stretched(x: tf.Tensor, leading: readonly number[]): tf.Tensor {
  const matrix = x.shape.slice(-2);
  const own = x.shape.slice(1, -2);
  const missing = Array.from({ length: leading.length - 1 - own.length }, () => 1);
  const shape = [x.shape[0] as number, ...missing, ...own, ...matrix];
  const wanted = [...leading, ...matrix];
  const reshaped = missing.length > 0 ? tf.reshape(x, shape) : x;
  if (shape.join() === wanted.join()) return reshaped;
  // Multiplying by ones repeats at any rank; the gradient of tf.tile ends at rank 4.
  return tf.mul(reshaped, tf.ones([1, ...leading.slice(1), 1, 1]));
}

tf.serialization.registerClass(MatMul);
