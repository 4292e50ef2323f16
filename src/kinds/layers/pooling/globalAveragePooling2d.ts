import { float32 } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';

/** Averages each channel over the whole image. */
export const globalAveragePooling2d = defineLayer({
  id: 'globalAveragePooling2d',
  title: 'Global average pooling 2D',
  family: 'pooling',
  summary: 'Averages each channel over the whole image: one number per channel, any image size.',
  source: 'Lin et al., Network In Network, 2013',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {},
  messages: {},
  keeps: 'inputs',
  infer: (_fields, { x }) => float32([x.shape[2] ?? null]),
  layers: () => [{ className: 'GlobalAveragePooling2D', config: {} }],
  formula(_fields, { x }) {
    const [height, width, channels] = x.shape.map((axis) => axis ?? '?');
    return [
      `y_k = \\frac{1}{${height} \\cdot ${width}} \\sum_{i=1}^{${height}} \\sum_{j=1}^{${width}} x_{i,j,k}, \\quad k = 1 \\dots ${channels}`,
    ];
  },
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[7, 7, 2048]], output: [2048], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, null, 512]], output: [512], parameters: 0 },
  ],
});
