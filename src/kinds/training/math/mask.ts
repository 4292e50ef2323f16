import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineMath } from '../stepKind';
import { fittingFixes } from './equalShapes';

/** Numbers of which some are set to 0. */
export const mask = defineMath({
  id: 'mask',
  title: 'Mask',
  summary: 'Sets to 0 what a mask leaves out; a mask of an image holds for all its channels.',
  source: 'Pathak et al., Context Encoders, 2016',
  inputs: {
    x: { dtype: 'float32' },
    mask: { help: '1 for what stays, 0 for what goes; it may lack the last axes of x.' },
  },
  fields: {
    keeps: field.choice({
      label: 'Keeps',
      help: 'What stays as it is.',
      default: 'ones',
      options: [
        { value: 'ones', label: 'where the mask is 1' },
        { value: 'zeros', label: 'where the mask is 0' },
      ],
    }),
  },
  messages: {
    misfit:
      'The mask is {mask} and x {x}: the mask needs the axes of x, or the first of them, each of its length or 1.',
  },
  infer(_fields, { x, mask: marks }, report) {
    const fits =
      marks.shape.length <= x.shape.length &&
      marks.shape.every((axis, place) => axis === 1 || axis === x.shape[place]);
    if (fits) return x;
    report.error(
      'misfit',
      { mask: formatShape(marks.shape), x: formatShape(x.shape) },
      { port: 'mask', fixes: fittingFixes('mask', marks.shape, x.shape) },
    );
    return null;
  },
  formula: ({ keeps }) => [keeps === 'ones' ? 'y = x \\odot m' : 'y = x \\odot (1 - m)'],
  telling: ({ keeps }) => (keeps === 'zeros' ? 'keeps zeros' : ''),
  examples: [
    {
      fields: {},
      inputs: [[4, 4, 3], { shape: [4, 4], dtype: 'bool' }],
      output: [4, 4, 3],
      parameters: 0,
    },
    {
      fields: { keeps: 'zeros' },
      inputs: [
        [4, 4, 3],
        [4, 4, 1],
      ],
      output: [4, 4, 3],
      parameters: 0,
    },
    { fields: {}, inputs: [[6], []], output: [6], parameters: 0 },
  ],
});
