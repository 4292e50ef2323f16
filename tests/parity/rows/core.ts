import * as tf from '@tensorflow/tfjs';
import type { ParityRow } from '../parityRow';
import { activation, activationNames, torchModule } from './chains';
import { renamed, weight } from './kernelWeights';

/** Dense layers. */
export const coreRows: readonly ParityRow[] = [
  {
    kind: 'dense',
    shapes: 250,
    values: 15,
    draw(draw) {
      const shape = draw.shape(1, 3);
      const units = draw.channels();
      const useBias = draw.chance(0.7);
      const name = draw.pick(activationNames);
      return {
        fields: { units, useBias, activation: name },
        inputs: { x: shape },
        modules: [
          torchModule('Linear', {
            in_features: shape.at(-1) ?? 0,
            out_features: units,
            bias: useBias,
          }),
          ...activation(name),
        ],
        weights: (weights) => ({
          '0.weight': tf.transpose(weight(weights, 'kernel')),
          ...renamed(weights, { '0.bias': 'bias' }),
        }),
      };
    },
  },
];
