import { field } from '../../field';
import { defineView } from '../stepKind';
import { binsField } from './histogram';

/** How the weights of networks and their gradients are distributed. */
export const weightHistogram = defineView({
  id: 'weightHistogram',
  title: 'Weight histogram',
  summary: 'How the weights of networks and their latest gradients are distributed.',
  source: 'Glorot and Bengio, Understanding the Difficulty of Training Networks, 2010, Figure 7',
  inputs: {},
  fields: {
    networks: field.names({
      label: 'Networks',
      help: 'Networks and parts of them (network/node); empty means all.',
      default: [],
      of: 'learners',
    }),
    gradients: field.boolean({
      label: 'Gradients',
      help: 'Shows the gradients of the latest step too.',
      default: true,
    }),
    bins: binsField,
  },
  messages: {},
  telling: ({ networks }) => networks.join(', '),
  examples: [{ fields: {}, inputs: [], output: [], parameters: 0 }],
});
