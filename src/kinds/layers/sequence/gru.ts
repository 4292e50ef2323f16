import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import {
  type Cell,
  inferRecurrent,
  recurrentActivationField,
  recurrentFields,
  recurrentInputs,
  recurrentLayers,
  recurrentMacs,
  recurrentMessages,
  recurrentOperations,
  recurrentTape,
  recurrentWeights,
} from './recurrent';
import { recurrentSteps, recurrentTotals, tellingRecurrent } from './recurrentFormula';

/** Update gate, reset gate and the candidate: three functions, three products, 1 − z and a sum. */
const cell: Cell = {
  name: 'gru',
  className: 'GRU',
  gates: 3,
  states: ['h'],
  operations: 8,
  tape: { kept: 20.7, gradients: 16.9, slices: 2 },
};

/** Gated recurrent unit, the reset gate before the matrix as in the paper and in tf.js, or after it. */
export const gru = defineLayer({
  id: 'gru',
  title: 'GRU',
  family: 'sequence',
  summary: 'Reads a sequence step by step with two gates: an LSTM with fewer weights.',
  source:
    'Cho et al., Learning Phrase Representations using RNN Encoder–Decoder, 2014: z keeps the old state, as in Keras and PyTorch. The lecture writes, as Chung et al. 2014 do, h_t = (1 − z_t)∘h_{t−1} + z_t∘h̃_t: the same layer with 1 − z for z',
  inputs: recurrentInputs,
  outputs: ['y', 'h', 'backwardH'],
  fields: {
    ...recurrentFields,
    resetAfter: field.boolean({
      label: 'Reset after',
      help: 'On: the reset gate acts after the matrix of the state, which then has a bias of its own, as Keras and PyTorch have it. Off: before it, as in the paper and in tf.js.',
      default: false,
    }),
    recurrentActivation: recurrentActivationField,
  },
  messages: recurrentMessages,
  keeps: 'both',
  tape: (fields, inputs) => recurrentTape(fields, cell, inputs),
  infer: (fields, inputs, report) => inferRecurrent(fields, cell, inputs, report),
  weights: (fields, inputs) => recurrentWeights(fields, cell, inputs),
  macs: (fields, inputs) => recurrentMacs(fields, cell, inputs),
  operations: (fields, inputs) => recurrentOperations(fields, cell, inputs),
  reach: () => 'everything',
  layers: (fields, inputs) => recurrentLayers(fields, cell, inputs),
  formula(fields, inputs) {
    const { useBias, resetAfter } = fields;
    const own = (name: string): string => (useBias ? ` + b_${name}` : '');
    const ofState = (name: string): string => (useBias && resetAfter ? ` + d_${name}` : '');
    const gate = (name: string): string =>
      `\\sigma(x_t W_${name} + h_{t-1} U_${name}${own(name)}${ofState(name)})`;
    const candidate = resetAfter
      ? `x_t W_h${own('h')} + r_t \\circ (h_{t-1} U_h${ofState('h')})`
      : `x_t W_h + (r_t \\circ h_{t-1}) U_h${own('h')}`;
    return [
      `z_t = ${gate('z')}, \\quad r_t = ${gate('r')}`,
      `\\tilde{h}_t = g(${candidate})`,
      `h_t = z_t \\circ h_{t-1} + (1 - z_t) \\circ \\tilde{h}_t, ${recurrentSteps(fields, cell, inputs)}`,
      '\\text{in the lecture: } h_t = (1 - z_t) \\circ h_{t-1} + z_t \\circ \\tilde{h}_t, \\text{ its } z_t \\text{ being } 1 - z_t \\text{ here}',
      ...recurrentTotals(fields, cell, inputs),
    ];
  },
  telling: tellingRecurrent,
  examples: [
    {
      fields: { units: 256 },
      inputs: [[10, 128]],
      output: [256],
      parameters: 295680,
      macs: 2949120,
    },
    {
      fields: { units: 256, useBias: false, returnSequences: true },
      inputs: [[10, 128]],
      output: [10, 256],
      parameters: 294912,
    },
    {
      fields: { units: 256, resetAfter: true },
      inputs: [[10, 128]],
      output: [256],
      parameters: 296448,
      macs: 2949120,
    },
    {
      fields: { units: 9, resetAfter: true, bidirectional: 'concatenate', returnSequences: true },
      inputs: [[null, 5]],
      output: [null, 18],
      parameters: 864,
    },
  ],
});
