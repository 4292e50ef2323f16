import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';

const title = 'InfoNCE';

/** What self-supervised embeddings make smaller: to find the other view of the same. */
export const infoNce = defineLoss({
  id: 'infoNce',
  title,
  summary:
    'Asks every example’s embedding to point to its other view, rather than to others of the batch.',
  source:
    'van den Oord et al., 2018; Chen et al., SimCLR, 2020 (NT-Xent); Radford et al., CLIP, 2021',
  inputs: {
    a: { dtype: 'float32', help: 'Embeddings of one view of the examples.' },
    b: { dtype: 'float32', help: 'Embeddings of their other view, in the same order.' },
  },
  fields: {
    temperature: field.number({
      label: 'Temperature',
      help: 'Small ones look at the nearest wrong views most.',
      default: 0.5,
      min: 0.01,
    }),
    negatives: field.choice({
      label: 'Among',
      help: 'Which views the right one has to be found among.',
      default: 'all',
      options: [
        { value: 'all', label: 'all other views (NT-Xent)' },
        { value: 'across', label: 'views of the other input (CLIP)' },
      ],
    }),
  },
  messages: equalMessages,
  infer: (_fields, { a, b }, report) =>
    haveEqualShapes(title, { a, b }, report) ? batchScalar : null,
  formula: ({ temperature, negatives }) => [
    `s(u, v) = \\frac{u \\cdot v}{\\lVert u \\rVert\\, \\lVert v \\rVert} / ${temperature}`,
    negatives === 'all'
      ? 'J = -\\frac{1}{2n}\\sum_{i=1}^{2n} \\log \\frac{e^{s(z_i, z_{i+n})}}{\\sum_{k \\ne i} e^{s(z_i, z_k)}}, \\quad z = (a, b)'
      : 'J = -\\frac{1}{2n}\\sum_{i=1}^{n} \\log \\frac{e^{s(a_i, b_i)}}{\\sum_k e^{s(a_i, b_k)}} + \\log \\frac{e^{s(a_i, b_i)}}{\\sum_k e^{s(a_k, b_i)}}',
  ],
  telling: ({ temperature, negatives }) =>
    `τ ${temperature}${negatives === 'across' ? ' · across' : ''}`,
  examples: [
    { fields: {}, inputs: [[8], [8]], output: [], parameters: 0 },
    {
      fields: { negatives: 'across', temperature: 0.1 },
      inputs: [[4], [4]],
      output: [],
      parameters: 0,
    },
  ],
});
