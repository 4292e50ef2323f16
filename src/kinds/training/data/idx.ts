import { field } from '../../field';
import { defineData } from '../stepKind';

/** Images and labels of the user's own in MNIST's file format. */
export const idx = defineData({
  id: 'idx',
  title: 'IDX files',
  summary: 'Your own images and labels in the format of MNIST, gzipped or not.',
  source: 'LeCun, Cortes & Burges, The MNIST database of handwritten digits',
  fields: {
    images: field.text({ label: 'Images', help: 'Relative to the project file.', default: '' }),
    labels: field.text({ label: 'Labels', default: '' }),
    testImages: field.text({
      label: 'Test images',
      help: 'Empty: a part of the images is kept for testing.',
      default: '',
    }),
    testLabels: field.text({ label: 'Test labels', default: '' }),
    testRatio: field.number({
      label: 'Kept for testing',
      default: 0.2,
      min: 0,
      max: 0.9,
      step: 0.1,
    }),
    seed: field.integer({ label: 'Seed', default: 1, advanced: true }),
  },
  outputs: ['image', 'label'],
  input: 'image',
  target: 'label',
  columns: () => null,
  trainCount: () => null,
});
