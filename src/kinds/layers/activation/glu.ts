import { elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { withAxis, writtenShape } from '../axis';

const gates = {
  sigmoid: '\\sigma(b)',
  linear: 'b',
  relu: '\\max(0, b)',
  gelu: 'b\\,\\Phi(b)',
  swish: 'b\\,\\sigma(b)',
} as const;

/** The gated linear unit: half of the channels are gates for the other half. */
export const glu = defineLayer({
  id: 'glu',
  title: 'GLU',
  family: 'activation',
  summary:
    'Splits the channels in two and lets the second half decide how much of the first passes.',
  source:
    'Dauphin et al., Language Modeling with Gated Convolutional Networks, 2016; Shazeer, GLU Variants Improve Transformer, 2020',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    gate: field.choice({
      label: 'Gate',
      help: 'The function of the second half; swish makes it SwiGLU, gelu GEGLU.',
      default: 'sigmoid',
      options: (Object.keys(gates) as (keyof typeof gates)[]).map((value) => ({
        value,
        label: value,
      })),
    }),
  },
  messages: {
    odd: '{shape} has {channels} channels, which do not halve. Give it an even number.',
  },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 2, gradients: 3 }),
  infer(_fields, { x }, report) {
    const channels = x.shape.at(-1) ?? null;
    if (channels !== null && channels % 2 === 1) {
      const units = channels + 1;
      report.error(
        'odd',
        { shape: formatShape(x.shape), channels },
        {
          port: 'x',
          fixes: [
            {
              title: `Insert a dense layer with ${units} units`,
              change: { type: 'insertBefore', port: 'x', kind: 'dense', fields: { units } },
            },
          ],
        },
      );
      return null;
    }
    const half = channels === null ? null : channels / 2;
    return { shape: withAxis(x.shape, x.shape.length - 1, half), dtype: x.dtype };
  },
  operations({ gate }, _inputs, y) {
    const elements = elementCount(y.shape);
    return elements === null ? null : elements * (gate === 'linear' ? 1 : 2);
  },
  layers: ({ gate }) => [{ className: 'GatedLinearUnit', config: { gate } }],
  formula: ({ gate }, { x }, y) => [
    `y = a \\cdot ${gates[gate]}, \\quad [a;\\, b] = x`,
    `${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`,
  ],
  telling: ({ gate }) => gate,
  examples: [
    { fields: {}, inputs: [[28, 28, 64]], output: [28, 28, 32], parameters: 0, macs: 0 },
    { fields: { gate: 'swish' }, inputs: [[null, 10]], output: [null, 5], parameters: 0 },
  ],
});
