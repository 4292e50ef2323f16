import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLoss } from '../stepKind';
import { normField, normLabel } from './normField';

/** What keeps weights small. */
export const weightPenalty = defineLoss({
  id: 'weightPenalty',
  title: 'Weight penalty',
  summary:
    'Keeps weights small: the sum of their absolute values or squares; give it a small weight.',
  source: 'Goodfellow et al., Deep Learning, §7.1',
  inputs: {},
  fields: {
    networks: field.names({
      label: 'Networks',
      help: 'Whose weights are kept small, or parts of them (network/node); empty means every network of the step.',
      default: [],
      of: 'learners',
    }),
    norm: normField('l2'),
  },
  messages: {},
  infer: () => batchScalar,
  formula: ({ norm }) => [`J = \\sum_w ${norm === 'l1' ? '|w|' : 'w^2'}`],
  telling: ({ networks, norm }) =>
    [networks.join(', '), normLabel(norm)].filter(Boolean).join(' · '),
  examples: [
    { fields: {}, inputs: [], output: [], parameters: 0 },
    { fields: { norm: 'l1', networks: ['main'] }, inputs: [], output: [], parameters: 0 },
  ],
});
