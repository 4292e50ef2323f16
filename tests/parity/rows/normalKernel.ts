import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, torchModule } from './chains';
import { kernelParts, renamed, turnedDepthwiseKernel, turnedKernel, weight } from './kernelWeights';

/** The weights of a module with a normalised kernel, laid out by `turn`: [out, …]. */
function normalWeights(
  weights: NamedTensors,
  place: number,
  turn: (kernel: tf.Tensor) => tf.Tensor,
): NamedTensors {
  return {
    ...kernelParts(`${place}.net.weight`, turn(weight(weights, 'kernel')), weights),
    ...renamed(weights, { [`${place}.net.bias`]: 'bias' }),
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

function drawSeparable(draw: Draw): ParityCase {
  const kernel = draw.each(2, 1, 3);
  const channels = draw.channels();
  const filters = draw.channels();
  const depthMultiplier = draw.whole(1, 3);
  const { kernelNormalization, useBias, uncounted } = drawNormalization(draw);
  const between = channels * depthMultiplier;
  const convolution = (fields: object) =>
    torchModule('NormalKernel', {
      module: 'Conv2d',
      normalization: kernelNormalization,
      ...fields,
    });
  return {
    fields: { filters, kernelSize: kernel, depthMultiplier, useBias, kernelNormalization },
    inputs: { x: [...draw.lengths(2), channels] },
    modules: channelsFirst(
      convolution({
        in_channels: channels,
        out_channels: between,
        groups: channels,
        kernel_size: kernel,
        bias: false,
      }),
      convolution({ in_channels: between, out_channels: filters, kernel_size: 1, bias: useBias }),
    ),
    weights: (weights) => ({
      ...kernelParts('1.net.weight', turnedDepthwiseKernel(weight(weights, 'depthwise_kernel')), {
        g: weights.depthwise_g && tf.reshape(weights.depthwise_g, [-1]),
        u: weights.depthwise_u,
      }),
      ...kernelParts('2.net.weight', turnedKernel(weight(weights, 'pointwise_kernel')), {
        g: weights.pointwise_g,
        u: weights.pointwise_u,
      }),
      ...renamed(weights, { '2.net.bias': 'bias' }),
    }),
    uncounted,
  };
}

function drawEmbedding(draw: Draw): ParityCase {
  const inputDim = draw.whole(1, 30);
  const outputDim = draw.channels();
  const { kernelNormalization, uncounted } = drawNormalization(draw);
  return {
    fields: { inputDim, outputDim, kernelNormalization },
    inputs: { x: { shape: [draw.length()], dtype: 'int32' } },
    modules: [
      torchModule('NormalKernel', {
        module: 'Embedding',
        normalization: kernelNormalization,
        num_embeddings: inputDim,
        embedding_dim: outputDim,
      }),
    ],
    weights: (weights) => kernelParts('0.net.weight', weight(weights, 'embeddings'), weights),
    tokens: inputDim,
    uncounted,
  };
}

/** Layers whose kernel is normalised; recurrent ones are among the sequences. */
export const normalKernelRows: readonly ParityRow[] = [
  { kind: 'dense', title: 'kernel normalised', shapes: 100, values: 12, draw: drawDense },
  { kind: 'conv2d', title: 'kernel normalised', shapes: 100, values: 12, draw: drawConvolution },
  {
    kind: 'separableConv2d',
    title: 'kernels normalised',
    shapes: 60,
    values: 10,
    draw: drawSeparable,
  },
  { kind: 'embedding', title: 'rows normalised', shapes: 60, values: 8, draw: drawEmbedding },
];
