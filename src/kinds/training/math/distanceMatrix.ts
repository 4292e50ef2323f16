import { formatShape, sameShape } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

const distances = {
  squared: { label: 'squared Euclidean', formula: 'y_{i,j} = \\lVert a_i - b_j \\rVert^2' },
  euclidean: { label: 'Euclidean', formula: 'y_{i,j} = \\lVert a_i - b_j \\rVert' },
  cosine: {
    label: '1 − cosine',
    formula: 'y_{i,j} = 1 - \\frac{a_i \\cdot b_j}{\\lVert a_i \\rVert\\, \\lVert b_j \\rVert}',
  },
} as const;

/** Distances of every example from others. */
export const distanceMatrix = defineMath({
  id: 'distanceMatrix',
  title: 'Distance matrix',
  summary:
    'How far every example is from each of others: from the prototypes of classes, or from the examples of another batch.',
  source: 'Snell, Swersky & Zemel, Prototypical Networks for Few-shot Learning, 2017',
  inputs: {
    a: { dtype: 'float32', help: 'Examples.' },
    b: {
      dtype: 'float32',
      per: 'either',
      help: 'Other examples, or one tensor for the whole batch that holds a row for each prototype.',
    },
  },
  fields: {
    distance: field.choice({
      label: 'Distance',
      help: 'How far apart two examples are said to be.',
      default: 'squared',
      options: (Object.keys(distances) as (keyof typeof distances)[]).map((value) => ({
        value,
        label: distances[value].label,
      })),
    }),
  },
  messages: {
    unlike: 'Examples of a are {a}, rows of b {b}; only equal shapes have a distance.',
    noRows:
      'b is a single number for the whole batch; it needs a row for everything compared with.',
  },
  tape: tapeOfInput({ kept: 3.5, gradients: 6 }),
  infer(_fields, { a, b }, report) {
    const isTable = b.per === 'batch';
    if (isTable && b.shape.length === 0) {
      report.error('noRows', {}, { port: 'b' });
      return null;
    }
    const row = isTable ? b.shape.slice(1) : b.shape;
    if (!sameShape(a.shape, row)) {
      report.error('unlike', { a: formatShape(a.shape), b: formatShape(row) }, { port: 'b' });
      return null;
    }
    return { shape: [isTable ? (b.shape[0] ?? null) : null], dtype: 'float32' };
  },
  formula: ({ distance }) => [distances[distance].formula],
  telling: ({ distance }) => distances[distance].label,
  examples: [
    {
      fields: {},
      inputs: [[8], { shape: [5, 8], dtype: 'float32', per: 'batch' }],
      output: [5],
      parameters: 0,
    },
    {
      fields: { distance: 'euclidean' },
      inputs: [
        [2, 3],
        [2, 3],
      ],
      output: [null],
      parameters: 0,
    },
    {
      fields: { distance: 'cosine' },
      inputs: [[4], { shape: [2, 4], dtype: 'float32', per: 'batch' }],
      output: [2],
      parameters: 0,
    },
  ],
});
