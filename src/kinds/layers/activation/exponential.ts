import { defineActivation } from './defineActivation';
import { expressionLayer } from './expressionTree';

/** The exponential function. */
export const exponential = defineActivation({
  id: 'exponential',
  title: 'Exponential',
  summary: 'Turns every number into e to its power: always positive, growing fast.',
  source: 'Keras documentation, exponential',
  fields: {},
  keeps: 'output',
  layer: () => expressionLayer('exp(x)'),
  formula: () => 'g(z) = e^z',
});
