import { defineMath } from '../stepKind';
import { classesField, classesMessages, coversClasses } from './classesField';

/** Classes as rows of zeros with a one. */
export const oneHot = defineMath({
  id: 'oneHot',
  title: 'One-hot',
  summary: 'Turns a class into a row of zeros with a one at its place: a condition for a network.',
  source: 'TensorFlow documentation, tf.one_hot',
  inputs: { x: { content: 'class', help: 'Classes, counted from 0.' } },
  fields: { classes: classesField },
  messages: classesMessages,
  infer({ classes }, { x }, report) {
    if (!coversClasses(classes, x, 'x', report)) return null;
    return { shape: [...x.shape, classes], dtype: 'float32', content: 'vector' };
  },
  formula: ({ classes }) => [`y_k = [x = k], \\quad k = 0, \\dots, ${classes - 1}`],
  telling: ({ classes }) => String(classes),
  examples: [
    {
      fields: {},
      inputs: [{ shape: [], dtype: 'int32', content: 'class', classCount: 10 }],
      output: [10],
      parameters: 0,
    },
    {
      fields: { classes: 3 },
      inputs: [{ shape: [4, 5], dtype: 'int32', content: 'class', classCount: 3 }],
      output: [4, 5, 3],
      parameters: 0,
    },
  ],
});
