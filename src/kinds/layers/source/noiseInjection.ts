import { elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { rowInitializerField } from '../sharedFields';

/** The noise inputs of StyleGAN. */
export const noiseInjection = defineLayer({
  id: 'noiseInjection',
  title: 'Noise injection',
  family: 'source',
  summary:
    'Adds Gaussian noise, the same for all channels of a place, times a learned number for every channel.',
  source:
    'Karras et al., A Style-Based Generator Architecture for Generative Adversarial Networks, 2019, §2',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    prediction: field.choice({
      label: 'When predicting',
      help: 'Whether there is noise when the network is used rather than trained; the paper has it always.',
      default: 'noise',
      options: [
        { value: 'noise', label: 'noise' },
        { value: 'none', label: 'none' },
      ],
    }),
    scaleInitializer: rowInitializerField('Scale starts as', 'zeros'),
  },
  messages: {
    unknownChannels:
      'The number of channels of {shape} is unknown, so the number of weights is too. Give its last axis a number.',
  },
  // The noise and the numbers themselves.
  keeps: 'both',
  tape: tapeOfOutput({ kept: 1.25, workspace: 2, passesGradient: true }),
  infer(_fields, { x }, report) {
    if (x.shape.at(-1) !== null) return x;
    report.error('unknownChannels', { shape: formatShape(x.shape) }, { port: 'x' });
    return null;
  },
  weights: (_fields, { x }) => [{ name: 'scale', shape: [x.shape.at(-1) ?? 0], trainable: true }],
  operations: (_fields, _inputs, y) => elementCount([...y.shape, 2]),
  layers: ({ prediction, scaleInitializer }) => [
    { className: 'NoiseInjection', config: { prediction, scaleInitializer } },
  ],
  formula: (_fields, { x }) => [
    `y_{p,c} = x_{p,c} + s_c \\, \\varepsilon_p, \\quad \\varepsilon_p \\sim \\mathcal{N}(0, 1), \\quad c = 1 \\dots ${x.shape.at(-1)}`,
    `\\text{parameters} = ${x.shape.at(-1)}`,
  ],
  telling: ({ prediction }) => (prediction === 'none' ? 'in training only' : ''),
  examples: [
    { fields: {}, inputs: [[8, 8, 512]], output: [8, 8, 512], parameters: 512, macs: 0 },
    {
      fields: { prediction: 'none', scaleInitializer: 'ones' },
      inputs: [[null, 5, 3]],
      output: [null, 5, 3],
      parameters: 3,
    },
  ],
});
