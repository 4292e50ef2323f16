import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { writtenAxis, writtenShape } from '../axis';

/** One step of a sequence, without the axis of steps. */
export const selectStep = defineLayer({
  id: 'selectStep',
  title: 'Select step',
  family: 'shape',
  summary: 'Takes one step of a sequence: the first token of BERT, the last word read.',
  source: 'Devlin et al., BERT, 2018, §3.1 (the [CLS] token)',
  inputs: { x: { rank: { min: 2 } } },
  fields: {
    index: field.integer({
      label: 'Step',
      help: 'Counted from 0; negative numbers count from the end: −1 is the last step.',
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
    }),
  },
  messages: {
    noSuchStep:
      'There is no step {index} in {shape}, which has {length} steps: use 0 to {last}, or −1 (last) to −{length}.',
  },
  keeps: 'none',
  infer({ index }, { x }, report) {
    const [length = null, ...rest] = x.shape;
    if (length !== null && (index >= length || index < -length)) {
      report.error(
        'noSuchStep',
        { index, shape: formatShape(x.shape), length, last: length - 1 },
        {
          field: 'index',
          fixes: [
            { title: 'The last step', change: { type: 'setFields', values: { index: -1 } } },
            { title: 'The first step', change: { type: 'setFields', values: { index: 0 } } },
          ],
        },
      );
      return null;
    }
    return { shape: rest, dtype: x.dtype };
  },
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach: () => 'everything',
  layers: ({ index }) => [{ className: 'SelectStep', config: { index } }],
  formula: ({ index }, { x }, y) => [
    `y = x_{${index < 0 ? `${writtenAxis(x.shape[0]) === '?' ? 'T' : writtenAxis(x.shape[0])} - ${-index}` : index}}`,
    `${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`,
  ],
  telling: ({ index }) => (index === -1 ? 'last' : index === 0 ? 'first' : `step ${index}`),
  examples: [
    { fields: {}, inputs: [[128, 768]], output: [768], parameters: 0, macs: 0 },
    { fields: { index: -1 }, inputs: [[null, 5, 3]], output: [5, 3], parameters: 0 },
  ],
});
