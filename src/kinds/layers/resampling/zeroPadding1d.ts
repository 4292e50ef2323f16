import { definePadding } from './defineResizedEdges';

/** Zeros around a sequence. */
export const zeroPadding1d = definePadding({
  id: 'zeroPadding1d',
  title: 'Zero padding 1D',
  axes: 1,
  className: 'ZeroPadding1D',
  summary: 'Adds steps of zeros before and after a sequence.',
  source: 'Keras documentation, ZeroPadding1D',
  examples: [
    { fields: { padding: [2, 0] }, inputs: [[10, 4]], output: [12, 4], parameters: 0, macs: 0 },
    { fields: { padding: 3 }, inputs: [[null, 4]], output: [null, 4], parameters: 0 },
  ],
});
