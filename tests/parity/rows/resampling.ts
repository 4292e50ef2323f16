import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, lastAxisFirst, torchModule } from './chains';
import { sizes } from './windows';

type Axes = 1 | 2 | 3;

/** A border of each width by itself. */
function drawBorder(
  draw: Draw,
  axes: Axes,
  mode: 'constant' | 'reflect' | 'replicate',
): ParityCase {
  const padding = draw.wholes(2 * axes, 0, 4);
  return {
    fields: { padding },
    inputs: { x: [...draw.lengths(axes), draw.channels()] },
    modules: channelsFirst(torchModule('Pad', { amounts: lastAxisFirst(padding), mode })),
  };
}

function drawCropping(draw: Draw, axes: Axes): ParityCase {
  const cropping = draw.wholes(2 * axes, 0, draw.small ? 1 : 3);
  const amounts = lastAxisFirst(cropping).map((amount) => 0 - amount);
  return {
    fields: { cropping },
    inputs: { x: [...draw.lengths(axes), draw.channels()] },
    modules: channelsFirst(torchModule('Pad', { amounts })),
  };
}

function drawEnlargement(draw: Draw, axes: Axes): ParityCase {
  const size = draw.each(axes, 1, 4);
  const mode = axes === 2 ? draw.pick(['nearest', 'bilinear']) : 'nearest';
  return {
    fields: { size: sizes(size), ...(axes === 2 ? { interpolation: mode } : {}) },
    inputs: { x: [...draw.lengths(axes), draw.channels()] },
    modules: channelsFirst(torchModule('Upsample', { scale_factor: size, mode })),
  };
}

function drawResizing(draw: Draw): ParityCase {
  const size = [draw.length(), draw.length()];
  const interpolation = draw.pick(['nearest', 'bilinear']);
  // "nearest" of PyTorch keeps an old mistake; the exact one takes the middles of pixels.
  const mode = interpolation === 'nearest' ? 'nearest-exact' : interpolation;
  return {
    fields: { size, interpolation },
    inputs: { x: [...draw.lengths(2), draw.channels()] },
    modules: channelsFirst(torchModule('Upsample', { size, mode })),
  };
}

/** Blocks of pixels for channels; TensorFlow's order is PyTorch's with the channels turned. */
function drawBlocks(draw: Draw, kind: 'depthToSpace' | 'spaceToDepth'): ParityCase {
  const block = draw.whole(1, draw.small ? 2 : 4);
  const order = draw.pick(['tensorflow', 'pytorch']);
  const area = block * block;
  const fits = draw.chance(0.8);
  const [height = 1, width = 1] = draw.lengths(2);
  const few = draw.small ? draw.whole(1, 3) : draw.whole(1, 6);
  const toSpace = kind === 'depthToSpace';
  const channels = toSpace && fits ? few * area : few;
  const times = !toSpace && fits ? block : 1;
  const x = [height * times, width * times, channels];
  const turned = (from: readonly number[]) => [
    torchModule('Unflatten', { dim: 1, unflattened_size: from }),
    torchModule('Call', { function: 'transpose', arguments: { dim0: 1, dim1: 2 } }),
    torchModule('Flatten', { start_dim: 1, end_dim: 2 }),
  ];
  const shuffle = toSpace
    ? torchModule('PixelShuffle', { upscale_factor: block })
    : torchModule('PixelUnshuffle', { downscale_factor: block });
  const turn = order === 'tensorflow' && (!toSpace || channels % area === 0);
  return {
    fields: { blockSize: block, order },
    inputs: { x },
    modules: channelsFirst(
      ...(turn && toSpace ? turned([area, channels / area]) : []),
      shuffle,
      ...(turn && !toSpace ? turned([channels, area]) : []),
    ),
  };
}

const row = (
  kind: string,
  shapes: number,
  values: number,
  draw: (draw: Draw) => ParityCase,
): ParityRow => ({ kind, shapes, values, draw });

/** Layers that enlarge, shrink, pad and crop. */
export const resamplingRows: readonly ParityRow[] = [
  row('zeroPadding1d', 60, 4, (draw) => drawBorder(draw, 1, 'constant')),
  row('zeroPadding2d', 100, 4, (draw) => drawBorder(draw, 2, 'constant')),
  row('zeroPadding3d', 60, 4, (draw) => drawBorder(draw, 3, 'constant')),
  row('reflectionPadding2d', 150, 8, (draw) => drawBorder(draw, 2, 'reflect')),
  row('replicationPadding2d', 100, 8, (draw) => drawBorder(draw, 2, 'replicate')),
  row('cropping1d', 80, 4, (draw) => drawCropping(draw, 1)),
  row('cropping2d', 80, 4, (draw) => drawCropping(draw, 2)),
  row('cropping3d', 80, 4, (draw) => drawCropping(draw, 3)),
  row('upSampling1d', 60, 4, (draw) => drawEnlargement(draw, 1)),
  row('upSampling2d', 120, 10, (draw) => drawEnlargement(draw, 2)),
  row('upSampling3d', 60, 4, (draw) => drawEnlargement(draw, 3)),
  row('resizing', 120, 10, drawResizing),
  row('depthToSpace', 120, 8, (draw) => drawBlocks(draw, 'depthToSpace')),
  row('spaceToDepth', 120, 8, (draw) => drawBlocks(draw, 'spaceToDepth')),
];
