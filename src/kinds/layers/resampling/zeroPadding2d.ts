import { definePadding } from './defineResizedEdges';

/** Zeros around an image. */
export const zeroPadding2d = definePadding({
  id: 'zeroPadding2d',
  title: 'Zero padding 2D',
  axes: 2,
  className: 'ZeroPadding2D',
  summary: 'Adds rows and columns of zeros around an image.',
  source: 'Keras documentation, ZeroPadding2D',
  examples: [
    { fields: { padding: 3 }, inputs: [[224, 224, 3]], output: [230, 230, 3], parameters: 0 },
    {
      fields: { padding: [0, 1, 0, 1] },
      inputs: [[28, 28, 1]],
      output: [29, 29, 1],
      parameters: 0,
      macs: 0,
    },
  ],
});
