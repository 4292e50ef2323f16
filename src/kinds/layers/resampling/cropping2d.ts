import { defineCropping } from './defineResizedEdges';

/** A smaller image. */
export const cropping2d = defineCropping({
  id: 'cropping2d',
  title: 'Cropping 2D',
  axes: 2,
  className: 'Cropping2D',
  summary: 'Cuts rows and columns off the edges of an image.',
  source: 'Keras documentation, Cropping2D; Ronneberger et al., U-Net, 2015',
  examples: [
    {
      fields: { cropping: 4 },
      inputs: [[64, 64, 512]],
      output: [56, 56, 512],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { cropping: [19, 20, 0, 3] },
      inputs: [[544, 7, 21]],
      output: [505, 4, 21],
      parameters: 0,
    },
  ],
});
