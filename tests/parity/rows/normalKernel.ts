import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, torchModule } from './chains';
import { renamed, turnedKernel, weight } from './kernelWeights';

/** The weights of a module with a normalised kernel, laid out by `turn`: [out, …]. */
function normalWeights(
  weights: NamedTensors,
  place: number,
  turn: (kernel: tf.Tensor) => tf.Tensor,
): NamedTensors {
  const kernel = turn(weight(weights, 'kernel'));
  const bias = renamed(weights, { [`${place}.net.bias`]: 'bias' });
  const [outputs = 1, ...others] = kernel.shape;
  if (weights.g) {
    const lengths = tf.reshape(weights.g, [outputs, ...others.map(() => 1)]);
    return { [`${place}.net.weight_g`]: lengths, [`${place}.net.weight_v`]: kernel, ...bias };
  }
  const u = weight(weights, 'u');
  // PyTorch keeps the other singular vector too; Netloom works it out where it is wanted.
  const other = tf.reshape(
    tf.matMul(tf.reshape(kernel, [outputs, -1]), tf.reshape(u, [outputs, 1]), true),
    [-1],
  );
  return {
    [`${place}.net.weight_orig`]: kernel,
    [`${place}.net.weight_u`]: u,
    [`${place}.net.weight_v`]: tf.div(other, tf.maximum(tf.norm(other), 1e-12)),
    ...bias,
  };
}

/** What both normalisations have in common; the vector that PyTorch alone keeps is not counted. */
function drawNormalization(draw: Draw) {
  const kernelNormalization = draw.pick(['weight', 'spectral']);
  return {
    kernelNormalization,
    useBias: draw.chance(0.7),
    uncounted: kernelNormalization === 'spectral' ? ['weight_v'] : [],
  };
}

function drawDense(draw: Draw): ParityCase {
  const shape = draw.shape(1, 2);
  const units = draw.channels();
  const { kernelNormalization, useBias, uncounted } = drawNormalization(draw);
  return {
    fields: { units, useBias, kernelNormalization },
    inputs: { x: shape },
    modules: [
      torchModule('NormalKernel', {
        module: 'Linear',
        normalization: kernelNormalization,
        in_features: shape.at(-1) ?? 0,
        out_features: units,
        bias: useBias,
      }),
    ],
    weights: (weights) => normalWeights(weights, 0, (kernel) => tf.transpose(kernel)),
    uncounted,
  };
}

function drawConvolution(draw: Draw): ParityCase {
  const kernel = draw.each(2, 1, 3);
  const channels = draw.channels();
  const filters = draw.channels();
  const padding = draw.whole(0, 2);
  const { kernelNormalization, useBias, uncounted } = drawNormalization(draw);
  return {
    fields: { filters, kernelSize: kernel, padding, useBias, kernelNormalization },
    inputs: { x: [...draw.lengths(2), channels] },
    modules: channelsFirst(
      torchModule('NormalKernel', {
        module: 'Conv2d',
        normalization: kernelNormalization,
        in_channels: channels,
        out_channels: filters,
        kernel_size: kernel,
        padding,
        bias: useBias,
      }),
    ),
    weights: (weights) => normalWeights(weights, 1, turnedKernel),
    uncounted,
  };
}

/** Layers whose kernel is normalised. */
export const normalKernelRows: readonly ParityRow[] = [
  { kind: 'dense', title: 'kernel normalised', shapes: 100, values: 12, draw: drawDense },
  { kind: 'conv2d', title: 'kernel normalised', shapes: 100, values: 12, draw: drawConvolution },
];
