import { defineLayer } from '../../layerKind';
import { activationLayer } from './defineActivation';

/** Probabilities over the last axis. */
export const softmax = defineLayer({
  id: 'softmax',
  title: 'Softmax',
  family: 'activation',
  summary: 'Turns the numbers of the last axis into probabilities that sum to 1.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2.3',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {},
  messages: {
    oneClass:
      'The last axis has 1 number, so the only probability is always 1 and nothing can be learned. Use a sigmoid for yes or no, or two outputs.',
  },
  keeps: 'output',
  infer(_fields, { x }, report) {
    if (x.shape.at(-1) === 1) report.warning('oneClass', {}, { port: 'x' });
    return x;
  },
  layers: () => [activationLayer('softmax')],
  formula: (_fields, { x }) => [
    `g(z)_i = \\frac{e^{z_i}}{\\sum_{j=1}^{${x.shape.at(-1) ?? 'K'}} e^{z_j}}`,
  ],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[20, 54]], output: [20, 54], parameters: 0, macs: 0 },
  ],
});
