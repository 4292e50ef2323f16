import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { wayOfMasks } from '../sharedFields';

/** Steps of padding turned into zeros, and passed over by recurrent layers. */
export const masking = defineLayer({
  id: 'masking',
  title: 'Masking',
  family: 'shape',
  summary:
    'Turns steps that hold nothing but the padding value into zeros, and lets recurrent layers pass over them.',
  source: 'Keras documentation, Masking',
  inputs: {
    x: {
      rank: { min: 2 },
      dtype: 'float32',
      help: wayOfMasks,
    },
  },
  fields: {
    maskValue: field.number({
      label: 'Padding value',
      help: 'A step whose numbers are all this one is padding.',
      default: 0,
    }),
  },
  messages: {},
  keeps: 'both',
  infer: (_fields, { x }) => x,
  operations(_fields, { x }) {
    const elements = elementCount(x.shape);
    // A comparison and a multiplication for every number.
    return elements === null ? null : 2 * elements;
  },
  layers: ({ maskValue }) => [{ className: 'Masking', config: { maskValue } }],
  formula: ({ maskValue }) => [
    `y_t = \\begin{cases} 0 & x_t = (${maskValue}, \\dots, ${maskValue}) \\\\ x_t & \\text{otherwise} \\end{cases}`,
  ],
  telling: ({ maskValue }) => (maskValue === 0 ? '' : `value ${maskValue}`),
  examples: [
    { fields: {}, inputs: [[20, 64]], output: [20, 64], parameters: 0, macs: 0 },
    { fields: { maskValue: -1 }, inputs: [[null, 3]], output: [null, 3], parameters: 0 },
  ],
});
