import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';

const title = 'Triplet';

/** What brings like embeddings nearer than unlike ones. */
export const triplet = defineLoss({
  id: 'triplet',
  title,
  summary: 'Asks an example to be nearer to one of its kind than to another one, by a margin.',
  source: 'Schroff, Kalenichenko & Philbin, FaceNet, 2015',
  inputs: {
    anchor: { dtype: 'float32', help: 'Embeddings of examples.' },
    positive: { dtype: 'float32', help: 'Embeddings of others of their kind.' },
    negative: { dtype: 'float32', help: 'Embeddings of others of another kind.' },
  },
  fields: {
    margin: field.number({
      label: 'Margin',
      help: 'How much farther the other one has to be.',
      default: 1,
      min: 0,
    }),
    distance: field.choice({
      label: 'Distance',
      help: 'FaceNet takes the square, PyTorch the distance itself.',
      default: 'euclidean',
      options: [
        { value: 'euclidean', label: 'Euclidean' },
        { value: 'squared', label: 'squared' },
      ],
    }),
  },
  messages: equalMessages,
  tape: tapeOfInput({ kept: 5, gradients: 6.5 }),
  infer: (_fields, { anchor, positive, negative }, report) =>
    haveEqualShapes(title, { anchor, positive, negative }, report) ? batchScalar : null,
  formula({ margin, distance }) {
    const far = (other: string): string =>
      `\\lVert a_i - ${other}_i \\rVert${distance === 'squared' ? '^2' : ''}`;
    return [`J = \\frac{1}{n}\\sum_{i=1}^{n} \\max(0, ${far('p')} - ${far('n')} + ${margin})`];
  },
  telling: ({ margin, distance }) =>
    `margin ${margin}${distance === 'squared' ? ' · squared' : ''}`,
  examples: [
    { fields: {}, inputs: [[8], [8], [8]], output: [], parameters: 0 },
    {
      fields: { margin: 0.2, distance: 'squared' },
      inputs: [[4], [4], [4]],
      output: [],
      parameters: 0,
    },
  ],
});
