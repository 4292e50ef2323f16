import { formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { writtenShape } from '../axis';

/** Whether these are the numbers 1 … rank, each once. */
function isPermutation(dims: readonly number[], rank: number): boolean {
  return dims.length === rank && new Set(dims).size === rank && dims.every((dim) => dim <= rank);
}

/** The same numbers with the axes in another order. */
export const permute = defineLayer({
  id: 'permute',
  title: 'Permute',
  family: 'shape',
  summary: 'Puts the axes in another order: a transposed matrix, channels first.',
  source: 'Keras documentation, Permute',
  inputs: { x: { rank: { min: 1 } } },
  fields: {
    dims: field.integers({
      label: 'Order',
      help: 'The axes of the input, counted from 1, in the order of the output.',
      default: [2, 1],
      min: 1,
      max: 8,
    }),
  },
  messages: {
    noPermutation:
      'The order {dims} does not name each of the {rank} axes of {shape} once; write the numbers 1 to {rank} in another order.',
  },
  keeps: 'none',
  infer({ dims }, { x }, report) {
    const rank = x.shape.length;
    if (!isPermutation(dims, rank)) {
      const reversed = Array.from({ length: rank }, (_, place) => rank - place);
      const swapped = [...reversed.slice(2).reverse(), rank, rank - 1].filter((dim) => dim > 0);
      const orders = rank > 2 ? [swapped, reversed] : [reversed];
      report.error(
        'noPermutation',
        { dims: dims.join(', ') || 'of no axes', rank, shape: formatShape(x.shape) },
        {
          field: 'dims',
          fixes: orders.map((order) => ({
            title: `Order ${order.join(', ')}`,
            change: { type: 'setFields', values: { dims: order } },
          })),
        },
      );
      return null;
    }
    const shape: Shape = dims.map((dim) => x.shape[dim - 1] ?? null);
    return { shape, dtype: x.dtype };
  },
  // Numbers are moved, none is computed.
  operations: () => 0,
  reach: ({ dims }) => (dims.every((dim, place) => dim === place + 1) ? 'same' : 'everything'),
  layers: ({ dims }) => [{ className: 'Permute', config: { dims } }],
  formula: (_fields, { x }, y) => [`${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`],
  telling: ({ dims }) => dims.join(', '),
  examples: [
    { fields: {}, inputs: [[20, 64]], output: [64, 20], parameters: 0, macs: 0 },
    {
      fields: { dims: [3, 1, 2] },
      inputs: [[28, null, 3]],
      output: [3, 28, null],
      parameters: 0,
    },
  ],
});
