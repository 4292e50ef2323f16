import * as tf from '@tensorflow/tfjs';

/** The average of each channel over a volume; shape [n,d,h,w,c] → [n,c]. */
export class GlobalAveragePooling3D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GlobalAveragePooling3D';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    return [shape[0] as number, shape[4] as number];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor5D;
    return tf.mean(x, [1, 2, 3]);
  }
}

tf.serialization.registerClass(GlobalAveragePooling3D);
