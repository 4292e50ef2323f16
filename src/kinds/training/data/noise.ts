import { field } from '../../field';
import { defineData } from '../stepKind';

/** Random numbers, new ones for every step. */
export const noise = defineData({
  id: 'noise',
  title: 'Noise',
  summary: 'Random numbers, new for every step; the same seed gives the same ones.',
  source: 'Goodfellow et al., Generative Adversarial Networks, 2014',
  fields: {
    shape: field.shape({ label: 'Shape', help: 'Of one example.', default: [100] }),
    distribution: field.choice({
      label: 'Distribution',
      default: 'normal',
      options: [
        { value: 'normal', label: 'normal' },
        { value: 'uniform', label: 'uniform' },
      ],
    }),
    mean: field.number({ label: 'Mean', default: 0, advanced: true }),
    deviation: field.number({
      label: 'Deviation',
      help: 'Of a uniform one half its width: 1 means from −1 to 1 around the mean.',
      default: 1,
      min: 0,
      advanced: true,
    }),
  },
  outputs: ['y'],
  input: 'y',
  target: 'y',
  columns: ({ shape }) => ({ y: { shape, dtype: 'float32', content: 'vector' } }),
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ shape, distribution }) => `${distribution} · ${shape.join('×')}`,
});
