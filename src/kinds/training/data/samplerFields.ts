import type { TensorType } from '../../../base/tensorType';
import { field } from '../../field';
import { imageType, sizeField } from './generatedFields';

/** Where samplers of pictures take them from. */
export const pictureFields = {
  source: field.choice({
    label: 'Pictures',
    help: 'Of made-up characters the test has others than are learned from.',
    default: 'glyphs',
    options: [
      { value: 'glyphs', label: 'made-up characters' },
      { value: 'digits', label: 'drawn digits' },
      { value: 'mnist', label: 'MNIST digits' },
    ],
  }),
  size: {
    ...sizeField(16),
    help: 'Height and width in pixels; those of MNIST are always 28.',
  },
  seed: field.integer({ label: 'Seed', help: 'Of the pictures.', default: 1, advanced: true }),
} as const;

/** The type of the pictures that a sampler gives. */
export function pictureType(source: string, size: number): TensorType {
  return imageType(source === 'mnist' ? 28 : size, 1);
}
