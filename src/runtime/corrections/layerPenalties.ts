import * as tf from '@tensorflow/tfjs';

/** What a layer can hold other layers in: models, wrappers, recurrent layers and their cells. */
interface HoldingLayer extends tf.layers.Layer {
  readonly layers?: readonly tf.layers.Layer[];
  readonly layer?: tf.layers.Layer;
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
  readonly cell?: tf.layers.Layer;
  readonly cells?: readonly tf.layers.Layer[];
}

/** The penalties of a layer and of every layer within it, each once. */
function gatherPenalties(
  layer: tf.layers.Layer,
  found: Set<() => tf.Scalar> = new Set(),
): Set<() => tf.Scalar> {
  const {
    layers = [],
    layer: inner,
    forwardLayer,
    backwardLayer,
    cell,
    cells = [],
  } = layer as HoldingLayer;
  for (const held of [...layers, inner, forwardLayer, backwardLayer, cell, ...cells]) {
    if (held) gatherPenalties(held, found);
  }
  for (const penalty of layer.losses ?? []) found.add(penalty);
  return found;
}

/**
 * The penalties that a model adds to its loss. tf.js counts those of a shared layer once for each of
 * its calls, where Keras counts a weight once, and leaves out those of recurrent layers, whose
 * weights lie in a cell.
 */
export function correctLayerPenalties(): void {
  tf.LayersModel.prototype.calculateLosses = function () {
    return tf.tidy(() => [...gatherPenalties(this)].map((penalty) => penalty()));
  };
}
