import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import {
  type Cell,
  inferRecurrent,
  memoryInputs,
  recurrentActivationField,
  recurrentFields,
  recurrentLayers,
  recurrentMacs,
  recurrentMessages,
  recurrentOperations,
  recurrentTape,
  recurrentWeights,
} from './recurrent';
import { recurrentSteps, recurrentTotals, tellingRecurrent } from './recurrentFormula';

/** Input, forget and output gate and the candidate: five functions, three products, one sum. */
const cell: Cell = {
  name: 'lstm',
  className: 'LSTM',
  gates: 4,
  states: ['h', 'c'],
  operations: 9,
  tape: { kept: 21, gradients: 16.5, slices: 0 },
};

/** Long short-term memory. */
export const lstm = defineLayer({
  id: 'lstm',
  title: 'LSTM',
  family: 'sequence',
  summary:
    'Reads a sequence step by step; gates decide what its memory forgets, takes in and shows.',
  source:
    'Hochreiter & Schmidhuber, Long Short-Term Memory, 1997; Gers et al., Learning to Forget, 2000; peepholes: Gers & Schmidhuber, Recurrent Nets that Time and Count, 2000',
  inputs: memoryInputs,
  outputs: ['y', 'h', 'c', 'backwardH', 'backwardC'],
  fields: {
    ...recurrentFields,
    recurrentActivation: recurrentActivationField,
    unitForgetBias: field.boolean({
      label: 'Forget bias 1',
      help: 'The bias of the forget gate starts at 1, so that a new network remembers.',
      default: true,
      advanced: true,
    }),
    peepholes: field.boolean({
      label: 'Peepholes',
      help: 'Gates see the memory too, each unit its own through one weight a gate: the old memory, and the output gate the new one.',
      default: false,
      advanced: true,
    }),
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
    const bias = (name: string): string => (fields.useBias ? ` + b_${name}` : '');
    const gate = (name: string, seen: string): string =>
      `\\sigma(x_t W_${name} + h_{t-1} U_${name}${
        fields.peepholes ? ` + p_${name} \\circ ${seen}` : ''
      }${bias(name)})`;
    return [
      `i_t = ${gate('i', 'c_{t-1}')}, \\quad f_t = ${gate('f', 'c_{t-1}')}, \\quad o_t = ${gate('o', 'c_t')}`,
      `c_t = f_t \\circ c_{t-1} + i_t \\circ g(x_t W_c + h_{t-1} U_c${bias('c')})`,
      `h_t = o_t \\circ g(c_t), ${recurrentSteps(fields, cell, inputs)}`,
      ...recurrentTotals(fields, cell, inputs),
    ];
  },
  telling: tellingRecurrent,
  examples: [
    {
      fields: { units: 256 },
      inputs: [[10, 128]],
      output: [256],
      parameters: 394240,
      macs: 3932160,
    },
    {
      fields: { units: 20, returnSequences: true },
      inputs: [[null, 8]],
      output: [null, 20],
      parameters: 2320,
    },
    {
      fields: { units: 256, bidirectional: 'concatenate', returnSequences: true },
      inputs: [[10, 128]],
      output: [10, 512],
      parameters: 788480,
      macs: 7864320,
    },
    {
      fields: { units: 4, returnState: true },
      inputs: [[5, 3]],
      output: [4],
      parameters: 128,
    },
    {
      fields: { units: 12, peepholes: true },
      inputs: [[7, 5], [12], [12]],
      output: [12],
      parameters: 900,
      macs: 5712,
    },
    {
      fields: { units: 4, bidirectional: 'concatenate', kernelNormalization: 'spectral' },
      inputs: [[5, 3]],
      output: [8],
      parameters: 320,
    },
    {
      fields: {
        units: 3,
        bidirectional: 'sum',
        kernelInitializer: 'randomUniform',
        recurrentInitializer: 'truncatedNormal',
        startingSpread: 0.0123456789,
      },
      inputs: [[5, 3]],
      output: [3],
      parameters: 168,
    },
  ],
});
