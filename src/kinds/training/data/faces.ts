import { defineData } from '../stepKind';
import {
  classType,
  drawnFields,
  imageType,
  noiseField,
  sizeField,
  vectorType,
} from './generatedFields';

/** Cartoon faces with attributes. */
export const faces = defineData({
  id: 'faces',
  title: 'Cartoon faces',
  summary: 'Faces drawn by chance: hair, glasses, how much they smile and where they look.',
  source: 'Liu et al., Deep Learning Face Attributes in the Wild, 2015',
  fields: { size: sizeField(24, 48), noise: noiseField(0), ...drawnFields(2000, 500) },
  outputs: ['image', 'hair', 'glasses', 'smile', 'factors'],
  input: 'image',
  target: 'hair',
  columns: ({ size }) => ({
    image: imageType(size, 3),
    hair: classType(3),
    glasses: classType(2),
    smile: classType(2),
    factors: vectorType([2]),
  }),
  trainCount: ({ count }) => count,
  telling: ({ size, count }) => `${size}×${size} · ${count}`,
  examples: [{ fields: { size: 16 }, inputs: [], output: [16, 16, 3], parameters: 0 }],
});
