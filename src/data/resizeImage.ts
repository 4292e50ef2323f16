import type { Image } from './decodeImage';

/** For each new pixel along an axis: the first old pixel it draws on, and the weights from there. */
interface AxisWeights {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Shrinking: each new pixel is the mean of the stretch of old pixels it covers. */
function areaWeights(from: number, to: number): AxisWeights[] {
  return Array.from({ length: to }, (_, pixel) => {
    const start = (pixel * from) / to;
    const end = ((pixel + 1) * from) / to;
    const first = Math.floor(start);
    const weights: number[] = [];
    for (let old = first; old < from && old < end; old++) {
      const covered = Math.min(end, old + 1) - Math.max(start, old);
      weights.push((covered * to) / from);
    }
    return { first, weights };
  });
}

/** Enlarging: each new pixel lies between two old ones, centre to centre. */
function bilinearWeights(from: number, to: number): AxisWeights[] {
  return Array.from({ length: to }, (_, pixel) => {
    const place = Math.min(from - 1, Math.max(0, ((pixel + 0.5) * from) / to - 0.5));
    const first = Math.floor(place);
    const rest = place - first;
    return { first, weights: rest === 0 ? [1] : [1 - rest, rest] };
  });
}

function axisWeights(from: number, to: number): AxisWeights[] {
  return to < from ? areaWeights(from, to) : bilinearWeights(from, to);
}

/**
 * An image stretched to height × width: area averaging along an axis that shrinks, bilinear with
 * half-pixel centres along one that grows. The same image where the size is already right.
 */
export function resizeImage(image: Image, height: number, width: number): Image {
  const { channels } = image;
  if (image.height === height && image.width === width) return image;
  const wide = new Float32Array(image.height * width * channels);
  const columns = axisWeights(image.width, width);
  for (let y = 0; y < image.height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const [step, weight] of weights.entries()) {
          const old = (y * image.width + first + step) * channels + c;
          sum += weight * (image.pixels[old] as number);
        }
        wide[(y * width + x) * channels + c] = sum;
      }
    }
  }
  const pixels = new Uint8Array(height * width * channels);
  const rowLength = width * channels;
  for (const [y, { first, weights }] of axisWeights(image.height, height).entries()) {
    for (let i = 0; i < rowLength; i++) {
      let sum = 0;
      for (const [step, weight] of weights.entries()) {
        sum += weight * (wide[(first + step) * rowLength + i] as number);
      }
      pixels[y * rowLength + i] = Math.round(sum);
    }
  }
  return { height, width, channels, pixels };
}
