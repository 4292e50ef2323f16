import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, torchModule } from './chains';
import { renamed } from './kernelWeights';

/** Scale and shift, both or one of them; PyTorch has both or none, so a missing one rests at 1 or 0. */
function drawAffine(draw: Draw, place: number, shape: readonly number[]) {
  const scale = draw.chance(0.7);
  const center = draw.chance(0.7);
  return {
    fields: { scale, center },
    uncounted: [...(scale ? [] : [`${place}.weight`]), ...(center ? [] : [`${place}.bias`])],
    weights: (weights: NamedTensors): NamedTensors => ({
      [`${place}.weight`]: weights.gamma ?? tf.ones([...shape]),
      [`${place}.bias`]: weights.beta ?? tf.zeros([...shape]),
    }),
  };
}

function drawBatch(draw: Draw): ParityCase {
  const shape = draw.shape(1, 3);
  const epsilon = draw.real(0.001, 0.1);
  const momentum = draw.real(0, 1);
  const channels = shape.at(-1) ?? 0;
  const affine = drawAffine(draw, 1, [channels]);
  return {
    fields: { epsilon, momentum, ...affine.fields },
    inputs: { x: shape },
    modules: channelsFirst(
      torchModule(`BatchNorm${Math.max(shape.length - 1, 1)}d`, {
        num_features: channels,
        eps: epsilon,
        momentum: 1 - momentum,
      }),
    ),
    weights: (weights) => ({
      ...affine.weights(weights),
      ...renamed(weights, {
        '1.running_mean': 'moving_mean',
        '1.running_var': 'moving_variance',
      }),
    }),
    uncounted: affine.uncounted,
    training: draw.chance(0.5),
  };
}

/** The last few axes, which are those that PyTorch can normalise together. */
function drawLayer(draw: Draw): ParityCase {
  const shape = draw.shape(1, 3);
  const epsilon = draw.real(0.001, 0.1);
  const first = draw.whole(0, shape.length - 1);
  const normalized = shape.slice(first);
  const affine = drawAffine(draw, 0, normalized);
  const places = normalized.map((_, index) => first + index + 1);
  return {
    fields: {
      axis: places.length === 1 && draw.chance(0.5) ? [-1] : places,
      epsilon,
      ...affine.fields,
    },
    inputs: { x: shape },
    modules: [torchModule('LayerNorm', { normalized_shape: normalized, eps: epsilon })],
    weights: affine.weights,
    uncounted: affine.uncounted,
  };
}

function drawGroup(draw: Draw): ParityCase {
  const groups = draw.whole(1, 4);
  const shape = draw.shape(1, 4);
  if (draw.chance(0.8)) shape[shape.length - 1] = groups * draw.channels();
  const channels = shape.at(-1) ?? 0;
  const epsilon = draw.real(0.001, 0.1);
  const affine = drawAffine(draw, 1, [channels]);
  return {
    fields: { groups, epsilon, ...affine.fields },
    inputs: { x: shape },
    modules: channelsFirst(
      torchModule('GroupNorm', { num_groups: groups, num_channels: channels, eps: epsilon }),
    ),
    weights: affine.weights,
    uncounted: affine.uncounted,
  };
}

function drawInstance(draw: Draw): ParityCase {
  const shape = draw.shape(2, 4);
  const channels = shape.at(-1) ?? 0;
  const epsilon = draw.real(0.001, 0.1);
  const affine = drawAffine(draw, 1, [channels]);
  return {
    fields: { epsilon, ...affine.fields },
    inputs: { x: shape },
    modules: channelsFirst(
      torchModule(`InstanceNorm${shape.length - 1}d`, {
        num_features: channels,
        eps: epsilon,
        affine: true,
      }),
    ),
    weights: affine.weights,
    uncounted: affine.uncounted,
  };
}

function drawLocalResponse(draw: Draw): ParityCase {
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
}

/** Normalisations. */
export const normalizationRows: readonly ParityRow[] = [
  { kind: 'batchNormalization', shapes: 200, values: 20, draw: drawBatch },
  { kind: 'layerNormalization', shapes: 200, values: 20, draw: drawLayer },
  { kind: 'groupNormalization', shapes: 200, values: 20, draw: drawGroup },
  {
    kind: 'instanceNormalization',
    shapes: 150,
    values: 15,
    draw: drawInstance,
    looser: {
      'more than 1 spatial element':
        'PyTorch refuses what gives nothing but zeros; here it is a warning',
    },
  },
  { kind: 'localResponseNormalization', shapes: 80, values: 8, draw: drawLocalResponse },
  {
    kind: 'unitNormalization',
    shapes: 60,
    values: 4,
    draw: (draw) => ({
      fields: {},
      inputs: { x: draw.shape(1, 3) },
      modules: [torchModule('Call', { function: 'normalize', arguments: { dim: -1 } })],
    }),
  },
];
