import * as tf from '@tensorflow/tfjs';

/** The parts of tf.js's BatchNormalization and LayerNormalization that their call uses. */
interface NormalizationLayer extends tf.layers.Layer {
  scale: boolean;
  center: boolean;
  axis: number | readonly number[];
  gamma: Pick<tf.LayerVariable, 'read'> | null;
  beta: Pick<tf.LayerVariable, 'read'> | null;
}

/**
 * Layers batchNormalization and layerNormalization without scale or centre: in training tf.js reads
 * the weight that is not there. Such a layer runs with γ = 1 and β = 0 in the places of the two.
 */
export function correctNormalizationLayers(): void {
  for (const layer of [tf.layers.batchNormalization({}), tf.layers.layerNormalization({})]) {
    const prototype = Object.getPrototypeOf(layer) as tf.layers.Layer;
    const call = prototype.call;
    prototype.call = function (this: NormalizationLayer, inputs, kwargs) {
      const { scale, center, gamma, beta } = this;
      if (scale && center) return call.call(this, inputs, kwargs);
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const shape = [this.axis].flat().map((axis) => x.shape.at(axis) as number);
      return tf.tidy(() => {
        try {
          this.gamma = scale ? gamma : { read: () => tf.ones(shape) };
          this.beta = center ? beta : { read: () => tf.zeros(shape) };
          Object.assign(this, { scale: true, center: true });
          return call.call(this, inputs, kwargs);
        } finally {
          Object.assign(this, { scale, center, gamma, beta });
        }
      });
    } as tf.layers.Layer['call'];
  }
}
