import type { ParityRow } from '../parityRow';
import { torchModule } from './chains';

/** Layers that move numbers. */
export const shapeRows: readonly ParityRow[] = [
  {
    kind: 'flatten',
    shapes: 100,
    values: 3,
    draw: (draw) => ({
      fields: {},
      inputs: { x: draw.shape(1, 4) },
      modules: [torchModule('Flatten')],
    }),
  },
  {
    kind: 'reshape',
    shapes: 200,
    values: 4,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const targetShape = draw.chance(0.8) ? [...shape].reverse() : draw.shape(1, 3);
      if (draw.chance(0.4)) targetShape[draw.whole(0, targetShape.length - 1)] = -1;
      return {
        fields: { targetShape },
        inputs: { x: shape },
        modules: [torchModule('Reshape', { shape: targetShape })],
      };
    },
  },
];
