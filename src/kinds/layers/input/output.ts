import { defineLayer } from '../../layerKind';

/** Where a result leaves a network: names it, and makes it an output port of the block. */
export const output = defineLayer({
  id: 'output',
  title: 'Output',
  family: 'input',
  summary:
    'Names a result of the network. Without any, every end that nothing takes is an output; a block offers its outputs by the names of these nodes.',
  source: 'Keras documentation, Model(inputs, outputs)',
  inputs: { x: {} },
  fields: {},
  messages: {},
  view: true,
  keeps: 'none',
  infer: (_fields, { x }) => x,
  layers: () => [{ className: 'Activation', config: { activation: 'linear' } }],
  formula: () => ['y = x'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[28, 28, 1]], output: [28, 28, 1], parameters: 0, macs: 0 },
  ],
});
