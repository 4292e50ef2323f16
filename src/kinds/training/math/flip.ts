import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';
import {
  augmentationMessages,
  augmentationOutputs,
  augmentationPorts,
  augmentedTypes,
} from './augmentation';

/** Mirrored images, at random. */
export const flip = defineMath({
  id: 'flip',
  title: 'Random flip',
  summary: 'While training, mirrors a share of the images; leaves them as they are afterwards.',
  source: 'Krizhevsky, Sutskever & Hinton, 2012, §4.1',
  inputs: augmentationPorts,
  outputs: augmentationOutputs,
  fields: {
    direction: field.choice({
      label: 'Direction',
      help: 'Left and right change places, or top and bottom, or each by itself.',
      default: 'horizontal',
      options: [
        { value: 'horizontal', label: 'left ↔ right' },
        { value: 'vertical', label: 'top ↔ bottom' },
        { value: 'both', label: 'both' },
      ],
    }),
    share: field.number({
      label: 'Share',
      help: 'Of the images that are mirrored.',
      default: 0.5,
      min: 0,
      max: 1,
    }),
  },
  messages: augmentationMessages,
  tape: tapeOfInput({ kept: 2.4, gradients: 2 }),
  infer: (_fields, inputs, report) => augmentedTypes(inputs, report),
  formula: ({ direction, share }) => [
    `P(y_{i,j} = x_{${direction === 'vertical' ? 'H+1-i,j' : 'i,W+1-j'}}) = ${share}`,
    ...(direction === 'both' ? [`P(y_{i,j} = x_{H+1-i,j}) = ${share}`] : []),
  ],
  telling: ({ direction, share }) => `${direction}${share === 0.5 ? '' : ` · ${share}`}`,
  examples: [
    { fields: {}, inputs: [[4, 5, 3]], output: [4, 5, 3], parameters: 0 },
    {
      fields: { direction: 'both' },
      inputs: [[4, 4, 1], { shape: [4, 4], dtype: 'int32', content: 'class', classCount: 3 }],
      output: [4, 4, 1],
      parameters: 0,
    },
  ],
});
