import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import { activation, activationNames, channelsFirst, torchModule } from './chains';
import { renamed, turnedKernel, weight } from './kernelWeights';
import { drawPadding, sizes } from './windows';

function drawConvolution(draw: Draw, axes: 1 | 2 | 3): ParityCase {
  const dilated = draw.chance(0.3);
  const kernel = draw.each(axes, 1, draw.small ? 3 : 6);
  const strides = dilated
    ? new Array<number>(axes).fill(1)
    : draw.each(axes, 1, draw.small ? 2 : 4);
  const dilation = dilated ? draw.each(axes, 1, 3) : new Array<number>(axes).fill(1);
  const padding = drawPadding(draw, { kernel, strides, dilation });
  const channels = draw.channels();
  const filters = draw.channels();
  const useBias = draw.chance(0.7);
  const name = draw.chance(0.5) ? 'linear' : draw.pick(activationNames);
  return {
    fields: {
      filters,
      kernelSize: sizes(kernel),
      strides: sizes(strides),
      dilationRate: sizes(dilation),
      padding: padding.field,
      useBias,
      activation: name,
    },
    inputs: { x: [...draw.lengths(axes), channels] },
    modules: [
      ...channelsFirst(
        ...padding.before,
        torchModule(`Conv${axes}d`, {
          in_channels: channels,
          out_channels: filters,
          kernel_size: kernel,
          stride: strides,
          padding: padding.argument,
          dilation,
          bias: useBias,
        }),
      ),
      ...activation(name),
    ],
    weights: (weights) => {
      const at = 1 + padding.before.length;
      return {
        [`${at}.weight`]: turnedKernel(weight(weights, 'kernel')),
        ...renamed(weights, { [`${at}.bias`]: 'bias' }),
      };
    },
  };
}

function drawTransposed(draw: Draw, axes: 2): ParityCase {
  const kernel = draw.each(axes, 1, draw.small ? 3 : 6);
  const strides = draw.each(axes, 1, 3);
  const channels = draw.channels();
  const filters = draw.channels();
  const useBias = draw.chance(0.7);
  const name = draw.chance(0.5) ? 'linear' : draw.pick(activationNames);
  // "valid" of Keras: a stride longer than the kernel still gives whole strides.
  const outputPadding = strides.map((stride, axis) => Math.max(stride - (kernel[axis] ?? 0), 0));
  return {
    fields: {
      filters,
      kernelSize: sizes(kernel),
      strides: sizes(strides),
      padding: 'valid',
      useBias,
      activation: name,
    },
    inputs: { x: [...draw.lengths(axes), channels] },
    modules: [
      ...channelsFirst(
        torchModule(`ConvTranspose${axes}d`, {
          in_channels: channels,
          out_channels: filters,
          kernel_size: kernel,
          stride: strides,
          output_padding: outputPadding,
          bias: useBias,
        }),
      ),
      ...activation(name),
    ],
    weights: (weights) => ({
      '1.weight': turnedKernel(weight(weights, 'kernel')),
      ...renamed(weights, { '1.bias': 'bias' }),
    }),
  };
}

/** Convolutions. */
export const convolutionRows: readonly ParityRow[] = [
  { kind: 'conv2d', draw: (draw) => drawConvolution(draw, 2), shapes: 900, values: 30 },
  { kind: 'conv2dTranspose', draw: (draw) => drawTransposed(draw, 2), shapes: 500, values: 20 },
];
