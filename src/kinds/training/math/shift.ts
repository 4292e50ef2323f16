import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';
import {
  augmentationMessages,
  augmentationOutputs,
  augmentationPorts,
  augmentedTypes,
} from './augmentation';

/** Moved images, at random. */
export const shift = defineMath({
  id: 'shift',
  title: 'Random shift',
  summary: 'While training, moves every image by some pixels; leaves it as it is afterwards.',
  source: 'LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, §III.A',
  inputs: augmentationPorts,
  outputs: augmentationOutputs,
  fields: {
    pixels: field.integer({
      label: 'Pixels',
      help: 'How far at most, up, down, left and right.',
      default: 2,
      min: 0,
      max: 10_000,
    }),
    fill: field.choice({
      label: 'Filled with',
      help: 'What comes in at the edges.',
      default: 'zero',
      options: [
        { value: 'zero', label: 'zeros' },
        { value: 'edge', label: 'the pixels at the edge' },
      ],
    }),
  },
  messages: augmentationMessages,
  tape: tapeOfInput({ kept: 5, gradients: 3 }),
  infer: (_fields, inputs, report) => augmentedTypes(inputs, report),
  formula: ({ pixels }) => [
    `y_{i,j} = x_{i - u, j - v}, \\quad u, v \\sim \\{-${pixels}, \\dots, ${pixels}\\}`,
  ],
  telling: ({ pixels, fill }) => `± ${pixels}${fill === 'edge' ? ' · edge' : ''}`,
  examples: [
    { fields: {}, inputs: [[6, 5, 1]], output: [6, 5, 1], parameters: 0 },
    {
      fields: { pixels: 3, fill: 'edge' },
      inputs: [
        [4, 4, 2],
        [4, 4],
      ],
      output: [4, 4, 2],
      parameters: 0,
    },
  ],
});
