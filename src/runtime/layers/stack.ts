import * as tf from '@tensorflow/tfjs';

/** The fields of a Stack layer, as its config holds them. */
export interface StackConfig {
  /** The place of the new axis in the output; 1 is the first after the batch axis. */
  axis: number;
  name?: string;
}

/** Puts k inputs of one shape [n,…] one behind the other along a new axis: [n,…,k,…]. */
export class Stack extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Stack';
  private readonly axis: number;

  constructor(config: StackConfig) {
    super(config as { name?: string });
    this.axis = config.axis;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shapes = inputShape as tf.Shape[];
    const [first = []] = shapes;
    return [...first.slice(0, this.axis), shapes.length, ...first.slice(this.axis)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.stack(inputs as tf.Tensor[], this.axis);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(Stack);
