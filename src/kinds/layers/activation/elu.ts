import { activationLayer, defineActivation } from './defineActivation';

/** The exponential linear unit. */
export const elu = defineActivation({
  id: 'elu',
  title: 'ELU',
  summary: 'Keeps positive numbers; negative ones level off smoothly at −1.',
  source:
    'Clevert et al., Fast and Accurate Deep Network Learning by Exponential Linear Units, 2015',
  fields: {},
  keeps: 'output',
  layer: () => activationLayer('elu'),
  formula: () => 'g(z) = \\begin{cases} z & z > 0 \\\\ e^z - 1 & z \\le 0 \\end{cases}',
});
