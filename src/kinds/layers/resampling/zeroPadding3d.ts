import { definePadding } from './defineResizedEdges';

/** Zeros around a volume. */
export const zeroPadding3d = definePadding({
  id: 'zeroPadding3d',
  title: 'Zero padding 3D',
  axes: 3,
  className: 'ZeroPadding3D',
  summary: 'Adds slices, rows and columns of zeros around a volume.',
  source: 'Keras documentation, ZeroPadding3D',
  examples: [
    { fields: {}, inputs: [[4, 6, 6, 2]], output: [6, 8, 8, 2], parameters: 0, macs: 0 },
    {
      fields: { padding: [0, 0, 0, 1, 0, 1] },
      inputs: [[2, 7, 7, 512]],
      output: [2, 8, 8, 512],
      parameters: 0,
    },
  ],
});
