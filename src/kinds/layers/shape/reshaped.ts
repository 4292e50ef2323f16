import { formatShape, type Shape } from '../../../base/tensorType';
import type { KerasLayer } from '../../layerKind';
import type { Report } from '../../report';

/** The message of layers that tf.js reshapes, where it cannot tell the axes. */
export const reshapedMessages = {
  unknownAxes:
    '{shape} has {count} axes of unknown length, and only one of them can be told from the others when the network runs. Give the input a fixed shape.',
} as const;

/** Whether at most one axis is unknown; reports an error otherwise. */
export function canReshape(shape: Shape, report: Report<keyof typeof reshapedMessages>): boolean {
  const count = shape.filter((axis) => axis === null).length;
  if (count <= 1) return true;
  report.error('unknownAxes', { shape: formatShape(shape), count }, { port: 'x' });
  return false;
}

/** The Keras layer that gives numbers these axes. */
export function reshapeLayer(shape: Shape): KerasLayer {
  return { className: 'Reshape', config: { targetShape: shape.map((axis) => axis ?? -1) } };
}
