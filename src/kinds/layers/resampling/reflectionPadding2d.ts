import { definePadding } from './defineResizedEdges';

/** A mirrored border around an image. */
export const reflectionPadding2d = definePadding({
  id: 'reflectionPadding2d',
  title: 'Reflection padding 2D',
  axes: 2,
  className: 'ReflectionPadding2D',
  mirrors: true,
  summary: 'Mirrors an image at its edges, so that borders go on as the image does.',
  source:
    'Johnson et al., Perceptual Losses for Real-Time Style Transfer and Super-Resolution, 2016',
  examples: [
    {
      fields: { padding: 3 },
      inputs: [[256, 256, 3]],
      output: [262, 262, 3],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { padding: [2, 1, 0, 4] },
      inputs: [[3, 5, 2]],
      output: [6, 9, 2],
      parameters: 0,
    },
  ],
});
