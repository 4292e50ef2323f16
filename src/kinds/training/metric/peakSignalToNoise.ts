import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineMetric } from '../stepKind';

const title = 'Peak signal to noise';

/** How near images are to others, in decibels. */
export const peakSignalToNoise = defineMetric({
  id: 'peakSignalToNoise',
  title,
  summary: 'How near images are to others, in decibels; 20 is poor, 40 hardly to be told apart.',
  source: 'Dong et al., Image Super-Resolution Using Deep Convolutional Networks, 2015, §4',
  inputs: {
    prediction: { dtype: 'float32', help: 'The images made.' },
    target: { dtype: 'float32', help: 'What they should be.' },
  },
  fields: {
    range: field.number({
      label: 'Range',
      help: 'From the darkest to the brightest pixel: 1 for 0 … 1, 2 for −1 … 1.',
      default: 1,
      min: 1e-6,
    }),
  },
  messages: equalMessages,
  infer: (_fields, { prediction, target }, report) =>
    haveEqualShapes(title, { target, prediction }, report) ? batchScalar : null,
  formula: ({ range }) => [
    `\\mathrm{PSNR} = \\frac{1}{n}\\sum_{i=1}^{n} 10 \\log_{10} \\frac{${range}^2}{\\mathrm{MSE}(\\hat{y}_i, t_i)}`,
  ],
  telling: ({ range }) => `range ${range}`,
  examples: [
    {
      fields: {},
      inputs: [
        [6, 6, 1],
        [6, 6, 1],
      ],
      output: [],
      parameters: 0,
    },
    {
      fields: { range: 2 },
      inputs: [
        [4, 4, 3],
        [4, 4, 3],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
