import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Sines and cosines added to every position. */
export const sinusoidalPositions = defineLayer({
  id: 'sinusoidalPositions',
  title: 'Sinusoidal positions',
  family: 'sequence',
  summary:
    'Adds fixed waves of many lengths to every position, so that order can matter; it learns nothing.',
  source: 'Vaswani et al., Attention Is All You Need, 2017, §3.5',
  inputs: { x: { rank: 2, axes: ['positions', 'features'], dtype: 'float32' } },
  fields: {
    scaleInput: field.boolean({
      label: 'Scale embeddings',
      help: 'Multiplies what arrives by the square root of its features first, as the Transformer does with embeddings.',
      default: false,
    }),
    base: field.number({
      label: 'Base',
      help: 'The longest wave is 2π times this many positions long.',
      default: 10000,
      min: 1,
      max: 1e9,
      step: 1,
      advanced: true,
    }),
  },
  messages: {},
  keeps: 'none',
  infer: (_fields, { x }) => x,
  operations({ scaleInput }, { x }) {
    const elements = elementCount(x.shape);
    return elements === null ? null : elements * (scaleInput ? 2 : 1);
  },
  layers: ({ base, scaleInput }) => [
    { className: 'SinusoidalPositions', config: { base, scaleInput } },
  ],
  formula({ base, scaleInput }, { x }) {
    const [, features = null] = x.shape;
    const width = features ?? 'd';
    return [
      `P_{t, 2i} = \\sin(t / ${base}^{2i/${width}}), \\quad P_{t, 2i+1} = \\cos(t / ${base}^{2i/${width}})`,
      `y_t = ${scaleInput ? `\\sqrt{${width}}\\, ` : ''}x_t + P_t, \\quad t = 0, 1, 2 \\dots`,
    ];
  },
  telling: ({ base, scaleInput }) =>
    [...(scaleInput ? ['√d·x'] : []), ...(base === 10000 ? [] : [`base ${base}`])].join(' · '),
  examples: [
    { fields: {}, inputs: [[50, 512]], output: [50, 512], parameters: 0, macs: 0 },
    { fields: { scaleInput: true }, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
