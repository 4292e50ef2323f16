import { field } from '../../field';
import { defineData } from '../stepKind';

/** Pictures of the user's own, sorted into folders. */
export const imageFolder = defineData({
  id: 'imageFolder',
  title: 'Folder of images',
  summary: 'Your own PNG and JPEG pictures in one folder a class: cats/1.png, dogs/1.png.',
  source: 'PyTorch documentation, torchvision ImageFolder',
  fields: {
    path: field.text({ label: 'Folder', help: 'Relative to the project file.', default: '' }),
    size: field.pair({
      label: 'Resize to',
      help: 'Height and width.',
      default: [32, 32],
      min: 1,
      max: 4096,
    }),
    channels: field.choice({
      label: 'Colour',
      default: '3',
      options: [
        { value: '3', label: 'colour (3 channels)' },
        { value: '1', label: 'grey (1 channel)' },
      ],
    }),
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
  columns: ({ size, channels }) => ({
    image: { shape: [...size, Number(channels)], dtype: 'float32', content: 'image' },
    label: { shape: [], dtype: 'int32', content: 'class' },
  }),
  trainCount: () => null,
});
