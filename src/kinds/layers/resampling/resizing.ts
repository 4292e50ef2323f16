import { type Dimension, elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type Reach } from '../../layerKind';
import { spatialPort } from '../pooling/poolingFields';
import { blendingReach, operationsOfBlending } from './enlargement';
import { interpolationField } from './interpolationField';

/** What a place copies: place ⌊(o + ½)·r⌋, where r is the input's length over the output's. */
function nearestReach(ratios: readonly number[], sizes: readonly number[]): Reach {
  const nextAfter = sizes.map((size) => 1 - 1 / (2 * size));
  return {
    size: nextAfter.map((distance) => distance + 1),
    stride: ratios,
    padding: ratios.map((ratio, axis) => (nextAfter[axis] as number) - ratio / 2),
  };
}

/** An image of any size. */
export const resizing = defineLayer({
  id: 'resizing',
  title: 'Resizing',
  family: 'resampling',
  summary:
    'Makes every image the same height and width, copying the nearest pixel or blending the four around.',
  source: 'Keras documentation, Resizing',
  inputs: { x: spatialPort(2) },
  fields: {
    size: field.pair({
      label: 'Size',
      help: 'Height and width of what comes out.',
      default: [32, 32],
      min: 1,
    }),
    interpolation: interpolationField('bilinear'),
  },
  messages: {},
  keeps: 'inputs',
  infer: ({ size }, { x }) => ({ shape: [...size, x.shape[2] ?? null], dtype: x.dtype }),
  operations({ interpolation }, _inputs, y) {
    if (interpolation === 'nearest') return 0;
    const elements = elementCount(y.shape);
    return elements === null ? null : elements * operationsOfBlending;
  },
  reach({ size, interpolation }, { x }) {
    const ratios = size.map((length, axis) => (x.shape[axis] ?? Number.NaN) / length);
    if (ratios.some(Number.isNaN)) return 'everything';
    return interpolation === 'nearest' ? nearestReach(ratios, size) : blendingReach(ratios, size);
  },
  layers: ({ size: [height, width], interpolation }) => [
    { className: 'CenteredResizing', config: { height, width, interpolation } },
  ],
  formula({ size, interpolation }, { x }) {
    const line = (index: string, from: Dimension, to: number): string => {
      const place = `(${index} + \\tfrac{1}{2}) \\cdot \\frac{${from ?? '?'}}{${to}}`;
      return interpolation === 'nearest'
        ? `${index}_1 = \\lfloor ${place} \\rfloor`
        : `${index}_1 = ${place} - \\tfrac{1}{2}`;
    };
    return [
      line('i', x.shape[0] ?? null, size[0]),
      line('j', x.shape[1] ?? null, size[1]),
      interpolation === 'nearest'
        ? 'y_{i,j} = x_{i_1, j_1}'
        : 'y_{i,j} = \\sum_{a,b} \\max(0, 1 - |i_1 - a|) \\max(0, 1 - |j_1 - b|)\\, x_{a,b}',
    ];
  },
  telling: ({ size, interpolation }) => `${size.join('×')} · ${interpolation}`,
  examples: [
    {
      fields: { size: [224, 224] },
      inputs: [[500, 375, 3]],
      output: [224, 224, 3],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { size: [7, 5], interpolation: 'nearest' },
      inputs: [[null, 3, 2]],
      output: [7, 5, 2],
      parameters: 0,
    },
  ],
});
