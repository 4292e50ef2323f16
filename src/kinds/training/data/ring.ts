import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType, drawnFields, vectorType } from './generatedFields';

/** How many modes each pattern has. */
const MODES = { ring: 8, grid: 25, moons: 2 } as const;

/** Points around many centres. */
export const ring = defineData({
  id: 'ring',
  title: 'Points of many modes',
  summary:
    'Points in the plane around eight centres on a ring, on a grid, or along two half moons.',
  source: 'Metz et al., Unrolled Generative Adversarial Networks, 2016',
  fields: {
    pattern: field.choice({
      label: 'Pattern',
      default: 'ring',
      options: [
        { value: 'ring', label: 'ring of 8' },
        { value: 'grid', label: 'grid of 25' },
        { value: 'moons', label: 'two moons' },
      ],
    }),
    noise: field.number({
      label: 'Deviation',
      help: 'Of points around their centres; the ring has radius 2.',
      default: 0.1,
      min: 0,
      max: 2,
      step: 0.05,
    }),
    ...drawnFields(5000, 1000),
  },
  outputs: ['point', 'mode'],
  input: 'point',
  target: 'mode',
  columns: ({ pattern }) => ({ point: vectorType([2]), mode: classType(MODES[pattern]) }),
  trainCount: ({ count }) => count,
  telling: ({ pattern, count }) => `${pattern} · ${count}`,
  examples: [{ fields: { pattern: 'grid' }, inputs: [], output: [2], parameters: 0 }],
});
