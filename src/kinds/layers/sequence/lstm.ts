import { field } from '../../field';
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

/** Input, forget and output gate and the candidate. */
const gates = 4;

/** Long short-term memory. */
export const lstm = defineLayer({
  id: 'lstm',
  title: 'LSTM',
  family: 'sequence',
  summary:
    'Reads a sequence step by step; gates decide what its memory forgets, takes in and shows.',
  source: 'Hochreiter & Schmidhuber, Long Short-Term Memory, 1997; Gers et al., 2000',
  inputs: recurrentInputs,
  fields: {
    ...recurrentFields,
    recurrentActivation: recurrentActivationField,
    unitForgetBias: field.boolean({
      label: 'Forget bias 1',
      help: 'The bias of the forget gate starts at 1, so that a new network remembers.',
      default: true,
      advanced: true,
    }),
  },
  messages: recurrentMessages,
  keeps: 'both',
  infer: (fields, { x }, report) => inferRecurrent(fields, x, report),
  weights: (fields, { x }) => recurrentWeights(fields, x, gates),
  macs: (fields, { x }) => recurrentMacs(fields, x, gates),
  layers: (fields) => [
    {
      className: 'LSTM',
      config: {
        ...recurrentConfig(fields),
        recurrentActivation: fields.recurrentActivation,
        unitForgetBias: fields.unitForgetBias,
      },
    },
  ],
  formula(fields, { x }) {
    const gate = (name: string): string =>
      `\\sigma(x_t W_${name} + h_{t-1} U_${name}${fields.useBias ? ` + b_${name}` : ''})`;
    return [
      `i_t = ${gate('i')}, \\quad f_t = ${gate('f')}, \\quad o_t = ${gate('o')}`,
      `c_t = f_t \\circ c_{t-1} + i_t \\circ g(x_t W_c + h_{t-1} U_c${fields.useBias ? ' + b_c' : ''})`,
      `h_t = o_t \\circ g(c_t), \\quad t = 1 \\dots ${x.shape[0] ?? 'T'}`,
      recurrentParameters(fields, x, gates),
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
  ],
});
