import type { ParityRow } from '../parityRow';
import { channelsFirst, torchModule } from './chains';

/** Layers that enlarge and shrink images. */
export const resamplingRows: readonly ParityRow[] = [
  {
    kind: 'upSampling2d',
    shapes: 120,
    values: 8,
    draw(draw) {
      const size = draw.each(2, 1, 4);
      const mode = draw.pick(['nearest', 'bilinear']);
      return {
        fields: { size, interpolation: mode },
        inputs: { x: [...draw.lengths(2), draw.channels()] },
        modules: channelsFirst(torchModule('Upsample', { scale_factor: size, mode })),
      };
    },
  },
];
