import { elementCount, float32, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { initializerField } from '../sharedFields';

/** A learned row added to every position. */
export const learnedPositions = defineLayer({
  id: 'learnedPositions',
  title: 'Learned positions',
  family: 'sequence',
  summary: 'Adds a learned row of numbers to every position, so that order can matter.',
  source:
    'Gehring et al., Convolutional Sequence to Sequence Learning, 2017; Devlin et al., BERT, 2018; Radford et al., GPT-2, 2019',
  inputs: { x: { rank: 2, axes: ['positions', 'features'], dtype: 'float32' } },
  fields: {
    maxLength: field.integer({
      label: 'Positions',
      help: 'Rows of the table: the longest sequence it takes.',
      default: 512,
      min: 1,
    }),
    embeddingsInitializer: initializerField('Rows start as', 'randomUniform'),
  },
  messages: {
    unknownFeatures:
      'The number of features of {shape} is unknown, so the number of weights is too.',
    tooLong: 'The sequence has {length} positions; the table has rows for {maxLength}.',
  },
  keeps: 'none',
  infer({ maxLength }, { x }, report) {
    const [length = null, features = null] = x.shape;
    if (features === null) {
      report.error('unknownFeatures', { shape: formatShape(x.shape) }, { port: 'x' });
      return null;
    }
    if (length !== null && length > maxLength) {
      report.error(
        'tooLong',
        { length, maxLength },
        {
          field: 'maxLength',
          fixes: [
            {
              title: `${length} positions`,
              change: { type: 'setFields', values: { maxLength: length } },
            },
          ],
        },
      );
      return null;
    }
    return float32([length, features]);
  },
  weights: ({ maxLength }, { x }) => [
    { name: 'embeddings', shape: [maxLength, x.shape[1] ?? 0], trainable: true },
  ],
  operations: (_fields, { x }) => elementCount(x.shape),
  layers: ({ maxLength, embeddingsInitializer }) => [
    { className: 'LearnedPositions', config: { maxLength, embeddingsInitializer } },
  ],
  formula({ maxLength }, { x }) {
    const [length = null, features = null] = x.shape;
    return [
      `y_t = x_t + P_t, \\quad t = 1 \\dots ${length ?? 'T'} \\le ${maxLength}`,
      `\\text{parameters} = T_{\\max} \\cdot d = ${maxLength} \\cdot ${features ?? '?'} = ${maxLength * (features ?? 0)}`,
    ];
  },
  telling: ({ maxLength }) => `${maxLength} positions`,
  examples: [
    {
      fields: { maxLength: 512 },
      inputs: [[512, 768]],
      output: [512, 768],
      parameters: 393216,
      macs: 0,
    },
    {
      fields: { maxLength: 1024 },
      inputs: [[null, 768]],
      output: [null, 768],
      parameters: 786432,
    },
    { fields: { maxLength: 11 }, inputs: [[7, 3]], output: [7, 3], parameters: 33 },
  ],
});
