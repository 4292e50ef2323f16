import { defineData } from '../stepKind';
import {
  classType,
  drawnFields,
  imageType,
  noiseField,
  sizeField,
  tokensType,
  vectorType,
} from './generatedFields';

const FORMS = 4;
const COLOURS = 5;
const WORDS = 19;
const CAPTION_LENGTH = 7;

/** Coloured shapes with everything that can be said of them. */
export const shapes = defineData({
  id: 'shapes',
  title: 'Coloured shapes',
  summary: 'A coloured shape a picture, with its form, colour, mask, box and a caption.',
  source: 'Johnson et al., CLEVR: A Diagnostic Dataset for Visual Reasoning, 2017',
  fields: { size: sizeField(16, 48), noise: noiseField(0.05), ...drawnFields(2000, 500) },
  outputs: ['image', 'label', 'colour', 'mask', 'box', 'caption'],
  input: 'image',
  target: 'label',
  columns: ({ size }) => ({
    image: imageType(size, 3),
    label: classType(FORMS),
    colour: classType(COLOURS),
    mask: classType(FORMS + 1, [size, size]),
    box: vectorType([4]),
    caption: tokensType(CAPTION_LENGTH, WORDS),
  }),
  trainCount: ({ count }) => count,
  telling: ({ size, count }) => `${size}×${size} · ${count}`,
  examples: [{ fields: { size: 32 }, inputs: [], output: [32, 32, 3], parameters: 0 }],
});
