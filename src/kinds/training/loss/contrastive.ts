import { batchScalar, elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';

const title = 'Contrastive';

/** What a siamese network makes smaller. */
export const contrastive = defineLoss({
  id: 'contrastive',
  title,
  summary:
    'Draws the embeddings of like pairs together, and those of unlike pairs apart up to a margin.',
  source:
    'Hadsell, Chopra & LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006',
  inputs: {
    a: { dtype: 'float32', help: 'Embeddings of the first of each pair.' },
    b: { dtype: 'float32', help: 'Embeddings of the second.' },
    same: { help: '1 for pairs that are alike, 0 for others.' },
  },
  fields: {
    margin: field.number({
      label: 'Margin',
      help: 'Unlike pairs this far apart are left alone.',
      default: 1,
      min: 0,
    }),
  },
  messages: {
    ...equalMessages,
    same: 'One number for every pair belongs at same, 1 for alike and 0 for unlike, but {shape} arrives.',
  },
  tape: tapeOfInput({ kept: 3.5, gradients: 4 }),
  infer(_fields, { a, b, same }, report) {
    if (!haveEqualShapes(title, { a, b }, report)) return null;
    if (elementCount(same.shape) === 1) return batchScalar;
    report.error('same', { shape: formatShape(same.shape) }, { port: 'same' });
    return null;
  },
  formula: ({ margin }) => [
    `J = \\frac{1}{2n}\\sum_{i=1}^{n} s_i d_i^2 + (1 - s_i) \\max(0, ${margin} - d_i)^2, \\quad d_i = \\lVert a_i - b_i \\rVert`,
  ],
  telling: ({ margin }) => `margin ${margin}`,
  examples: [
    {
      fields: {},
      inputs: [[8], [8], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [],
      parameters: 0,
    },
    { fields: { margin: 2 }, inputs: [[2, 3], [2, 3], [1]], output: [], parameters: 0 },
  ],
});
