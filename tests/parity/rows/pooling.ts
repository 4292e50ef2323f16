import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, lastAxisFirst, torchModule } from './chains';
import { sizes } from './windows';

const tooWide =
  'PyTorch pads by at most half a window; Netloom by less than one, so that no window sees padding alone';

const paddingLeftOut =
  'PyTorch refuses to average a volume smaller than the window whatever its padding, an image not';

function drawPooling(draw: Draw, axes: 1 | 2 | 3, kind: 'Max' | 'Avg'): ParityCase {
  const kernel = draw.each(axes, 1, draw.small ? 3 : 5);
  const strides = draw.chance(0.4) ? kernel : draw.each(axes, 1, 4);
  const input = [...draw.lengths(axes), draw.channels()];
  const pool = (padding: number, ceil: boolean) =>
    torchModule(`${kind}Pool${axes}d`, {
      kernel_size: kernel,
      stride: strides,
      padding,
      ceil_mode: ceil,
    });
  const base = { poolSize: sizes(kernel), strides: sizes(strides) };
  const border = kind === 'Max' ? '-inf' : 0;
  if (draw.chance(0.2)) {
    const pad = torchModule('SamePad', {
      kernel,
      stride: strides,
      dilation: kernel.map(() => 1),
      value: border,
    });
    return {
      fields: { ...base, padding: 'same' },
      inputs: { x: input },
      modules: channelsFirst(pad, pool(0, false)),
      ...(kind === 'Avg' ? { shapesOnly: 'padding "same" does not count in our average' } : {}),
    };
  }
  if (draw.chance(0.25)) {
    const sides = kernel.flatMap((size) => draw.wholes(2, 0, size - 1));
    const pad = torchModule('Pad', { amounts: lastAxisFirst(sides), value: border });
    return {
      fields: { ...base, padding: sides },
      inputs: { x: input },
      modules: channelsFirst(pad, pool(0, false)),
    };
  }
  const padding = draw.chance(0.3) ? 0 : draw.whole(0, 3);
  const ceil = draw.chance(0.5);
  return {
    fields: { ...base, padding, rounding: ceil ? 'ceil' : 'floor' },
    inputs: { x: input },
    modules: channelsFirst(pool(padding, ceil)),
  };
}

const windowed = (kind: string, axes: 1 | 2 | 3, pool: 'Max' | 'Avg'): ParityRow => ({
  kind,
  shapes: axes === 2 ? 350 : 200,
  values: 16,
  draw: (draw) => drawPooling(draw, axes, pool),
  looser: {
    'half of kernel size': tooWide,
    ...(axes === 3 && pool === 'Avg' ? { 'smaller than kernel size': paddingLeftOut } : {}),
  },
});

const global = (kind: string, axes: 1 | 2 | 3, pool: 'Max' | 'Avg'): ParityRow => ({
  kind,
  shapes: 60,
  values: 4,
  draw: (draw) => ({
    fields: {},
    inputs: { x: [...draw.lengths(axes), draw.channels()] },
    modules: [
      torchModule('ChannelsFirst'),
      torchModule(`Adaptive${pool}Pool${axes}d`, { output_size: 1 }),
      torchModule('Flatten'),
    ],
  }),
});

/** Max pooling that also says where in its window it found each number. */
function drawWithIndices(draw: Draw): ParityCase {
  const kernel = draw.each(2, 1, draw.small ? 3 : 5);
  const strides = draw.chance(0.4) ? kernel : draw.each(2, 1, 4);
  const padding = draw.whole(0, 2);
  return {
    fields: { poolSize: kernel, strides, padding },
    inputs: { x: [...draw.lengths(2), draw.channels()] },
    modules: channelsFirst(torchModule('PlacesInWindows', { kernel, stride: strides, padding })),
  };
}

/** Unpooling of windows that do not overlap: PyTorch keeps one of the numbers that meet at a place. */
function drawUnpooling(draw: Draw): ParityCase {
  const kernel = draw.each(2, 1, 3);
  const strides = kernel.map((size) => size + (draw.chance(0.3) ? draw.whole(0, 2) : 0));
  const channels = draw.channels();
  const places = draw.lengths(2);
  const like = places.map((count, axis) => {
    const [stride = 1, size = 1] = [strides[axis], kernel[axis]];
    return (count - 1) * stride + size + draw.whole(0, stride - 1);
  });
  const x = [...places, channels];
  return {
    fields: { poolSize: kernel, strides },
    inputs: {
      x,
      indices: { shape: x, dtype: 'int32' },
      ...(draw.chance(0.5) ? { like: [...like, channels] } : {}),
    },
    modules: channelsFirst(torchModule('UnpoolPlaces', { kernel, stride: strides })),
    tokens: kernel.reduce((area, size) => area * size, 1),
  };
}

const names = { Max: 'max', Avg: 'average' } as const;
const everyPooling = ([1, 2, 3] as const).flatMap((axes) =>
  (['Max', 'Avg'] as const).map((pool) => ({ axes, pool })),
);

/** Pooling. */
export const poolingRows: readonly ParityRow[] = [
  ...everyPooling.map(({ axes, pool }) => windowed(`${names[pool]}Pooling${axes}d`, axes, pool)),
  ...everyPooling.map(({ axes, pool }) => {
    const name = names[pool].replace(/^./, (letter) => letter.toUpperCase());
    return global(`global${name}Pooling${axes}d`, axes, pool);
  }),
  {
    kind: 'maxPoolingWithIndices2d',
    shapes: 150,
    values: 10,
    draw: drawWithIndices,
    looser: { 'half of kernel size': tooWide },
  },
  { kind: 'maxUnpooling2d', shapes: 100, values: 10, draw: drawUnpooling },
];
