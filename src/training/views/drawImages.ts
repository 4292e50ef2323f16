import type { FramesContent, ImagesContent, PictureSeries } from '../viewContent';
import {
  exampleCount,
  exampleShape,
  examplesOf,
  inputAt,
  sizeOf,
  type ViewInput,
  type ViewInputs,
} from './viewInput';

/** The most numbers that the pictures of one view have together, unless one picture has more. */
const mostNumbers = 2 ** 20;

/** How many values are looked at to find out how bright pictures are. */
const brightnessSamples = 20_000;

type BrightnessRange = 'automatic' | 'zeroOne' | 'signed';

/** The pictures of some inputs, as many of each as there is room for. */
export function drawImageGrid(
  fields: { readonly count: number; readonly columns: number; readonly range: BrightnessRange },
  inputs: ViewInputs,
): ImagesContent {
  const shown = Object.entries(inputs);
  const largest = Math.max(1, ...shown.map(([, input]) => sizeOf(exampleShape(input))));
  const count = Math.min(
    fields.count,
    Math.max(1, Math.floor(mostNumbers / (largest * Math.max(1, shown.length)))),
  );
  const all = shown.map(([port, input]) => pictures(input, input.label ?? port, count));
  const range = rangeOf(fields.range, all);
  return {
    type: 'images',
    series: all.map((series) => ({ ...series, range })),
    columns: fields.columns,
    captions: null,
    extent: null,
  };
}

/** Where the points of a latent map lie: row by row from the highest y, as pictures are drawn. */
export function latentPoints(
  { count, extent }: { readonly count: number; readonly extent: number },
  point: ViewInput,
): { readonly values: Float32Array; readonly shape: readonly number[] } {
  const size = sizeOf(exampleShape(point));
  const values = new Float32Array(count * count * size);
  const at = (place: number): number => -extent + (place * 2 * extent) / (count - 1);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const start = (row * count + column) * size;
      values[start] = at(column);
      if (size > 1) values[start + 1] = at(count - 1 - row);
    }
  }
  return { values, shape: [count * count, ...exampleShape(point)] };
}

/** What a decoder made of the points of `latentPoints`. */
export function drawLatentMap(
  { count, extent }: { readonly count: number; readonly extent: number },
  inputs: ViewInputs,
): ImagesContent {
  const image = inputAt(inputs, 'image');
  const series = pictures(image, image.label ?? 'image', count * count);
  return {
    type: 'images',
    series: [{ ...series, range: rangeOf('automatic', [series]) }],
    columns: count,
    captions: null,
    extent,
  };
}

/** An episode: input `frames`, an image for each step, and `rewards`, a number for each action. */
export function drawEpisode(
  { steps }: { readonly steps: number },
  inputs: ViewInputs,
): FramesContent {
  const frames = inputAt(inputs, 'frames');
  const most = Math.floor((4 * mostNumbers) / Math.max(1, sizeOf(exampleShape(frames))));
  const series = pictures(frames, 'episode', Math.max(1, Math.min(steps + 1, most)));
  return {
    type: 'frames',
    pictures: { ...series, range: rangeOf('automatic', [series]) },
    rewards: Array.from(inputs.rewards?.values ?? []).slice(0, steps),
  };
}

/** The first pictures of an input; axes before height and width are stacked below each other. */
function pictures(input: ViewInput, label: string, most: number): PictureSeries {
  const shape = exampleShape(input);
  const isGrey = shape.length <= 2;
  const [width = 1, channels = 1] = isGrey ? [shape.at(-1), 1] : shape.slice(-2);
  const height = sizeOf(shape.slice(0, isGrey ? -1 : -2));
  const count = Math.min(most, exampleCount(input));
  const values = examplesOf(input, 0, count);
  return { label, height, width, channels, count, values, range: [0, 1] };
}

/** What is drawn black and white; a few extreme values do not count. */
function rangeOf(
  choice: BrightnessRange,
  all: readonly PictureSeries[],
): readonly [black: number, white: number] {
  if (choice === 'zeroOne') return [0, 1];
  if (choice === 'signed') return [-1, 1];
  const samples = all.flatMap(({ values }) => {
    const stride = Math.max(1, Math.floor((values.length * all.length) / brightnessSamples));
    const some: number[] = [];
    for (let i = 0; i < values.length; i += stride) some.push(values[i] as number);
    return some.filter(Number.isFinite);
  });
  samples.sort((a, b) => a - b);
  const least = samples[Math.floor(samples.length * 0.01)] ?? 0;
  const most = samples[Math.ceil(samples.length * 0.99) - 1] ?? 1;
  if (least >= -0.1 && most <= 1.1) return [0, 1];
  if (least >= -1.1 && most <= 1.1) return [-1, 1];
  return most > least ? [least, most] : [least - 1, least + 1];
}
