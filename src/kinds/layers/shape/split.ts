import { formatShape, type TensorType } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type InputsByPort } from '../../layerKind';
import { variadicPortName } from '../../port';
import { axisField, axisMessages, findAxis, placeOfAxis, withAxis, writtenAxis } from '../axis';

/** The most parts a node can have: its output ports are a … p. */
const mostParts = 16;

interface SplitFields {
  readonly parts: number;
  readonly sizes: readonly number[];
}

/** The lengths of the parts of an axis; null where they depend on its unknown length. */
function partLengths({ parts, sizes }: SplitFields, length: number | null): (number | null)[] {
  if (sizes.length > 0) return [...sizes];
  return Array.from({ length: parts }, () => (length === null ? null : length / parts));
}

/** An axis cut into parts, each an output. */
export const split = defineLayer({
  id: 'split',
  title: 'Split',
  family: 'shape',
  summary: 'Cuts an axis into parts, each an output of its own: equal ones, or of given sizes.',
  source: 'TensorFlow documentation, tf.split',
  inputs: { x: { rank: { min: 1 } } },
  outputs: Array.from({ length: mostParts }, (_, index) => variadicPortName(index)),
  fields: {
    axis: axisField(-1, 'The axis that is cut.'),
    parts: field.integer({
      label: 'Parts',
      help: 'How many parts of equal size.',
      default: 2,
      min: 2,
      max: mostParts,
    }),
    sizes: field.integers({
      label: 'Sizes',
      help: 'The sizes of the parts in order, where they are not equal; they must make up the axis.',
      default: [],
      min: 1,
      most: mostParts,
    }),
  },
  messages: {
    ...axisMessages,
    doesNotDivide:
      'Axis {axis} of {shape} has {length} places, which {parts} parts do not share out evenly.',
    sizesDiffer: 'The sizes {sizes} make {sum}, but axis {axis} of {shape} has {length} places.',
    notChecked:
      'The length of axis {axis} is not known; a run fails where it does not fit the parts.',
  },
  keeps: 'none',
  infer({ axis, parts, sizes }, { x }, report) {
    const place = findAxis(axis, x.shape, report);
    if (place === null) return null;
    const length = x.shape[place] ?? null;
    const about = { axis, shape: formatShape(x.shape), parts };
    const sum = sizes.reduce((total, size) => total + size, 0);
    if (length === null) report.hint('notChecked', about, { port: 'x' });
    else if (sizes.length > 0 && sum !== length) {
      const rest = length - (sum - (sizes.at(-1) ?? 0));
      report.error(
        'sizesDiffer',
        { ...about, sizes: sizes.join(' + '), sum, length },
        {
          field: 'sizes',
          fixes:
            rest > 0
              ? [
                  {
                    title: `Last part ${rest}`,
                    change: { type: 'setFields', values: { sizes: [...sizes.slice(0, -1), rest] } },
                  },
                ]
              : [],
        },
      );
      return null;
    } else if (sizes.length === 0 && length % parts !== 0) {
      const divisors = Array.from({ length: mostParts - 1 }, (_, index) => index + 2).filter(
        (divisor) => length % divisor === 0,
      );
      report.error(
        'doesNotDivide',
        { ...about, length },
        {
          field: 'parts',
          fixes: divisors.slice(0, 3).map((divisor) => ({
            title: `${divisor} parts`,
            change: { type: 'setFields', values: { parts: divisor } },
          })),
        },
      );
      return null;
    }
    const types = partLengths({ parts, sizes }, length).map((size, index): [string, TensorType] => [
      variadicPortName(index),
      { shape: withAxis(x.shape, place, size), dtype: x.dtype },
    ]);
    return Object.fromEntries(types) as InputsByPort;
  },
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach: ({ axis }, { x }) =>
    placeOfAxis(axis, x.shape.length) === x.shape.length - 1 ? 'same' : 'everything',
  layers({ axis, parts, sizes }, { x }) {
    const place = placeOfAxis(axis, x.shape.length) ?? 0;
    return [{ className: 'Split', config: { axis: place + 1, parts, sizes } }];
  },
  formula({ axis, parts, sizes }, { x }) {
    const length = x.shape[placeOfAxis(axis, x.shape.length) ?? 0] ?? null;
    const lengths = partLengths({ parts, sizes }, length).map(writtenAxis);
    return [`${writtenAxis(length)} = ${lengths.join(' + ')}`];
  },
  telling: ({ axis, parts, sizes }) =>
    [sizes.length > 0 ? sizes.join(', ') : `${parts} parts`, axis === -1 ? '' : `axis ${axis}`]
      .filter(Boolean)
      .join(' · '),
  examples: [
    { fields: {}, inputs: [[28, 28, 64]], output: [28, 28, 32], parameters: 0, macs: 0 },
    { fields: { sizes: [3, 1, 3] }, inputs: [[null, 7]], output: [null, 3], parameters: 0 },
    { fields: { axis: 1, parts: 3 }, inputs: [[9, 5]], output: [3, 5], parameters: 0 },
  ],
});
