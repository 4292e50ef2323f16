import { defineLayer } from '../../layerKind';
import {
  type Cell,
  inferRecurrent,
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

/** One function of one sum. */
const cell: Cell = {
  name: 'simpleRnn',
  className: 'SimpleRNN',
  gates: 1,
  states: ['h'],
  operations: 1,
  tape: { kept: 4, gradients: 2, slices: 0 },
};

/** A plain recurrent layer. */
export const simpleRnn = defineLayer({
  id: 'simpleRnn',
  title: 'Simple RNN',
  family: 'sequence',
  summary: 'Reads a sequence step by step; the new state mixes the input with the old state.',
  source: 'Elman, Finding Structure in Time, 1990; Goodfellow et al., Deep Learning, §10',
  inputs: recurrentInputs,
  outputs: ['y', 'h', 'backwardH'],
  fields: recurrentFields,
  messages: recurrentMessages,
  keeps: 'both',
  tape: (fields, inputs) => recurrentTape(fields, cell, inputs),
  infer: (fields, inputs, report) => inferRecurrent(fields, cell, inputs, report),
  weights: (fields, inputs) => recurrentWeights(fields, cell, inputs),
  macs: (fields, inputs) => recurrentMacs(fields, cell, inputs),
  operations: (fields, inputs) => recurrentOperations(fields, cell, inputs),
  reach: () => 'everything',
  layers: (fields, inputs) => recurrentLayers(fields, cell, inputs),
  formula: (fields, inputs) => [
    `h_t = g(x_t W + h_{t-1} U${fields.useBias ? ' + b' : ''}), ${recurrentSteps(fields, cell, inputs)}`,
    ...recurrentTotals(fields, cell, inputs),
  ],
  telling: tellingRecurrent,
  examples: [
    {
      fields: { units: 64 },
      inputs: [[40, 32]],
      output: [64],
      parameters: 6208,
      macs: 245760,
    },
    {
      fields: { units: 3, returnSequences: true, useBias: false },
      inputs: [[null, 2]],
      output: [null, 3],
      parameters: 15,
    },
    {
      fields: { units: 5, bidirectional: 'sum' },
      inputs: [[7, 3], [5], [5]],
      output: [5],
      parameters: 90,
      macs: 560,
    },
  ],
});
