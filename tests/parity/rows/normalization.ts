import type { ParityRow } from '../parityRow';
import { channelsFirst, torchModule } from './chains';
import { renamed } from './kernelWeights';

/** Normalisations. */
export const normalizationRows: readonly ParityRow[] = [
  {
    kind: 'batchNormalization',
    shapes: 200,
    values: 12,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const epsilon = draw.real(0.001, 0.1);
      const momentum = draw.real(0, 1);
      const axes = Math.max(shape.length - 1, 1);
      return {
        fields: { epsilon, momentum },
        inputs: { x: shape },
        modules: channelsFirst(
          torchModule(`BatchNorm${axes}d`, {
            num_features: shape.at(-1) ?? 0,
            eps: epsilon,
            momentum: 1 - momentum,
          }),
        ),
        weights: (weights) =>
          renamed(weights, {
            '1.weight': 'gamma',
            '1.bias': 'beta',
            '1.running_mean': 'moving_mean',
            '1.running_var': 'moving_variance',
          }),
        training: draw.chance(0.5),
      };
    },
  },
  {
    kind: 'localResponseNormalization',
    shapes: 80,
    values: 8,
    draw(draw) {
      const depthRadius = draw.whole(0, 4);
      const alpha = draw.real(0, 1);
      const beta = draw.real(0.1, 1);
      const bias = draw.real(0.5, 3);
      const size = 2 * depthRadius + 1;
      return {
        fields: { depthRadius, alpha, beta, bias },
        inputs: { x: [...draw.lengths(2), draw.channels()] },
        // PyTorch divides alpha by the width of the window, the paper does not.
        modules: channelsFirst(
          torchModule('LocalResponseNorm', { size, alpha: alpha * size, beta, k: bias }),
        ),
      };
    },
  },
];
