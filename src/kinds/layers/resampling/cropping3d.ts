import { defineCropping } from './defineResizedEdges';

/** A smaller volume. */
export const cropping3d = defineCropping({
  id: 'cropping3d',
  title: 'Cropping 3D',
  axes: 3,
  className: 'Cropping3D',
  summary: 'Cuts slices, rows and columns off the sides of a volume.',
  source: 'Keras documentation, Cropping3D',
  examples: [
    { fields: {}, inputs: [[9, 9, 9, 1]], output: [7, 7, 7, 1], parameters: 0, macs: 0 },
    {
      fields: { cropping: [0, 1, 2, 0, 1, 1] },
      inputs: [[4, 5, null, 3]],
      output: [3, 3, null, 3],
      parameters: 0,
    },
  ],
});
