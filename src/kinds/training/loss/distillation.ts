import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';

const title = 'Distillation';

/** What a student network makes smaller to answer like its teacher. */
export const distillation = defineLoss({
  id: 'distillation',
  title,
  summary:
    'Asks a student for the shares that its teacher gives to all classes, softened by a temperature; both without softmax.',
  source: 'Hinton, Vinyals & Dean, Distilling the Knowledge in a Neural Network, 2015',
  inputs: {
    student: { rank: { min: 1 }, dtype: 'float32', help: 'Its outputs without softmax.' },
    teacher: {
      rank: { min: 1 },
      dtype: 'float32',
      help: 'Its outputs without softmax; no gradient goes there.',
    },
  },
  fields: {
    temperature: field.number({
      label: 'Temperature',
      help: 'Larger ones show more of what the teacher thinks of wrong classes.',
      default: 4,
      min: 0.01,
    }),
  },
  messages: equalMessages,
  expects: () => ['linear'],
  tape: tapeOfInput({ kept: 12, gradients: 10.5 }),
  infer: (_fields, { student, teacher }, report) =>
    haveEqualShapes(title, { teacher, student }, report) ? batchScalar : null,
  formula: ({ temperature: T }) => [
    `p = \\mathrm{softmax}(z^{\\text{teacher}} / ${T}), \\quad q = \\mathrm{softmax}(z^{\\text{student}} / ${T})`,
    `J = ${T}^2 \\cdot \\frac{1}{n}\\sum_{i=1}^{n}\\sum_k p_{i,k} \\log \\frac{p_{i,k}}{q_{i,k}}`,
  ],
  telling: ({ temperature }) => `T ${temperature}`,
  examples: [
    { fields: {}, inputs: [[10], [10]], output: [], parameters: 0 },
    {
      fields: { temperature: 1 },
      inputs: [
        [5, 3],
        [5, 3],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
