import { field } from '../../field';
import { defineData } from '../stepKind';

/** A table of numbers of the user's own. */
export const csv = defineData({
  id: 'csv',
  title: 'CSV table',
  summary: 'Your own table: one example a line, one column to predict.',
  source: 'RFC 4180, Common Format for Comma-Separated Values',
  fields: {
    path: field.text({ label: 'File', help: 'Relative to the project file.', default: '' }),
    targetColumn: field.text({
      label: 'Column to predict',
      help: 'Its name in the first line; empty means the last column.',
      default: '',
    }),
    task: field.choice({
      label: 'Predict',
      default: 'automatic',
      options: [
        { value: 'automatic', label: 'by content' },
        { value: 'classification', label: 'a class' },
        { value: 'regression', label: 'a number' },
      ],
    }),
    standardise: field.boolean({
      label: 'Standardise',
      help: 'Shifts and scales every column to mean 0 and deviation 1.',
      default: true,
    }),
    testRatio: field.number({
      label: 'Kept for testing',
      default: 0.2,
      min: 0,
      max: 0.9,
      step: 0.1,
    }),
    seed: field.integer({ label: 'Seed', default: 1, advanced: true }),
  },
  outputs: ['features', 'label'],
  input: 'features',
  target: 'label',
  columns: () => null,
  trainCount: () => null,
});
