import { elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { withAxis, writtenAxis } from '../axis';

/** The largest of every few channels. */
export const maxout = defineLayer({
  id: 'maxout',
  title: 'Maxout',
  family: 'activation',
  summary: 'Keeps the largest of every few neighbouring channels: a learned function of pieces.',
  source: 'Goodfellow et al., Maxout Networks, 2013',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    pieces: field.integer({
      label: 'Pieces',
      help: 'Channels that compete for one output.',
      default: 2,
      min: 2,
      max: 1024,
    }),
  },
  messages: {
    doesNotDivide:
      '{shape} has {channels} channels, which {pieces} pieces do not share out evenly.',
  },
  keeps: 'both',
  infer({ pieces }, { x }, report) {
    const channels = x.shape.at(-1) ?? null;
    if (channels !== null && channels % pieces !== 0) {
      const divisors = Array.from({ length: 31 }, (_, index) => index + 2).filter(
        (divisor) => channels % divisor === 0,
      );
      report.error(
        'doesNotDivide',
        { shape: formatShape(x.shape), channels, pieces },
        {
          field: 'pieces',
          fixes: divisors.slice(0, 3).map((divisor) => ({
            title: `${divisor} pieces`,
            change: { type: 'setFields', values: { pieces: divisor } },
          })),
        },
      );
      return null;
    }
    const length = channels === null ? null : channels / pieces;
    return { shape: withAxis(x.shape, x.shape.length - 1, length), dtype: x.dtype };
  },
  operations({ pieces }, _inputs, y) {
    const elements = elementCount(y.shape);
    return elements === null ? null : elements * (pieces - 1);
  },
  layers: ({ pieces }) => [{ className: 'Maxout', config: { pieces } }],
  formula: ({ pieces }, { x }, y) => [
    `g(z)_i = \\max_{j=1}^{${pieces}} z_{${pieces}(i-1)+j}`,
    `\\frac{C_1}{${pieces}} = \\frac{${writtenAxis(x.shape.at(-1))}}{${pieces}} = ${writtenAxis(y.shape.at(-1))}`,
  ],
  telling: ({ pieces }) => `${pieces} pieces`,
  examples: [
    { fields: { pieces: 5 }, inputs: [[1200]], output: [240], parameters: 0, macs: 0 },
    { fields: { pieces: 3 }, inputs: [[null, 5, 9]], output: [null, 5, 3], parameters: 0 },
  ],
});
