import * as tf from '@tensorflow/tfjs';

/** The fields of a CausalMask layer, as its config holds them. */
export interface CausalMaskConfig {
  /** How many places a place sees, its own included; 0 for all before it. */
  window: number;
  name?: string;
}

/**
 * For a sequence [n,T,…] the mask [n,T,T], float32: 1 where column j may be looked at from row i,
 * that is for i−window < j ≤ i, and 0 elsewhere.
 */
export class CausalMask extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'CausalMask';
  private readonly window: number;

  constructor(config: CausalMaskConfig) {
    super(config as { name?: string });
    this.window = config.window;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, steps = null] = inputShape as tf.Shape;
    return [batch, steps, steps];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [batch = 1, steps = 1] = x.shape;
      const columns = tf.range(0, steps);
      const rows = tf.reshape(columns, [steps, 1]);
      let seen = tf.lessEqual(columns, rows);
      if (this.window > 0) {
        seen = tf.logicalAnd(seen, tf.greater(columns, tf.sub(rows, this.window)));
      }
      return tf.mul(tf.ones([batch, 1, 1]), tf.cast(seen, 'float32'));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), window: this.window };
  }
}

tf.serialization.registerClass(CausalMask);
