import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType, imageType, noiseField, sizeField } from './generatedFields';

/** Made-up characters; those for testing are not those learned from. */
export const glyphs = defineData({
  id: 'glyphs',
  title: 'Made-up characters',
  summary: 'Characters nobody writes, a few drawings of each; the test has other characters.',
  source: 'Lake et al., One Shot Learning of Simple Visual Concepts, 2011',
  fields: {
    size: sizeField(16),
    classes: field.integer({ label: 'Characters', default: 60, min: 2, max: 1000 }),
    testClasses: field.integer({
      label: 'Test characters',
      help: 'Others, none of which is learned from.',
      default: 20,
      min: 2,
      max: 1000,
    }),
    perClass: field.integer({ label: 'Drawings of each', default: 20, min: 2, max: 50 }),
    noise: noiseField(0.05),
    seed: field.integer({ label: 'Seed', default: 1, advanced: true }),
  },
  outputs: ['image', 'label'],
  input: 'image',
  target: 'label',
  columns: ({ size, classes, testClasses }) => ({
    image: imageType(size, 1),
    label: classType(classes + testClasses),
  }),
  trainCount: ({ classes, perClass }) => classes * perClass,
  telling: ({ size, classes }) => `${size}×${size} · ${classes} characters`,
  examples: [{ fields: {}, inputs: [], output: [16, 16, 1], parameters: 0 }],
});
