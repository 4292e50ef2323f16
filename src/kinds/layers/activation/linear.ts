import { activationLayer, defineActivation } from './defineActivation';

/** The identity. */
export const linear = defineActivation({
  id: 'linear',
  title: 'Linear',
  summary: 'Leaves every number as it is: a named place in the network.',
  source: 'Keras documentation, linear',
  fields: {},
  keeps: 'none',
  view: true,
  layer: () => activationLayer('linear'),
  formula: () => 'g(z) = z',
});
