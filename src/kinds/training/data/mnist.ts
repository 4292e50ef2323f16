import { float32 } from '../../../base/tensorType';
import { defineData } from '../trainingKind';

/** Handwritten digits. */
export const mnist = defineData({
  id: 'mnist',
  title: 'MNIST digits',
  summary: '70,000 handwritten digits, 28×28 grey pixels: 60,000 to learn from, 10,000 to test.',
  source: 'LeCun, Cortes & Burges, The MNIST database of handwritten digits',
  fields: {},
  input: 'image',
  target: 'label',
  columns: () => ({
    image: { type: float32([28, 28, 1]), content: 'image' },
    label: { type: { shape: [], dtype: 'int32' }, content: 'class', classCount: 10 },
  }),
  trainCount: () => 60_000,
});
