import type * as tf from '@tensorflow/tfjs';

/** A layer that draws random numbers from a stream of its own. */
export interface DrawingLayer {
  /** How many times it has drawn in training, and outside. */
  position: number;
  looked?: number;
}

/** The layers within a layer, and itself, that draw. */
export function drawingLayersOf(layer: tf.layers.Layer): DrawingLayer[] {
  const {
    position,
    layer: inner,
    cell,
  } = layer as unknown as Partial<DrawingLayer> & {
    layer?: tf.layers.Layer;
    cell?: { layers?: tf.layers.Layer[] };
  };
  return [
    ...(typeof position === 'number' ? [layer as unknown as DrawingLayer] : []),
    ...(inner ? drawingLayersOf(inner) : []),
    ...(cell?.layers ?? []).flatMap(drawingLayersOf),
  ];
}
