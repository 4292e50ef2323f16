import { activationLayer, defineActivation } from './defineActivation';

/** The scaled exponential linear unit. */
export const selu = defineActivation({
  id: 'selu',
  title: 'SELU',
  summary:
    'A scaled ELU that keeps mean 0 and variance 1 from layer to layer; start kernels as leCunNormal.',
  source: 'Klambauer et al., Self-Normalizing Neural Networks, 2017',
  fields: {},
  tape: { workspace: 4.25 },
  layer: () => activationLayer('selu'),
  formula: () =>
    'g(z) = 1.0507 \\begin{cases} z & z > 0 \\\\ 1.6733\\,(e^z - 1) & z \\le 0 \\end{cases}',
});
