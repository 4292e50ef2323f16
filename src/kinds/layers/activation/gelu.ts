import { activationLayer, defineActivation } from './defineActivation';

/** The Gaussian error linear unit. */
export const gelu = defineActivation({
  id: 'gelu',
  title: 'GELU',
  summary: 'Weighs every number by how likely a normal number is smaller; usual in transformers.',
  source: 'Hendrycks & Gimpel, Gaussian Error Linear Units, 2016',
  fields: {},
  keeps: 'both',
  layer: () => activationLayer('gelu'),
  formula: () =>
    'g(z) = z \\cdot \\Phi(z) = \\tfrac{z}{2}\\left(1 + \\operatorname{erf}(z / \\sqrt{2})\\right)',
});
