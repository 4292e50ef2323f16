import { field } from '../../field';
import { defineData } from '../stepKind';
import {
  classType,
  digitChoiceFields,
  drawnFields,
  imageType,
  keptDigits,
  noiseField,
  sizeField,
} from './generatedFields';

/** Drawn digits, smaller and faster than MNIST's. */
export const digits = defineData({
  id: 'digits',
  title: 'Drawn digits',
  summary: 'Digits drawn by chance in many hands, small, partly hidden and noisy: quick to learn.',
  source: 'LeCun, Cortes & Burges, The MNIST database of handwritten digits',
  fields: {
    size: sizeField(16),
    occlusion: field.number({
      label: 'Hidden',
      help: 'The share of every picture under a grey patch.',
      default: 0.05,
      min: 0,
      max: 0.5,
      step: 0.05,
    }),
    noise: noiseField(0.1),
    ...digitChoiceFields,
    ...drawnFields(4000, 1000),
  },
  outputs: ['image', 'label'],
  input: 'image',
  target: 'label',
  columns: ({ size, classes }) => ({
    image: imageType(size, 1),
    label: classType(keptDigits(classes).length),
  }),
  trainCount: ({ count, perClass, classes }) =>
    perClass > 0 ? Math.min(count, perClass * keptDigits(classes).length) : count,
  telling: ({ size, count }) => `${size}×${size} · ${count}`,
  examples: [
    { fields: { size: 12, classes: [3, 8] }, inputs: [], output: [12, 12, 1], parameters: 0 },
  ],
});
