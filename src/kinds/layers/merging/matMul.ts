import { elementCount, formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { writtenAxis, writtenShape } from '../axis';
import { stretch } from './merging';

/** Rows and columns of a matrix after the transposition that its field asks for. */
function matrixOf(shape: Shape, transposed: boolean): readonly [number | null, number | null] {
  const [rows = null, columns = null] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/** Matrix products of two inputs, side by side over leading axes. */
export const matMul = defineLayer({
  id: 'matMul',
  title: 'Matrix product',
  family: 'merging',
  summary:
    'Multiplies matrices: the last two axes of both inputs; leading axes count one product each.',
  source: 'TensorFlow documentation, tf.linalg.matmul',
  inputs: {
    a: { rank: { min: 2 }, dtype: 'float32', help: 'left matrices' },
    b: { rank: { min: 2 }, dtype: 'float32', help: 'right matrices' },
  },
  fields: {
    transposeA: field.boolean({
      label: 'Transpose a',
      help: 'Swaps rows and columns of the left matrices.',
      default: false,
    }),
    transposeB: field.boolean({
      label: 'Transpose b',
      help: 'Swaps rows and columns of the right matrices, as attention does with its keys.',
      default: false,
    }),
  },
  messages: {
    innerDiffer:
      'The left matrices have {columns} columns, the right ones {rows} rows; both must be the same. {aShape} arrives at a, {bShape} at b.',
    batchDiffer:
      'There is no common number of matrices in {aShape} and {bShape}: leading axes must be equal or 1.',
  },
  keeps: 'inputs',
  infer({ transposeA, transposeB }, { a, b }, report) {
    const [rows, columns] = matrixOf(a.shape, transposeA);
    const [inner, results] = matrixOf(b.shape, transposeB);
    const shapes = { aShape: formatShape(a.shape), bShape: formatShape(b.shape) };
    if (columns !== null && inner !== null && columns !== inner) {
      const flipped = { transposeA, transposeB: !transposeB };
      const fits = matrixOf(b.shape, flipped.transposeB)[0] === columns;
      report.error(
        'innerDiffer',
        { columns, rows: inner, ...shapes },
        {
          port: 'b',
          fixes: fits
            ? [{ title: 'Transpose b', change: { type: 'setFields', values: flipped } }]
            : [],
        },
      );
      return null;
    }
    const leading = stretchLeading(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (!leading) {
      report.error('batchDiffer', shapes, { port: 'b' });
      return null;
    }
    return { shape: [...leading, rows, results], dtype: 'float32' };
  },
  macs({ transposeA }, { a }, y) {
    const [, inner] = matrixOf(a.shape, transposeA);
    const results = elementCount(y.shape);
    return inner === null || results === null ? null : inner * results;
  },
  operations: () => 0,
  reach: () => 'everything',
  layers: ({ transposeA, transposeB }) => [
    { className: 'MatMul', config: { transposeA, transposeB } },
  ],
  formula({ transposeA, transposeB }, { a }, y) {
    const [, inner] = matrixOf(a.shape, transposeA);
    return [
      `Y = A${transposeA ? '^\\top' : ''} B${transposeB ? '^\\top' : ''}`,
      `y_{ij} = \\sum_{k=1}^{${writtenAxis(inner)}} a_{${transposeA ? 'ki' : 'ik'}}\\, b_{${transposeB ? 'jk' : 'kj'}}, \\quad Y: ${writtenShape(y.shape)}`,
    ];
  },
  telling: ({ transposeA, transposeB }) =>
    transposeA || transposeB ? `${transposeA ? 'aᵀ' : 'a'}·${transposeB ? 'bᵀ' : 'b'}` : '',
  examples: [
    {
      fields: {},
      inputs: [
        [20, 64],
        [64, 10],
      ],
      output: [20, 10],
      parameters: 0,
      macs: 12800,
    },
    {
      fields: { transposeB: true },
      inputs: [
        [8, 7, 64],
        [8, 5, 64],
      ],
      output: [8, 7, 5],
      parameters: 0,
      macs: 17920,
    },
    {
      fields: { transposeA: true },
      inputs: [
        [3, 1, 5, null],
        [4, 5, 2],
      ],
      output: [3, 4, null, 2],
      parameters: 0,
    },
  ],
});

/** Leading axes as one, shorter lists filled up with 1 in front, axes of length 1 stretched. */
function stretchLeading(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const filled = (shape: Shape): Shape => [
    ...Array.from({ length: rank - shape.length }, () => 1),
    ...shape,
  ];
  return stretch(filled(a), filled(b));
}
