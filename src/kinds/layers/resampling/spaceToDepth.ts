import type { Dimension } from '../../../base/tensorType';
import { spatialAxes } from '../../field';
import { defineLayer } from '../../layerKind';
import { axisSymbols, spatialPort } from '../pooling/poolingFields';
import { blockFields, tellingBlock } from './blockFields';

/** What an axis lacks to be a multiple of the block. */
function missing(length: Dimension, block: number): number {
  return length === null ? 0 : Math.ceil(length / block) * block - length;
}

/** Blocks of pixels as channels of a coarser image. */
export const spaceToDepth = defineLayer({
  id: 'spaceToDepth',
  title: 'Space to depth',
  family: 'resampling',
  summary: 'Puts each block of pixels into the channels of one: a smaller image of more channels.',
  source: 'Sajjadi et al., Frame-Recurrent Video Super-Resolution, 2018',
  inputs: { x: spatialPort(2) },
  fields: blockFields,
  messages: {
    doesNotDivide:
      'A {axis} of {size} does not come out even in blocks of {block}: {missing} more would do.',
  },
  keeps: 'inputs',
  infer({ blockSize }, { x }, report) {
    const sizes = x.shape.slice(0, 2);
    const [below = 0, beside = 0] = sizes.map((size) => missing(size, blockSize));
    for (const [axis, size] of sizes.entries()) {
      if (size === null || size % blockSize === 0) continue;
      report.error(
        'doesNotDivide',
        {
          axis: spatialAxes[2][axis] as string,
          size,
          block: blockSize,
          missing: missing(size, blockSize),
        },
        {
          field: 'blockSize',
          fixes: [
            {
              title: `Insert Zero padding 2D 0, ${below}, 0, ${beside}`,
              change: {
                type: 'insertBefore',
                port: 'x',
                kind: 'zeroPadding2d',
                fields: { padding: [0, below, 0, beside] },
              },
            },
          ],
        },
      );
      return null;
    }
    const channels = x.shape[2] ?? null;
    return {
      shape: [
        ...sizes.map((size) => (size === null ? null : size / blockSize)),
        channels === null ? null : channels * blockSize * blockSize,
      ],
      dtype: x.dtype,
    };
  },
  operations: () => 0,
  reach: ({ blockSize }) => ({
    size: [blockSize, blockSize],
    stride: [blockSize, blockSize],
    padding: [0, 0],
  }),
  layers: ({ blockSize, order }) => [{ className: 'SpaceToDepth', config: { blockSize, order } }],
  formula({ blockSize }, { x }, y) {
    const block = blockSize;
    const sizes = axisSymbols[2].map(
      (symbol, axis) =>
        `${symbol}_2 = ${symbol}_1 / ${block} = ${x.shape[axis] ?? '?'} / ${block} = ${y.shape[axis] ?? '?'}`,
    );
    return [
      ...sizes,
      `D_2 = ${block}^2 \\cdot D_1 = ${block * block} \\cdot ${x.shape[2] ?? '?'} = ${y.shape[2] ?? '?'}`,
    ];
  },
  telling: tellingBlock,
  examples: [
    { fields: {}, inputs: [[48, 48, 3]], output: [24, 24, 12], parameters: 0, macs: 0 },
    {
      fields: { blockSize: 3, order: 'pytorch' },
      inputs: [[9, null, 5]],
      output: [3, null, 45],
      parameters: 0,
    },
  ],
});
