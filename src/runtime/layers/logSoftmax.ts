import * as tf from '@tensorflow/tfjs';

/** The fields of a LogSoftmax layer, as its config holds them. */
export interface LogSoftmaxConfig {
  /** The axis whose probabilities sum to 1; 1 is the first after the batch axis. */
  axis: number;
  name?: string;
}

/**
 * The logarithms of the probabilities that a softmax gives along an axis; shape stays. The function of
 * tf.js knows the last axis only.
 */
export class LogSoftmax extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'LogSoftmax';
  private readonly axis: number;

  constructor(config: LogSoftmaxConfig) {
    super(config as { name?: string });
    this.axis = config.axis;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      return tf.sub(x, tf.logSumExp(x, this.axis, true));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(LogSoftmax);
