import type { Draw } from '../draw';
import type { NamedTensors, ParityCase, ParityRow } from '../parityRow';
import { activation, activationNames, channelsFirst, torchModule } from './chains';
import { renamed, turnedDepthwiseKernel, turnedKernel, weight } from './kernelWeights';
import { type DrawnPadding, type DrawnWindow, drawPadding, sizes } from './windows';

const notTogether = {
  strideAndDilation: 'neither tf.js nor Keras takes strides and dilation together',
  doesNotFit: 'the lecture refuses windows that do not come out even; PyTorch has no such rule',
};

/** What every kernel that slides has: where it goes, and what comes after it. */
function drawSliding(draw: Draw, axes: 1 | 2 | 3) {
  const dilated = draw.chance(0.3);
  const ones = new Array<number>(axes).fill(1);
  const kernel = draw.each(axes, 1, draw.small ? 3 : 6);
  const strides = dilated && !draw.chance(0.1) ? ones : draw.each(axes, 1, draw.small ? 3 : 4);
  const dilation = dilated ? draw.each(axes, 1, 3) : ones;
  const padding = drawPadding(draw, { kernel, strides, dilation }, axes === 1);
  const useBias = draw.chance(0.7);
  const name = draw.chance(0.5) ? 'linear' : draw.pick(activationNames);
  return {
    fields: {
      kernelSize: sizes(kernel),
      strides: sizes(strides),
      dilationRate: sizes(dilation),
      padding: padding.field,
      rounding: draw.chance(0.1) ? 'strict' : 'floor',
      useBias,
      activation: name,
    },
    module: {
      kernel_size: kernel,
      stride: strides,
      padding: padding.argument,
      dilation,
    },
    kernel,
    padding,
    useBias,
    after: activation(name),
  };
}

/** Where the first module with weights stands: behind the turn of the axes and a padding. */
const firstPlace = (padding: DrawnPadding) => 1 + padding.before.length;

/** Channels and filters that groups mostly divide. */
function drawGroups(draw: Draw) {
  const groups = draw.chance(0.4) ? draw.whole(1, 4) : 1;
  const divide = draw.chance(0.9);
  const times = divide ? groups : 1;
  return { groups, channels: draw.channels() * times, filters: draw.channels() * times };
}

function drawConvolution(draw: Draw, axes: 1 | 2 | 3): ParityCase {
  const { fields, module, padding, useBias, after } = drawSliding(draw, axes);
  const { groups, channels, filters } = drawGroups(draw);
  return {
    fields: { ...fields, filters, groups },
    inputs: { x: [...draw.lengths(axes), channels] },
    modules: [
      ...channelsFirst(
        ...padding.before,
        torchModule(`Conv${axes}d`, {
          in_channels: channels,
          out_channels: filters,
          groups,
          bias: useBias,
          ...module,
        }),
      ),
      ...after,
    ],
    weights: (weights) => kernelAndBias(weights, firstPlace(padding)),
  };
}

const kernelAndBias = (weights: NamedTensors, place: number): NamedTensors => ({
  [`${place}.weight`]: turnedKernel(weight(weights, 'kernel')),
  ...renamed(weights, { [`${place}.bias`]: 'bias' }),
});

function drawDepthwise(draw: Draw): ParityCase {
  const { fields, module, padding, useBias, after } = drawSliding(draw, 2);
  const channels = draw.channels();
  const depthMultiplier = draw.whole(1, 3);
  return {
    fields: { ...fields, depthMultiplier },
    inputs: { x: [...draw.lengths(2), channels] },
    modules: [
      ...channelsFirst(
        ...padding.before,
        torchModule('Conv2d', {
          in_channels: channels,
          out_channels: channels * depthMultiplier,
          groups: channels,
          bias: useBias,
          ...module,
        }),
      ),
      ...after,
    ],
    weights: (weights) => ({
      [`${firstPlace(padding)}.weight`]: turnedDepthwiseKernel(weight(weights, 'depthwise_kernel')),
      ...renamed(weights, { [`${firstPlace(padding)}.bias`]: 'bias' }),
    }),
  };
}

function drawSeparable(draw: Draw, axes: 1 | 2): ParityCase {
  const { fields, module, padding, useBias, after } = drawSliding(draw, axes);
  const channels = draw.channels();
  const filters = draw.channels();
  const depthMultiplier = draw.whole(1, 3);
  const place = firstPlace(padding);
  return {
    fields: { ...fields, filters, depthMultiplier },
    inputs: { x: [...draw.lengths(axes), channels] },
    modules: [
      ...channelsFirst(
        ...padding.before,
        torchModule(`Conv${axes}d`, {
          in_channels: channels,
          out_channels: channels * depthMultiplier,
          groups: channels,
          bias: false,
          ...module,
        }),
        torchModule(`Conv${axes}d`, {
          in_channels: channels * depthMultiplier,
          out_channels: filters,
          kernel_size: 1,
          bias: useBias,
        }),
      ),
      ...after,
    ],
    weights: (weights) => ({
      [`${place}.weight`]: turnedDepthwiseKernel(weight(weights, 'depthwise_kernel')),
      [`${place + 1}.weight`]: turnedKernel(weight(weights, 'pointwise_kernel')),
      ...renamed(weights, { [`${place + 1}.bias`]: 'bias' }),
    }),
  };
}

/** What of a transposed convolution PyTorch's module does itself, and what is cut off behind it. */
function drawTransposedPadding(draw: Draw, window: DrawnWindow, outputPadding: number[]) {
  const spans = window.kernel.map((size, axis) => (window.dilation[axis] ?? 1) * (size - 1) + 1);
  const beyond = spans.map((span, axis) => span - (window.strides[axis] ?? 1));
  if (draw.chance(0.2)) {
    // "valid" of Keras: where stamps leave gaps, one stands behind the last stamp too.
    const gaps = beyond.map((more) => Math.max(-more, 0));
    const added = gaps.some((gap) => gap > 0) ? gaps : outputPadding;
    const own = gaps.some((gap) => gap > 0) ? gaps.map(() => 0) : outputPadding;
    return { field: 'valid', padding: 0, outputPadding: own, added, cut: null };
  }
  if (draw.chance(0.3)) {
    const cut = beyond.map((more) => {
      const before = Math.floor(Math.max(more, 0) / 2);
      return [before, Math.max(more, 0) - before];
    });
    const added = beyond.map((more) => Math.max(-more, 0));
    return { field: 'same', padding: 0, outputPadding: added.map(() => 0), added, cut };
  }
  if (draw.chance(0.6)) {
    const padding = draw.whole(0, 3);
    return { field: padding, padding, outputPadding, added: outputPadding, cut: null };
  }
  const sides = draw.wholes(2 * window.kernel.length, 0, 2);
  const cut = window.kernel.map((_, axis) => sides.slice(2 * axis, 2 * axis + 2));
  return { field: sides, padding: 0, outputPadding, added: outputPadding, cut };
}

function drawTransposed(draw: Draw, axes: 1 | 2 | 3): ParityCase {
  const window = {
    kernel: draw.each(axes, 1, draw.small ? 3 : 5),
    strides: draw.each(axes, 1, 3),
    // Keras and Netloom dilate no transposed volumes.
    dilation:
      axes < 3 && draw.chance(0.3) ? draw.each(axes, 1, 3) : new Array<number>(axes).fill(1),
  };
  const drawnOutput = window.strides.map((stride) =>
    draw.chance(0.3) ? draw.whole(0, stride - 1 + (draw.chance(0.1) ? 1 : 0)) : 0,
  );
  const padding = drawTransposedPadding(draw, window, drawnOutput);
  const { groups, channels, filters } = drawGroups(draw);
  const useBias = draw.chance(0.7);
  const name = draw.chance(0.5) ? 'linear' : draw.pick(activationNames);
  return {
    fields: {
      filters,
      groups,
      kernelSize: sizes(window.kernel),
      strides: sizes(window.strides),
      ...(axes < 3 ? { dilationRate: sizes(window.dilation) } : {}),
      padding: padding.field,
      outputPadding: sizes(padding.outputPadding),
      useBias,
      activation: name,
    },
    inputs: { x: [...draw.lengths(axes), channels] },
    modules: [
      ...channelsFirst(
        torchModule(`ConvTranspose${axes}d`, {
          in_channels: channels,
          out_channels: filters,
          groups,
          kernel_size: window.kernel,
          stride: window.strides,
          dilation: window.dilation,
          padding: padding.padding,
          output_padding: padding.added,
          bias: useBias,
        }),
        ...(padding.cut ? [torchModule('CutOutput', { amounts: padding.cut })] : []),
      ),
      ...activation(name),
    ],
    weights: (weights) => kernelAndBias(weights, 1),
  };
}

/** A row of a kernel that slides. */
const sliding = (
  kind: string,
  shapes: number,
  values: number,
  draw: ParityRow['draw'],
): ParityRow => ({ kind, shapes, values, draw, stricter: notTogether });

/** Convolutions. */
export const convolutionRows: readonly ParityRow[] = [
  sliding('conv1d', 500, 25, (draw) => drawConvolution(draw, 1)),
  sliding('conv2d', 800, 30, (draw) => drawConvolution(draw, 2)),
  sliding('conv3d', 400, 15, (draw) => drawConvolution(draw, 3)),
  sliding('depthwiseConv2d', 300, 20, drawDepthwise),
  sliding('separableConv1d', 200, 12, (draw) => drawSeparable(draw, 1)),
  sliding('separableConv2d', 300, 15, (draw) => drawSeparable(draw, 2)),
  ...([1, 2, 3] as const).map((axes) => ({
    kind: `conv${axes}dTranspose`,
    draw: (draw: Draw) => drawTransposed(draw, axes),
    shapes: 300,
    values: 20,
  })),
];
