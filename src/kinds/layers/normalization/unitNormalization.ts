import { defineLayer } from '../../layerKind';
import { operationsEach } from './normalizationFields';

/** Vectors of length 1. */
export const unitNormalization = defineLayer({
  id: 'unitNormalization',
  title: 'Unit normalisation',
  family: 'normalization',
  summary:
    'Divides every vector along the last axis by its length, so that dot products are cosines.',
  source: 'The layer UnitNormalization of Keras',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {},
  messages: {},
  keeps: 'both',
  infer: (_fields, { x }) => x,
  // Square, addition and division.
  operations: (_fields, _inputs, y) => operationsEach(3, y),
  layers: () => [{ className: 'UnitNormalization', config: {} }],
  formula: (_fields, { x }) => [
    `y = x \\Big/ \\sqrt{\\sum_{i=1}^{${x.shape.at(-1) ?? 'd'}} x_i^2}`,
  ],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[128]], output: [128], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
