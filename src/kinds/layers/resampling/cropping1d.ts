import { defineCropping } from './defineResizedEdges';

/** A shorter sequence. */
export const cropping1d = defineCropping({
  id: 'cropping1d',
  title: 'Cropping 1D',
  axes: 1,
  className: 'Cropping1D',
  summary: 'Cuts steps off the start and the end of a sequence.',
  source: 'Keras documentation, Cropping1D',
  examples: [
    { fields: {}, inputs: [[10, 4]], output: [8, 4], parameters: 0, macs: 0 },
    { fields: { cropping: [0, 3] }, inputs: [[null, 4]], output: [null, 4], parameters: 0 },
  ],
});
