import { elementCount } from '../../../base/tensorType';
import type { AxisCount } from '../../field';
import { defineLayer, type Example, type KerasLayer, type LayerKind } from '../../layerKind';
import { explicitSides, windowPadding, windowReach } from '../window';
import {
  inferPooling,
  type PoolingValues,
  poolingFields,
  poolingFormula,
  poolingMessages,
  poolingWindow,
  spatialPort,
  tellingPooling,
} from './poolingFields';

/** What one pooling layer says of itself. */
interface PoolingDescription {
  readonly id: string;
  readonly title: string;
  readonly mode: 'max' | 'average';
  /** How many axes the window slides along. */
  readonly axes: AxisCount;
  readonly summary: string;
  readonly source: string;
  readonly examples: readonly Example[];
}

const indices = {
  1: { place: 'i', seen: 'iS+a', offsets: 'a' },
  2: { place: 'i,j', seen: 'iS+a,\\, jS+b', offsets: 'a,b' },
  3: { place: 'h,i,j', seen: 'hS+a,\\, iS+b,\\, jS+c', offsets: 'a,b,c' },
} as const;

/** A kind that takes the largest number, or the average, of windows. */
export function definePooling({ mode, axes, ...about }: PoolingDescription): LayerKind {
  const isMax = mode === 'max';
  const { place, seen, offsets } = indices[axes];
  return defineLayer({
    ...about,
    family: 'pooling',
    inputs: { x: spatialPort(axes) },
    fields: poolingFields[axes],
    messages: poolingMessages,
    keeps: isMax ? 'both' : 'inputs',
    infer: (fields: PoolingValues, { x }, report) => inferPooling(fields, x, report),
    operations(fields: PoolingValues, _inputs, y) {
      const elements = elementCount(y.shape);
      const area = windowArea(fields);
      // Comparing F·F numbers takes one comparison less; adding them one less, and one division.
      return elements === null ? null : elements * (isMax ? area - 1 : area);
    },
    reach: (fields: PoolingValues, { x }) =>
      windowReach(poolingWindow(fields), x.shape.slice(0, -1)),
    layers: (fields: PoolingValues, { x }) => [poolingLayer(fields, x.shape, mode, axes)],
    formula: (fields: PoolingValues, { x }) => [
      isMax
        ? `y_{${place}} = \\max_{${offsets}}\\, x_{${seen}}`
        : `y_{${place}} = \\frac{1}{${poolingWindow(fields).kernel.join(' \\cdot ')}} \\sum_{${offsets}} x_{${seen}}`,
      ...poolingFormula(fields, x),
    ],
    telling: (fields: PoolingValues) => tellingPooling(fields),
  });
}

/** The numbers under a window. */
function windowArea(fields: PoolingValues): number {
  return poolingWindow(fields).kernel.reduce((product, size) => product * size, 1);
}

/** The layer of tf.js where it has the padding, else ours. */
function poolingLayer(
  fields: PoolingValues,
  shape: readonly (number | null)[],
  mode: 'max' | 'average',
  axes: AxisCount,
): KerasLayer {
  const sizes = shape.slice(0, -1);
  const window = poolingWindow(fields);
  const padding = windowPadding(window, sizes);
  const ceil = fields.rounding === 'ceil';
  // Only when the network runs is it known whether a window hangs over an edge of unknown length.
  const mayHangOver = ceil && padding.rule === 'valid' && sizes.includes(null);
  // The kernels of tf.js for volumes are wrong in places.
  if (padding.rule !== 'explicit' && !mayHangOver && axes < 3) {
    return {
      className: `${mode === 'max' ? 'Max' : 'Average'}Pooling${axes}D`,
      config: { poolSize: fields.poolSize, strides: fields.strides, padding: padding.rule },
    };
  }
  const sides = explicitSides(fields.padding, axes);
  return {
    className: 'PaddedPooling',
    config: {
      mode,
      poolSize: window.kernel,
      strides: window.strides,
      padding: sides
        ? sizes.map((_, axis) => [sides[2 * axis] as number, sides[2 * axis + 1] as number])
        : 'same',
      ceil,
    },
  };
}
