import { variadicPortName } from '../../../src/kinds/port';
import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import type { TorchModule } from '../torchOracle';
import { torchModule } from './chains';

const broadcasting =
  'layers that merge number by number take equal shapes; PyTorch repeats axes of length 1';

/** Two to four inputs of one shape; a few differ along one axis. */
function drawMerging(
  draw: Draw,
  axis: 'any' | 'last',
  modules: readonly TorchModule[],
): ParityCase {
  const shape = draw.shape(1, 3);
  const inputs: Record<string, readonly number[]> = {};
  const count = draw.whole(2, 4);
  for (let index = 0; index < count; index++) {
    const own = [...shape];
    if (axis === 'last' || draw.chance(0.1)) own[own.length - 1] = draw.channels();
    if (draw.chance(0.05)) own[0] = draw.length();
    inputs[variadicPortName(index)] = own;
  }
  return { fields: {}, inputs, modules };
}

const elementwise = (kind: string, function_: string, mean = false): ParityRow => ({
  kind,
  shapes: 100,
  values: 5,
  draw: (draw) => drawMerging(draw, 'any', [torchModule('Fold', { function: function_, mean })]),
  stricter: { shapesDiffer: broadcasting },
});

/** Merging. */
export const mergingRows: readonly ParityRow[] = [
  elementwise('add', 'add'),
  elementwise('average', 'add', true),
  elementwise('multiply', 'mul'),
  elementwise('maximum', 'maximum'),
  elementwise('minimum', 'minimum'),
  {
    kind: 'concatenate',
    shapes: 150,
    values: 5,
    draw: (draw) =>
      drawMerging(draw, 'last', [
        torchModule('Call', { function: 'cat', listed: true, arguments: { dim: -1 } }),
      ]),
  },
];
