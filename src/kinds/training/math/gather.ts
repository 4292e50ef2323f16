import { formatShape, sameShape } from '../../../base/tensorType';
import { field } from '../../field';
import type { Fix } from '../../report';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

const switchTo = (from: 'example' | 'table', title: string): readonly Fix[] => [
  { title, change: { type: 'setFields', values: { from } } },
];

/** Numbers by their index. */
export const gather = defineMath({
  id: 'gather',
  title: 'Gather',
  summary:
    'Picks by index: of every example one number of its last axis, as the value of an action taken, or rows of a table.',
  source: 'TensorFlow documentation, tf.gather',
  inputs: {
    x: { rank: { min: 1 }, per: 'either', help: 'What is picked from.' },
    index: { content: 'class', help: 'Places counted from 0.' },
  },
  fields: {
    from: field.choice({
      label: 'Picks',
      help: 'From the last axis of the same example, or rows of one table for the whole batch.',
      default: 'example',
      options: [
        { value: 'example', label: 'one number of each example' },
        { value: 'table', label: 'rows of a table' },
      ],
    }),
  },
  messages: {
    needsTable:
      'Rows of a table are picked, but x holds {shape} for every example: wire one tensor for the whole batch.',
    isTable: 'x is one table of {shape} for the whole batch, so rows of it can be picked.',
    places: 'x holds {shape}, so the index must be {wanted} for every example; it is {found}.',
    tooFew: 'The index names {classes} places, but only {count} are there to pick from.',
  },
  tape: tapeOfInput({ kept: 2, gradients: 2 }),
  infer({ from }, { x, index }, report) {
    const isTable = x.per === 'batch';
    const shape = formatShape(x.shape);
    if (from === 'table' && !isTable) {
      const fixes = switchTo('example', 'Pick one number of each example');
      report.error('needsTable', { shape }, { port: 'x', field: 'from', fixes });
      return null;
    }
    if (from === 'example' && isTable) {
      const fixes = switchTo('table', 'Pick rows of the table');
      report.error('isTable', { shape }, { port: 'x', field: 'from', fixes });
      return null;
    }
    const wanted = x.shape.slice(0, -1);
    if (!isTable && !sameShape(wanted, index.shape)) {
      const values = { shape, wanted: formatShape(wanted), found: formatShape(index.shape) };
      report.error('places', values, { port: 'index' });
      return null;
    }
    const count = isTable ? x.shape[0] : x.shape.at(-1);
    const { classCount } = index;
    if (classCount !== undefined && count != null && classCount > count) {
      report.error('tooFew', { classes: classCount, count }, { port: 'index' });
      return null;
    }
    return isTable
      ? { shape: [...index.shape, ...x.shape.slice(1)], dtype: 'float32' }
      : { shape: wanted, dtype: 'float32' };
  },
  formula: ({ from }) => [from === 'table' ? 'y_i = X_{a_i}' : 'y_i = x_{i, a_i}'],
  telling: ({ from }) => (from === 'table' ? 'rows' : ''),
  examples: [
    {
      fields: {},
      inputs: [[4], { shape: [], dtype: 'int32', content: 'class', classCount: 4 }],
      output: [],
      parameters: 0,
    },
    {
      fields: {},
      inputs: [[2, 5, 3], { shape: [2, 5], dtype: 'int32', content: 'class', classCount: 3 }],
      output: [2, 5],
      parameters: 0,
    },
    {
      fields: { from: 'table' },
      inputs: [
        { shape: [5, 8], dtype: 'float32', per: 'batch' },
        { shape: [], dtype: 'int32', content: 'class', classCount: 5 },
      ],
      output: [8],
      parameters: 0,
    },
  ],
});
