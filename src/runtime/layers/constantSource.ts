import * as tf from '@tensorflow/tfjs';

/** The fields of a ConstantSource layer, as its config holds them. */
export interface ConstantSourceConfig {
  /** Shape without the batch axis. */
  shape: readonly number[];
  /** The numbers row by row, or one for all of them. */
  value: number | readonly number[];
  name?: string;
}

/**
 * The same numbers for every example: any tensor [n,…] → [n,…shape]. Of what comes in only the number
 * of examples counts; tf.js runs no layer without an input.
 */
export class ConstantSource extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ConstantSource';
  private readonly shape: readonly number[];
  private readonly value: number | readonly number[];

  constructor(config: ConstantSourceConfig) {
    super(config as { name?: string });
    this.shape = config.shape;
    this.value = config.value;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    return [batch, ...this.shape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const like = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const shape = [like.shape[0] as number, ...this.shape];
      if (typeof this.value === 'number') return tf.fill(shape, this.value);
      const row = tf.tensor2d([...this.value], [1, this.value.length]);
      return tf.reshape(tf.tile(row, [like.shape[0] as number, 1]), shape);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), shape: [...this.shape], value: this.value as number };
  }
}

tf.serialization.registerClass(ConstantSource);
