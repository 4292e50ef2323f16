import { field } from '../../field';
import { defineData } from '../stepKind';

/** Two classes of points in the plane. */
export const playground = defineData({
  id: 'playground',
  title: 'Playground points',
  summary: 'Two classes of points in the plane, as the TensorFlow Playground draws them.',
  source: 'Smilkov et al., Direct-Manipulation Visualization of Deep Networks, 2017',
  fields: {
    shape: field.choice({
      label: 'Pattern',
      default: 'circle',
      options: [
        { value: 'circle', label: 'Circle' },
        { value: 'xor', label: 'Exclusive or' },
        { value: 'gaussian', label: 'Gaussian' },
        { value: 'spiral', label: 'Spiral' },
      ],
    }),
    count: field.integer({ label: 'Points', default: 500, min: 10, max: 1_000_000 }),
    noise: field.number({ label: 'Noise %', default: 0, min: 0, max: 50, step: 5 }),
    testRatio: field.number({
      label: 'Kept for testing',
      help: 'The part of the points that is never learned from.',
      default: 0.5,
      min: 0.1,
      max: 0.9,
      step: 0.1,
    }),
    seed: field.integer({ label: 'Seed', default: 1, advanced: true }),
  },
  outputs: ['point', 'label'],
  input: 'point',
  target: 'label',
  columns: () => ({
    point: { shape: [2], dtype: 'float32', content: 'vector' },
    label: { shape: [], dtype: 'int32', content: 'class', classCount: 2 },
  }),
  trainCount: ({ count, testRatio }) => Math.round(count * (1 - testRatio)),
});
