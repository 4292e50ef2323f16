import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Where examples enter a network; the batch axis is left out. */
export const input = defineLayer({
  id: 'input',
  title: 'Input',
  family: 'input',
  summary: 'Where the examples enter: one example without the batch axis.',
  source: 'Keras documentation, InputLayer',
  inputs: {},
  fields: {
    shape: field.shape({
      label: 'Shape',
      help: 'Axes of one example, such as 28, 28, 1 for a grey image; ? for an axis of any length.',
      default: [28, 28, 1],
      allowUnknown: true,
    }),
    dtype: field.choice({
      label: 'Numbers',
      help: 'int32 for tokens that an embedding looks up.',
      default: 'float32',
      advanced: true,
      options: [
        { value: 'float32', label: 'float32' },
        { value: 'int32', label: 'int32' },
      ],
    }),
  },
  messages: {
    tooLarge:
      'One example of {shape} has {elements} numbers; no backend can hold more than 2,147,483,647.',
  },
  keeps: 'none',
  infer({ shape, dtype }, _inputs, report) {
    const elements = shape.reduce<number>((product, axis) => product * (axis ?? 1), 1);
    if (elements > 2 ** 31 - 1) {
      report.error('tooLarge', { shape: shape.join('×'), elements }, { field: 'shape' });
      return null;
    }
    return { shape, dtype };
  },
  operations: () => 0,
  layers: ({ shape, dtype }) => [
    { className: 'InputLayer', config: { batchInputShape: [null, ...shape], dtype } },
  ],
  formula: ({ shape }) => [
    `x \\in \\mathbb{R}^{${shape.map((axis) => axis ?? '?').join(' \\times ')}}`,
  ],
  telling: ({ shape, dtype }) =>
    [shape.map((axis) => axis ?? '?').join('×'), dtype === 'int32' ? 'int32' : '']
      .filter(Boolean)
      .join(' · '),
  examples: [
    { fields: { shape: [32, 32, 3] }, inputs: [], output: [32, 32, 3], parameters: 0, macs: 0 },
  ],
});
