import { activationLayer, defineActivation } from './defineActivation';

/** The sigmoid made of straight pieces. */
export const hardSigmoid = defineActivation({
  id: 'hardSigmoid',
  title: 'Hard sigmoid',
  summary: 'A sigmoid made of three straight pieces: cheap, and exactly 0 or 1 far from 0.',
  source: 'Courbariaux et al., BinaryConnect, 2015; Keras documentation, hard_sigmoid',
  fields: {},
  keeps: 'both',
  tape: { kept: 2, gradients: 1, workspace: 0.75 },
  layer: () => activationLayer('hardSigmoid'),
  formula: () => 'g(z) = \\min(1, \\max(0,\\; 0.2\\,z + 0.5))',
});
