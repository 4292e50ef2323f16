import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';

const title = 'Cosine similarity';

/** What turns two tensors into one direction. */
export const cosineSimilarity = defineLoss({
  id: 'cosineSimilarity',
  title,
  summary:
    'Turns two tensors into one direction, whatever their lengths: 1 minus the cosine between them.',
  source: 'PyTorch documentation, CosineEmbeddingLoss',
  inputs: {
    a: { dtype: 'float32', help: 'One tensor.' },
    b: { dtype: 'float32', help: 'The other one.' },
  },
  fields: {},
  messages: equalMessages,
  tape: tapeOfInput({ kept: 6, gradients: 7.5 }),
  infer: (_fields, { a, b }, report) =>
    haveEqualShapes(title, { a, b }, report) ? batchScalar : null,
  formula: () => [
    'J = \\frac{1}{n}\\sum_{i=1}^{n} 1 - \\frac{a_i \\cdot b_i}{\\lVert a_i \\rVert\\, \\lVert b_i \\rVert}',
  ],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[8], [8]], output: [], parameters: 0 },
    {
      fields: {},
      inputs: [
        [3, 4],
        [3, 4],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
