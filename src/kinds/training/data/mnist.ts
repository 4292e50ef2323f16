import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType, digitChoiceFields, imageType, keptDigits } from './generatedFields';

/** How often each digit occurs among the training images. */
const DIGIT_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];

/** Handwritten digits. */
export const mnist = defineData({
  id: 'mnist',
  title: 'MNIST digits',
  summary: '70,000 handwritten digits, 28×28 grey pixels: 60,000 to learn from, 10,000 to test.',
  source: 'LeCun, Cortes & Burges, The MNIST database of handwritten digits',
  fields: {
    ...digitChoiceFields,
    count: field.integer({
      label: 'Training examples',
      help: 'The first ones of those kept; 0 sets no limit.',
      default: 0,
      min: 0,
      max: 60_000,
    }),
    testCount: field.integer({
      label: 'Test examples',
      help: 'The first ones of those kept; 0 sets no limit.',
      default: 0,
      min: 0,
      max: 10_000,
      advanced: true,
    }),
  },
  outputs: ['image', 'label'],
  input: 'image',
  target: 'label',
  columns: ({ classes }) => ({
    image: imageType(28, 1),
    label: classType(keptDigits(classes).length),
  }),
  trainCount({ classes, perClass, count }) {
    const kept = keptDigits(classes).reduce((sum, digit) => {
      const found = DIGIT_COUNTS[digit] ?? 0;
      return sum + (perClass > 0 ? Math.min(perClass, found) : found);
    }, 0);
    return count > 0 ? Math.min(count, kept) : kept;
  },
  telling: ({ classes, perClass }) =>
    [
      classes.length > 0 ? `digits ${keptDigits(classes).join(' ')}` : '',
      perClass > 0 ? `${perClass} a class` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  examples: [{ fields: {}, inputs: [], output: [28, 28, 1], parameters: 0 }],
});
