import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { writtenShape } from '../axis';

/** A row again at every step of a sequence. */
export const repeatVector = defineLayer({
  id: 'repeatVector',
  title: 'Repeat vector',
  family: 'shape',
  summary: 'Gives a row again at every step of a sequence, as a decoder needs its context.',
  source: 'Keras documentation, RepeatVector',
  inputs: { x: { rank: 1, axes: ['features'], dtype: 'float32' } },
  fields: {
    n: field.integer({
      label: 'Steps',
      help: 'How many times the row is given.',
      default: 2,
      min: 1,
    }),
  },
  messages: {},
  keeps: 'none',
  infer: ({ n }, { x }) => ({ shape: [n, ...x.shape], dtype: x.dtype }),
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach: () => 'everything',
  layers: ({ n }) => [{ className: 'RepeatVector', config: { n } }],
  formula: (_fields, { x }, y) => [`${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`],
  telling: ({ n }) => `${n} steps`,
  examples: [
    { fields: { n: 12 }, inputs: [[256]], output: [12, 256], parameters: 0, macs: 0 },
    { fields: { n: 1 }, inputs: [[null]], output: [1, null], parameters: 0 },
  ],
});
