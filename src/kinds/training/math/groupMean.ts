import { defineMath } from '../stepKind';
import { classesField, classesMessages, coversClasses } from './classesField';

/** The mean of the examples of every class. */
export const groupMean = defineMath({
  id: 'groupMean',
  title: 'Group mean',
  summary:
    'The mean of the examples of every class: its prototype. One tensor for the batch, with a row for each class.',
  source: 'Snell, Swersky & Zemel, Prototypical Networks for Few-shot Learning, 2017',
  inputs: {
    x: { dtype: 'float32', help: 'Examples, such as embeddings.' },
    group: { rank: 0, content: 'class', help: 'The class of each.' },
  },
  fields: { classes: classesField },
  messages: classesMessages,
  infer({ classes }, { x, group }, report) {
    if (!coversClasses(classes, group, 'group', report)) return null;
    return { shape: [classes, ...x.shape], dtype: 'float32', per: 'batch' };
  },
  formula: ({ classes }) => [
    `y_k = \\frac{1}{n_k}\\sum_{i: g_i = k} x_i, \\quad k = 0, \\dots, ${classes - 1}`,
  ],
  telling: ({ classes }) => String(classes),
  examples: [
    {
      fields: { classes: 5 },
      inputs: [[8], { shape: [], dtype: 'int32', content: 'class', classCount: 5 }],
      output: [5, 8],
      parameters: 0,
    },
    {
      fields: { classes: 2 },
      inputs: [[2, 3], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [2, 2, 3],
      parameters: 0,
    },
  ],
});
