import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { spatialPort } from '../pooling/poolingFields';
import { tellingSizes } from '../window';
import { copyingReach, enlarged, enlargementFormula } from './enlargement';

/** A larger volume by repeating voxels. */
export const upSampling3d = defineLayer({
  id: 'upSampling3d',
  title: 'Up-sampling 3D',
  family: 'resampling',
  summary: 'Enlarges a volume by whole factors, repeating its voxels.',
  source: 'Keras documentation, UpSampling3D',
  inputs: { x: spatialPort(3) },
  fields: {
    size: field.triple({
      label: 'Factor',
      help: 'For depth, height and width.',
      default: [2, 2, 2],
      min: 1,
    }),
  },
  messages: {},
  keeps: 'inputs',
  infer: ({ size }, { x }) => enlarged(x, size),
  operations: () => 0,
  reach: ({ size }) => copyingReach(size),
  layers: ({ size }) => [{ className: 'UpSampling3D', config: { size } }],
  formula: ({ size }, { x }, y) => enlargementFormula(size, x, y),
  telling: ({ size }) => `×${tellingSizes(size)}`,
  examples: [
    { fields: {}, inputs: [[4, 4, 4, 8]], output: [8, 8, 8, 8], parameters: 0, macs: 0 },
    {
      fields: { size: [1, 2, 3] },
      inputs: [[3, 5, null, 2]],
      output: [3, 10, null, 2],
      parameters: 0,
    },
  ],
});
