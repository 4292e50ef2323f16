import { elementCount, formatShape, type Shape } from '../../../base/tensorType';
import { type FieldValues, field } from '../../field';
import { defineLayer } from '../../layerKind';
import { inferShaped, likePort, noAxesMessage } from './likePort';

/** The largest number that float32 holds. */
const largestNumber = 3.4028234663852886e38;

const fields = {
  values: field.text({
    label: 'Values',
    help: 'A nested list such as [[1, 2], [3, 4]], which says the shape too. Empty: the shape filled with one number.',
    default: '',
  }),
  shape: field.shape({
    label: 'Shape',
    help: 'Without the batch axis; for a tensor filled with one number.',
    default: [1],
  }),
  fill: field.number({
    label: 'Fill',
    help: 'The number that fills the shape.',
    default: 0,
  }),
} as const;

/** Numbers row by row with their shape, or one that fills it. */
interface Content {
  readonly shape: readonly number[];
  readonly value: number | readonly number[];
}

/** Reads a nested list; null for one that is no list of numbers, or whose rows differ in length. */
function readList(text: string): Content | null {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return null;
  }
  const shape: number[] = [];
  let level: unknown[] = [list];
  // One axis after the other: every item is a list of the same length, or every item is a number.
  while (level.every(Array.isArray)) {
    const rows = level as unknown[][];
    const length = rows[0]?.length ?? 0;
    if (length === 0 || shape.length === 8 || rows.some((row) => row.length !== length))
      return null;
    shape.push(length);
    level = rows.flat();
  }
  const areNumbers = level.every(
    (item) => typeof item === 'number' && Math.abs(item) <= largestNumber,
  );
  return areNumbers && shape.length > 0 ? { shape, value: level as number[] } : null;
}

function contentOf({ values, shape, fill }: FieldValues<typeof fields>): Content | null {
  return values.trim() === '' ? { shape, value: fill } : readList(values);
}

function shapeFormula({ value }: Content, shape: Shape): string {
  const axes = shape.join(' \\times ');
  if (typeof value === 'number') return `y_i = ${value}, \\quad y \\in \\mathbb{R}^{${axes}}`;
  const [rows = 1, columns = 1] = shape.length === 2 ? (shape as number[]) : [1, value.length];
  const small = shape.length <= 2 && rows <= 6 && columns <= 6;
  if (!small) return `y = C, \\quad C \\in \\mathbb{R}^{${axes}}`;
  const lines = Array.from({ length: rows }, (_, row) =>
    value.slice(row * columns, (row + 1) * columns).join(' & '),
  );
  return `y = \\begin{pmatrix} ${lines.join(' \\\\ ')} \\end{pmatrix}`;
}

/** Numbers that are given and never change. */
export const constant = defineLayer({
  id: 'constant',
  title: 'Constant',
  family: 'source',
  summary: 'Gives every example the same numbers, which training leaves alone.',
  source: 'TensorFlow, tf.constant and tf.fill',
  inputs: { like: likePort },
  fields,
  messages: {
    ...noAxesMessage,
    noList:
      'Values is {found}; it must be a list of numbers whose rows are equally long, such as [1, 2] or [[1, 2], [3, 4]], at most 8 deep.',
    tooLarge: 'Fill is {fill}, but float32 holds nothing beyond ±3.4e38.',
  },
  keeps: 'none',
  infer(given, _inputs, report) {
    const content = contentOf(given);
    if (!content) {
      report.error(
        'noList',
        { found: JSON.stringify(given.values.slice(0, 60)) },
        {
          field: 'values',
          fixes: [
            {
              title: `Fill ${formatShape(given.shape)} with ${given.fill}`,
              change: { type: 'setFields', values: { values: '' } },
            },
          ],
        },
      );
      return null;
    }
    if (typeof content.value === 'number' && Math.abs(content.value) > largestNumber) {
      const change = { type: 'setFields', values: { fill: 0 } } as const;
      const fixes = [{ title: 'Fill with 0', change }];
      report.error('tooLarge', { fill: content.value }, { field: 'fill', fixes });
      return null;
    }
    return inferShaped(content.shape, report);
  },
  operations: () => 0,
  reach: () => 'nothing',
  layers: (given) => {
    const { shape, value } = contentOf(given) ?? { shape: given.shape, value: given.fill };
    return [{ className: 'ConstantSource', config: { shape, value } }];
  },
  formula: (given, _inputs, y) => {
    const content = contentOf(given);
    return content ? [shapeFormula(content, y.shape)] : [];
  },
  telling(given) {
    const content = contentOf(given);
    if (!content) return '';
    return typeof content.value === 'number'
      ? `${formatShape(content.shape)} of ${content.value}`
      : `${formatShape(content.shape)}, ${elementCount(content.shape)} numbers`;
  },
  examples: [
    {
      fields: { values: '[[0, 1], [1, 0], [2.5, -1]]' },
      inputs: [[5]],
      output: [3, 2],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { shape: [7, 7, 1], fill: 1 },
      inputs: [[null, 3]],
      output: [7, 7, 1],
      parameters: 0,
    },
  ],
});
