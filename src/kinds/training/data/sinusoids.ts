import { field } from '../../field';
import { defineData } from '../stepKind';
import { vectorType } from './generatedFields';

/** Few points of many waves: regression from few examples. */
export const sinusoids = defineData({
  id: 'sinusoids',
  title: 'Sine waves',
  summary: 'A few points of another sine wave for every example, and further points of it to tell.',
  source: 'Finn, Abbeel & Levine, Model-Agnostic Meta-Learning, 2017',
  fields: {
    shots: field.integer({ label: 'Points of each', default: 10, min: 1, max: 100 }),
    queries: field.integer({ label: 'Queries of each', default: 10, min: 1, max: 100 }),
  },
  outputs: ['x', 'y', 'queryX', 'queryY'],
  input: 'x',
  target: 'y',
  columns: ({ shots, queries }) => ({
    x: vectorType([shots, 1]),
    y: vectorType([shots, 1]),
    queryX: vectorType([queries, 1]),
    queryY: vectorType([queries, 1]),
  }),
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ shots }) => `${shots} points`,
  examples: [{ fields: { shots: 5 }, inputs: [], output: [5, 1], parameters: 0 }],
});
