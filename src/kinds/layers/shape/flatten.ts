import { elementCount, formatShape } from '../../../base/tensorType';
import { defineLayer, type KerasLayer } from '../../layerKind';

/** All axes in one. */
export const flatten = defineLayer({
  id: 'flatten',
  title: 'Flatten',
  family: 'shape',
  summary: 'Lays all numbers of an example in one row, so that dense layers can follow.',
  source: 'Keras documentation, Flatten',
  inputs: { x: { rank: { min: 1 } } },
  fields: {},
  messages: {
    unknownSize:
      'The size of {shape} is not fully known, so the length of the row is not either. Give the input a fixed shape, or use global average pooling.',
    alreadyFlat: 'What arrives is a row of {length} numbers already; this changes nothing.',
  },
  view: true,
  keeps: 'none',
  infer(_fields, { x }, report) {
    const length = elementCount(x.shape);
    if (length === null) {
      const fixes =
        x.shape.length === 3
          ? [
              {
                title: 'Insert global average pooling before it',
                change: {
                  type: 'insertBefore' as const,
                  port: 'x',
                  kind: 'globalAveragePooling2d',
                },
              },
            ]
          : [];
      if (x.shape.length > 1) {
        report.error('unknownSize', { shape: formatShape(x.shape) }, { port: 'x', fixes });
        return null;
      }
    }
    if (x.shape.length === 1) report.hint('alreadyFlat', { length: length ?? '?' }, { port: 'x' });
    return { shape: [length], dtype: x.dtype };
  },
  reach: () => 'everything',
  layers(_fields, { x }) {
    const layer: KerasLayer =
      x.shape.length === 1
        ? // The Flatten of tf.js refuses a row.
          { className: 'Reshape', config: { targetShape: [x.shape[0] ?? -1] } }
        : { className: 'Flatten', config: {} };
    return [layer];
  },
  formula: (_fields, { x }, y) => [
    `${x.shape.map((axis) => axis ?? '?').join(' \\cdot ')} = ${y.shape[0] ?? '?'}`,
  ],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[7, 7, 512]], output: [25088], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[28, 28, 1]], output: [784], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[12]], output: [12], parameters: 0 },
  ],
});
