import { largestSize } from '../../field';
import { defineLayer } from '../../layerKind';
import type { Fix } from '../../report';
import { spatialPort } from '../pooling/poolingFields';
import { blockFields, tellingBlock } from './blockFields';
import { copyingReach, enlarged, enlargementFormula } from './enlargement';

/** The largest block that is looked for where the channels fit no block. */
const largestOffer = 16;

/** Channels spread over a finer image: the sub-pixel layer. */
export const depthToSpace = defineLayer({
  id: 'depthToSpace',
  title: 'Depth to space',
  family: 'resampling',
  summary:
    'Spreads the channels of each pixel over a block of pixels: a larger image of fewer channels.',
  source:
    'Shi et al., Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network, 2016',
  inputs: { x: spatialPort(2) },
  fields: blockFields,
  messages: {
    channelsDoNotDivide:
      '{channels} channels cannot be spread over blocks of {block}×{block} pixels: they are no multiple of {area}.',
  },
  keeps: 'inputs',
  infer({ blockSize }, { x }, report) {
    const channels = x.shape[2] ?? null;
    const area = blockSize * blockSize;
    if (channels !== null && channels % area !== 0) {
      const sizes = Array.from({ length: largestOffer - 1 }, (_, index) => index + 2);
      const fitting = sizes.filter((size) => channels % (size * size) === 0);
      const filters = Math.ceil(channels / area) * area;
      const fixes: Fix[] = fitting.slice(0, 2).map((size) => ({
        title: `Block ${size}`,
        change: { type: 'setFields', values: { blockSize: size } },
      }));
      if (filters <= largestSize) {
        fixes.push({
          title: `Insert Conv 2D with ${filters} filters`,
          change: {
            type: 'insertBefore',
            port: 'x',
            kind: 'conv2d',
            fields: { filters, kernelSize: [1, 1] },
          },
        });
      }
      report.error(
        'channelsDoNotDivide',
        { channels, block: blockSize, area },
        { field: 'blockSize', fixes },
      );
      return null;
    }
    const { shape } = enlarged(x, [blockSize, blockSize]);
    return {
      shape: [...shape.slice(0, 2), channels === null ? null : channels / area],
      dtype: x.dtype,
    };
  },
  operations: () => 0,
  reach: ({ blockSize }) => copyingReach([blockSize, blockSize]),
  layers: ({ blockSize, order }) => [{ className: 'DepthToSpace', config: { blockSize, order } }],
  formula({ blockSize, order }, { x }, y) {
    const channels = y.shape[2] ?? 'D_2';
    const block = blockSize;
    const row = `i \\bmod ${block}`;
    const column = `j \\bmod ${block}`;
    const from =
      order === 'tensorflow'
        ? `((${row}) \\cdot ${block} + (${column})) \\cdot ${channels} + k`
        : `k \\cdot ${block * block} + (${row}) \\cdot ${block} + (${column})`;
    return [
      ...enlargementFormula([block, block], x, y),
      `D_2 = D_1 / ${block}^2 = ${x.shape[2] ?? '?'} / ${block * block} = ${y.shape[2] ?? '?'}`,
      `y_{i,j,k} = x_{\\lfloor i/${block} \\rfloor,\\, \\lfloor j/${block} \\rfloor,\\, ${from}}`,
    ];
  },
  telling: tellingBlock,
  examples: [
    { fields: {}, inputs: [[24, 24, 256]], output: [48, 48, 64], parameters: 0, macs: 0 },
    {
      fields: { blockSize: 3, order: 'pytorch' },
      inputs: [[null, 7, 27]],
      output: [null, 21, 3],
      parameters: 0,
    },
  ],
});
