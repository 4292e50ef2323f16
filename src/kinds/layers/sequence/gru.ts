import { defineLayer } from '../../layerKind';
import {
  inferRecurrent,
  recurrentActivationField,
  recurrentConfig,
  recurrentFields,
  recurrentInputs,
  recurrentMacs,
  recurrentMessages,
  recurrentParameters,
  recurrentWeights,
  tellingRecurrent,
} from './recurrent';

/** Update gate, reset gate and the candidate. */
const gates = 3;

/** Gated recurrent unit, the reset gate before the matrix as in the paper and in tf.js. */
export const gru = defineLayer({
  id: 'gru',
  title: 'GRU',
  family: 'sequence',
  summary: 'Reads a sequence step by step with two gates: an LSTM with fewer weights.',
  source:
    'Cho et al., Learning Phrase Representations using RNN Encoder–Decoder, 2014 (z keeps the old state, as in Keras)',
  inputs: recurrentInputs,
  fields: { ...recurrentFields, recurrentActivation: recurrentActivationField },
  messages: recurrentMessages,
  keeps: 'both',
  infer: (fields, { x }, report) => inferRecurrent(fields, x, report),
  weights: (fields, { x }) => recurrentWeights(fields, x, gates),
  macs: (fields, { x }) => recurrentMacs(fields, x, gates),
  layers: (fields) => [
    {
      className: 'GRU',
      config: { ...recurrentConfig(fields), recurrentActivation: fields.recurrentActivation },
    },
  ],
  formula(fields, { x }) {
    const bias = (name: string): string => (fields.useBias ? ` + b_${name}` : '');
    const gate = (name: string): string =>
      `\\sigma(x_t W_${name} + h_{t-1} U_${name}${bias(name)})`;
    return [
      `z_t = ${gate('z')}, \\quad r_t = ${gate('r')}`,
      `\\tilde{h}_t = g(x_t W_h + (r_t \\circ h_{t-1}) U_h${bias('h')})`,
      `h_t = z_t \\circ h_{t-1} + (1 - z_t) \\circ \\tilde{h}_t, \\quad t = 1 \\dots ${x.shape[0] ?? 'T'}`,
      recurrentParameters(fields, x, gates),
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
  ],
});
