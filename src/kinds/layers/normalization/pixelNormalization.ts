import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { epsilonField, operationsEach } from './normalizationFields';

/** The pixelwise feature normalisation of progressive GANs. */
export const pixelNormalization = defineLayer({
  id: 'pixelNormalization',
  title: 'Pixel normalisation',
  family: 'normalization',
  summary: 'Divides the channels of each pixel by their root mean square; nothing is learned.',
  source: 'Karras et al., Progressive Growing of GANs, 2018, §4.2',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { epsilon: epsilonField(0.00000001) },
  messages: {},
  keeps: 'both',
  tape: tapeOfOutput({ kept: 1.75, gradients: 2.5, workspace: 1 }),
  infer: (_fields, { x }) => x,
  // Square, addition and division.
  operations: (_fields, _inputs, y) => operationsEach(3, y),
  layers: ({ epsilon }) => [{ className: 'RmsNormalization', config: { epsilon, scale: false } }],
  formula({ epsilon }, { x }) {
    const channels = x.shape.at(-1) ?? 'C';
    return [
      `y = x \\Big/ \\sqrt{\\frac{1}{${channels}} \\sum_{c=1}^{${channels}} x_c^2 + ${epsilon}}`,
    ];
  },
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[4, 4, 512]], output: [4, 4, 512], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 5, 3]], output: [null, 5, 3], parameters: 0 },
  ],
});
