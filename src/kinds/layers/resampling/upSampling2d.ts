import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type KerasLayer } from '../../layerKind';
import { spatialPort } from '../pooling/poolingFields';
import { tellingSizes } from '../window';
import {
  blendingReach,
  copyingReach,
  enlarged,
  enlargementFormula,
  operationsOfBlending,
} from './enlargement';
import { interpolationField } from './interpolationField';

/** A larger image by repeating or blending pixels. */
export const upSampling2d = defineLayer({
  id: 'upSampling2d',
  title: 'Up-sampling 2D',
  family: 'resampling',
  summary: 'Enlarges an image by whole factors, repeating its pixels or blending between them.',
  source: 'Keras documentation, UpSampling2D',
  inputs: { x: spatialPort(2) },
  fields: {
    size: field.pair({ label: 'Factor', help: 'For height and width.', default: [2, 2], min: 1 }),
    interpolation: interpolationField('nearest'),
  },
  messages: {},
  keeps: 'inputs',
  infer: ({ size }, { x }) => enlarged(x, size),
  operations({ interpolation }, _inputs, y) {
    if (interpolation === 'nearest') return 0;
    const elements = elementCount(y.shape);
    return elements === null ? null : elements * operationsOfBlending;
  },
  reach: ({ size, interpolation }) =>
    interpolation === 'nearest'
      ? copyingReach(size)
      : blendingReach(
          size.map((factor) => 1 / factor),
          size,
        ),
  layers: ({ size, interpolation }): readonly KerasLayer[] => [
    interpolation === 'nearest'
      ? { className: 'UpSampling2D', config: { size, interpolation } }
      : { className: 'BilinearUpSampling2D', config: { size } },
  ],
  formula: ({ size }, { x }, y) => enlargementFormula(size, x, y),
  telling: ({ size, interpolation }) =>
    [`×${tellingSizes(size)}`, interpolation === 'nearest' ? '' : interpolation]
      .filter(Boolean)
      .join(' · '),
  examples: [
    { fields: {}, inputs: [[7, 7, 8]], output: [14, 14, 8], parameters: 0, macs: 0 },
    {
      fields: { size: [4, 2], interpolation: 'bilinear' },
      inputs: [[8, 8, 3]],
      output: [32, 16, 3],
      parameters: 0,
    },
  ],
});
