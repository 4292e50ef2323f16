import { batchScalar, elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';

/** What an agent makes smaller that learns values of actions. */
export const temporalDifference = defineLoss({
  id: 'temporalDifference',
  title: 'Temporal difference',
  summary:
    'How far the value of an action is from its reward and the discounted best value of the next state.',
  source: 'Mnih et al., Human-level control through deep reinforcement learning, 2015',
  inputs: {
    value: { dtype: 'float32', help: 'The value of the action that was taken: Q gathered at it.' },
    reward: { help: 'What the action earned.' },
    next: {
      dtype: 'float32',
      help: 'Values in the next state, by a target copy; of several the largest counts. No gradient goes there.',
    },
    done: { optional: true, help: '1 where the episode ended, so that nothing follows; else 0.' },
    mask: { optional: true, help: 'Weights from 0 to 1 for the examples.' },
  },
  fields: {
    discount: field.number({
      label: 'Discount',
      help: 'What a reward one step later is worth.',
      default: 0.99,
      min: 0,
      max: 1,
      step: 0.01,
    }),
    error: field.choice({
      label: 'Error',
      help: 'What becomes of the difference.',
      default: 'huber',
      options: [
        { value: 'huber', label: 'Huber' },
        { value: 'squared', label: 'squared' },
      ],
    }),
  },
  messages: {
    notSingle:
      'One number for every example belongs at {port}, but {shape} arrives. Pick one, as Gather does by the action.',
  },
  tape: tapeOfInput({ kept: 15, gradients: 8 }),
  infer(_fields, { value, reward, done, mask }, report) {
    let isRight = true;
    for (const [port, type] of Object.entries({ value, reward, done, mask })) {
      if (!type || elementCount(type.shape) === 1) continue;
      report.error('notSingle', { port, shape: formatShape(type.shape) }, { port });
      isRight = false;
    }
    return isRight ? batchScalar : null;
  },
  formula: ({ discount, error }) => [
    `\\delta_i = r_i + ${discount} \\cdot (1 - d_i) \\max_a Q'(s'_i, a) - Q(s_i, a_i)`,
    error === 'squared'
      ? 'J = \\frac{1}{n}\\sum_{i=1}^{n} \\delta_i^2'
      : 'J = \\frac{1}{n}\\sum_{i=1}^{n} h(\\delta_i), \\quad h(e) = \\begin{cases} \\frac{1}{2} e^2 & |e| \\le 1 \\\\ |e| - \\frac{1}{2} & \\text{else} \\end{cases}',
  ],
  telling: ({ discount, error }) => `γ ${discount} · ${error === 'huber' ? 'Huber' : 'squared'}`,
  examples: [
    { fields: {}, inputs: [[], [], [3], { shape: [], dtype: 'bool' }], output: [], parameters: 0 },
    {
      fields: { error: 'squared', discount: 0.9 },
      inputs: [[1], [1], []],
      output: [],
      parameters: 0,
    },
  ],
});
