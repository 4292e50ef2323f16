import * as tf from '@tensorflow/tfjs';

/** The parts of tf.js's depthwise and separable convolutions that their configs miss. */
interface MultiplyingLayer extends tf.layers.Layer {
  readonly depthMultiplier: number;
  readonly depthwiseConstraint?: tf.serialization.Serializable | null;
}

/**
 * What depthwise and separable convolutions write down when a model is saved: tf.js leaves out the
 * multiplier of a separable one, and writes the penalty of a depthwise one in the place of its
 * constraint. Such a model came back as another one, or not at all.
 */
export function correctConvolutionConfigs(): void {
  correctConfig(tf.layers.separableConv2d({ filters: 1, kernelSize: 1 }), (layer) => ({
    depthMultiplier: layer.depthMultiplier,
  }));
  correctConfig(tf.layers.depthwiseConv2d({ kernelSize: 1 }), ({ depthwiseConstraint: kept }) => ({
    depthwiseConstraint: kept ? { className: kept.getClassName(), config: kept.getConfig() } : null,
  }));
}

function correctConfig(
  layer: tf.layers.Layer,
  missing: (layer: MultiplyingLayer) => tf.serialization.ConfigDict,
): void {
  const prototype = Object.getPrototypeOf(layer) as tf.layers.Layer;
  const { getConfig } = prototype;
  prototype.getConfig = function (this: MultiplyingLayer) {
    return { ...getConfig.call(this), ...missing(this) };
  } as tf.layers.Layer['getConfig'];
}
