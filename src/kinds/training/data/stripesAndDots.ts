import { defineData } from '../stepKind';
import { drawnFields, imageType, noiseField, sizeField } from './generatedFields';

/** Two domains of pictures without pairs. */
export const stripesAndDots = defineData({
  id: 'stripesAndDots',
  title: 'Stripes and dots',
  summary:
    'Two heaps of pictures that do not belong together: shapes with stripes, shapes with dots.',
  source:
    'Zhu et al., Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, 2017',
  fields: { size: sizeField(16), noise: noiseField(0), ...drawnFields(1000, 200) },
  outputs: ['stripes', 'dots'],
  input: 'stripes',
  target: 'dots',
  columns: ({ size }) => ({ stripes: imageType(size, 1), dots: imageType(size, 1) }),
  trainCount: ({ count }) => count,
  telling: ({ size, count }) => `${size}×${size} · ${count}`,
  examples: [{ fields: {}, inputs: [], output: [16, 16, 1], parameters: 0 }],
});
