import type { Draw } from '../draw';
import type { ParityCase, ParityRow } from '../parityRow';
import { channelsFirst, lastAxisFirst, torchModule } from './chains';
import { sizes } from './windows';

const tooWide =
  'PyTorch pads by at most half a window; Netloom by less than one, so that no window sees padding alone';

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
  shapes: 400,
  values: 16,
  draw: (draw) => drawPooling(draw, axes, pool),
  looser: { 'pad should be': tooWide },
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

/** Pooling. */
export const poolingRows: readonly ParityRow[] = [
  windowed('maxPooling2d', 2, 'Max'),
  windowed('averagePooling2d', 2, 'Avg'),
  global('globalAveragePooling2d', 2, 'Avg'),
];
