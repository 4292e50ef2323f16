import { definePadding } from './defineResizedEdges';

/** A border of repeated edges around an image. */
export const replicationPadding2d = definePadding({
  id: 'replicationPadding2d',
  title: 'Replication padding 2D',
  axes: 2,
  className: 'ReplicationPadding2D',
  summary: 'Repeats the edges of an image outwards.',
  source: 'PyTorch documentation, ReplicationPad2d',
  examples: [
    { fields: { padding: 2 }, inputs: [[5, 5, 3]], output: [9, 9, 3], parameters: 0, macs: 0 },
    {
      fields: { padding: [3, 0, 1, 7] },
      inputs: [[null, 1, 2]],
      output: [null, 9, 2],
      parameters: 0,
    },
  ],
});
