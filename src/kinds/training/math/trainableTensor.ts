import { field } from '../../field';
import { defineMath } from '../stepKind';

/** Numbers that updates change: an image to optimise. */
export const trainableTensor = defineMath({
  id: 'trainableTensor',
  title: 'Trainable tensor',
  summary: 'Numbers of the training step itself that updates change, such as an image to optimise.',
  source: 'Gatys et al., Image Style Transfer Using Convolutional Neural Networks, 2016',
  inputs: {
    start: { optional: true, help: 'What it begins as; left open, random numbers.' },
  },
  fields: {
    shape: field.shape({ label: 'Shape', help: 'Of one example.', default: [28, 28, 1] }),
    count: field.integer({
      label: 'Examples',
      help: 'How many of them are changed at once.',
      default: 1,
      min: 1,
      max: 10_000,
    }),
    mean: field.number({ label: 'Mean', help: 'Of the random start.', default: 0.5 }),
    deviation: field.number({
      label: 'Deviation',
      help: 'Of the random start: its standard deviation.',
      default: 0.1,
      min: 0,
    }),
    min: field.number({
      label: 'Smallest',
      help: 'No number becomes less than this, unless both ends are equal.',
      default: 0,
      advanced: true,
    }),
    max: field.number({
      label: 'Largest',
      help: 'After each step it is kept between smallest and largest; equal ones leave it.',
      default: 0,
      advanced: true,
    }),
  },
  messages: { start: 'The start is {found}, but the tensor {wanted}. Make them equal.' },
  infer({ shape }, { start }, report) {
    if (start && String(start.shape) !== String(shape)) {
      const values = { found: start.shape.join('×'), wanted: shape.join('×') };
      report.error('start', values, {
        port: 'start',
        fixes: [
          {
            title: `Set the shape to ${values.found}`,
            change: { type: 'setFields', values: { shape: [...start.shape] } },
          },
        ],
      });
      return null;
    }
    return { shape, dtype: 'float32', ...(shape.length === 3 ? { content: 'image' } : {}) };
  },
  weights: ({ shape, count }) => [{ name: 'value', shape: [count, ...shape], trainable: true }],
  formula: () => ['x \\leftarrow x - \\eta \\frac{\\partial J}{\\partial x}'],
  telling: ({ shape, count }) => (count > 1 ? `${count} of ${shape.join('×')}` : shape.join('×')),
  examples: [
    { fields: { shape: [8, 8, 3] }, inputs: [], output: [8, 8, 3], parameters: 192 },
    { fields: { shape: [5], count: 3 }, inputs: [[5]], output: [5], parameters: 15 },
  ],
});
