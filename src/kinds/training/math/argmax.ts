import { defineMath } from '../stepKind';

/** The place of the largest number. */
export const argmax = defineMath({
  id: 'argmax',
  title: 'Argmax',
  summary: 'The place of the largest number along the last axis: the class or action chosen.',
  source: 'NumPy documentation, numpy.argmax',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32', help: 'One number for every class.' } },
  fields: {},
  messages: {},
  infer(_fields, { x }) {
    const classCount = x.shape.at(-1);
    return {
      shape: x.shape.slice(0, -1),
      dtype: 'int32',
      content: 'class',
      ...(classCount == null ? {} : { classCount }),
    };
  },
  formula: () => ['y = \\arg\\max_k x_k'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[10]], output: [], parameters: 0 },
    { fields: {}, inputs: [[4, 5, 3]], output: [4, 5], parameters: 0 },
  ],
});
