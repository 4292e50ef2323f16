import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

/** Numbers times a factor. */
export const scale = defineMath({
  id: 'scale',
  title: 'Scale',
  summary:
    'Multiplies every number by a factor and adds another: of a batch’s tensor, a loss, a class.',
  source: 'Keras documentation, Rescaling',
  inputs: { x: { per: 'either' } },
  fields: {
    factor: field.number({
      label: 'Factor',
      help: 'What every number is multiplied by.',
      default: 1,
    }),
    offset: field.number({ label: 'Offset', help: 'What is then added.', default: 0 }),
  },
  messages: {},
  tape: tapeOfInput({ kept: 1 }),
  infer: (_fields, { x }) => ({
    shape: x.shape,
    dtype: 'float32',
    ...(x.per ? { per: x.per } : {}),
    ...(x.content === 'image' || x.content === 'vector' ? { content: x.content } : {}),
  }),
  formula: ({ factor, offset }) => [
    `y = ${factor}\\, x${offset === 0 ? '' : offset < 0 ? ` - ${-offset}` : ` + ${offset}`}`,
  ],
  telling: ({ factor, offset }) =>
    `× ${factor}${offset === 0 ? '' : offset < 0 ? ` − ${-offset}` : ` + ${offset}`}`,
  examples: [
    {
      fields: { factor: 0.5 },
      inputs: [{ shape: [], dtype: 'float32', per: 'batch' }],
      output: [],
      parameters: 0,
    },
    { fields: { factor: 2, offset: -1 }, inputs: [[4, 4, 1]], output: [4, 4, 1], parameters: 0 },
  ],
});
