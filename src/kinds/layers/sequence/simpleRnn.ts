import { defineLayer } from '../../layerKind';
import {
  inferRecurrent,
  recurrentConfig,
  recurrentFields,
  recurrentInputs,
  recurrentMacs,
  recurrentMessages,
  recurrentParameters,
  recurrentWeights,
  tellingRecurrent,
} from './recurrent';

/** A plain recurrent layer. */
export const simpleRnn = defineLayer({
  id: 'simpleRnn',
  title: 'Simple RNN',
  family: 'sequence',
  summary: 'Reads a sequence step by step; the new state mixes the input with the old state.',
  source: 'Elman, Finding Structure in Time, 1990; Goodfellow et al., Deep Learning, §10',
  inputs: recurrentInputs,
  fields: recurrentFields,
  messages: recurrentMessages,
  keeps: 'both',
  infer: (fields, { x }, report) => inferRecurrent(fields, x, report),
  weights: (fields, { x }) => recurrentWeights(fields, x, 1),
  macs: (fields, { x }) => recurrentMacs(fields, x, 1),
  layers: (fields) => [{ className: 'SimpleRNN', config: recurrentConfig(fields) }],
  formula: (fields, { x }) => [
    `h_t = g(x_t W + h_{t-1} U${fields.useBias ? ' + b' : ''}), \\quad t = 1 \\dots ${x.shape[0] ?? 'T'}`,
    recurrentParameters(fields, x, 1),
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
  ],
});
