import { defineData } from '../stepKind';
import { drawnFields, imageType, noiseField, sizeField } from './generatedFields';

/** Pairs of an outline and a filled picture. */
export const edgesAndShapes = defineData({
  id: 'edgesAndShapes',
  title: 'Edges and shapes',
  summary: 'Pairs of pictures: the edges of some shapes, and the same shapes filled with colour.',
  source: 'Isola et al., Image-to-Image Translation with Conditional Adversarial Networks, 2017',
  fields: { size: sizeField(16), noise: noiseField(0), ...drawnFields(1000, 200) },
  outputs: ['edges', 'shapes'],
  input: 'edges',
  target: 'shapes',
  columns: ({ size }) => ({ edges: imageType(size, 1), shapes: imageType(size, 3) }),
  trainCount: ({ count }) => count,
  telling: ({ size, count }) => `${size}×${size} · ${count}`,
  examples: [{ fields: {}, inputs: [], output: [16, 16, 1], parameters: 0 }],
});
