import * as tf from '@tensorflow/tfjs';

/** The fields of a SelectStep layer, as its config holds them. */
export interface SelectStepConfig {
  /** The step, from 0; negative numbers count from the end. */
  index: number;
  name?: string;
}

/** One step of a sequence, without the axis of steps; shape [n,t,…] → [n,…]. */
export class SelectStep extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SelectStep';
  private readonly index: number;

  constructor(config: SelectStepConfig) {
    super(config as { name?: string });
    this.index = config.index;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, , ...rest] = inputShape as tf.Shape;
    return [batch, ...rest];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [, steps = 1, ...rest] = x.shape;
      const index = this.index < 0 ? steps + this.index : this.index;
      const begin = [0, index, ...rest.map(() => 0)];
      return tf.squeeze(tf.slice(x, begin, [-1, 1, ...rest]), [1]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), index: this.index };
  }
}

tf.serialization.registerClass(SelectStep);
