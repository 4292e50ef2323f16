import { ConvolutionShape } from './convolutionShape';
import { multiplyRun } from './multiplyRun';
import { PANEL_STEP, panelCount } from './packPanels';
import { ownMemory, SCRATCH_BYTES } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';

/**
 * The gradient of a 2-D convolution's image: what every output pixel says of the pixels that it
 * looked at, a matrix product, added up where they overlap.
 */
@unmanaged
export class ConvolutionInputGradient {
  gradient: usize;
  /** The kernel in panels of eight taps, one step for each output. */
  panels: usize;
  out: usize;
  shape: ConvolutionShape;
}

/** Whether what some output pixels say fits a thread's own memory. */
export function fitsTaps(shape: ConvolutionShape): bool {
  return pixelsAtOnce(shape) >= TILE_ROWS;
}

function pixelsAtOnce(shape: ConvolutionShape): i32 {
  const taps = shape.filterHeight * shape.filterWidth * shape.channels;
  const bytes = panelCount(taps) * TILE_COLUMNS * 4;
  // As much as stays in the cache, whole tiles of it.
  const good = (SCRATCH_BYTES >> 2) / bytes;
  const most = SCRATCH_BYTES / bytes;
  const pixels = good >= TILE_ROWS ? good : min(most, TILE_ROWS);
  return pixels - (pixels % TILE_ROWS);
}

/** One image's gradient. */
export function convolutionInputGradientTask(job: ConvolutionInputGradient, place: i32): void {
  const shape = job.shape;
  const outBytes = <usize>(shape.outChannels * 4);
  const imageBytes = <usize>(shape.height * shape.width * shape.channels * 4);
  const pixels = shape.outHeight * shape.outWidth;
  const gradient = job.gradient + <usize>place * <usize>pixels * outBytes;
  const image = job.out + <usize>place * imageBytes;
  const taps = shape.filterHeight * shape.filterWidth * shape.channels;
  const tapBytes = <usize>(taps * 4);
  const panelBytes = <usize>shape.outChannels * PANEL_STEP;
  const own = ownMemory();
  memory.fill(image, 0, imageBytes);
  const chunk = pixelsAtOnce(shape);
  for (let first = 0; first < pixels; first += chunk) {
    const count = min(chunk, pixels - first);
    for (let row = 0; row < count; row += TILE_ROWS) {
      const rows = min(TILE_ROWS, count - row);
      const last = <usize>(rows - 1);
      const at = gradient + <usize>(first + row) * outBytes;
      let panel = job.panels;
      for (let tap = 0; tap < taps; tap += TILE_COLUMNS) {
        multiplyRun(
          at,
          at + min<usize>(1, last) * outBytes,
          at + min<usize>(2, last) * outBytes,
          at + min<usize>(3, last) * outBytes,
          at + min<usize>(4, last) * outBytes,
          at + min<usize>(5, last) * outBytes,
          shape.outChannels,
          panel,
          own + <usize>row * tapBytes + <usize>tap * 4,
          tapBytes,
          rows,
          min(TILE_COLUMNS, taps - tap),
          0,
          0,
        );
        panel += panelBytes;
      }
    }
    for (let pixel = 0; pixel < count; pixel++) {
      addPixel(shape, own + <usize>pixel * tapBytes, first + pixel, image);
    }
  }
}

/** Adds what one output pixel says to the pixels that it looked at. */
function addPixel(shape: ConvolutionShape, said: usize, pixel: i32, image: usize): void {
  const channels = shape.channels;
  const top = (pixel / shape.outWidth) * shape.strideHeight - shape.padTop;
  const left = (pixel % shape.outWidth) * shape.strideWidth - shape.padLeft;
  const isRun = shape.dilationWidth === 1;
  // Neighbouring columns of the kernel look at one run of numbers.
  const first = isRun ? max(0, -left) : 0;
  const end = isRun ? min(shape.filterWidth, shape.width - left) : shape.filterWidth;
  for (let y = 0; y < shape.filterHeight; y++) {
    const row = top + y * shape.dilationHeight;
    if (row < 0 || row >= shape.height) continue;
    const from = said + <usize>(y * shape.filterWidth * channels * 4);
    const to = image + <usize>(row * shape.width * channels * 4);
    if (isRun) {
      addNumbers(
        from + <usize>(first * channels * 4),
        to + <usize>((left + first) * channels * 4),
        (end - first) * channels,
      );
      continue;
    }
    for (let x = 0; x < end; x++) {
      const column = left + x * shape.dilationWidth;
      if (column < 0 || column >= shape.width) continue;
      addNumbers(from + <usize>(x * channels * 4), to + <usize>(column * channels * 4), channels);
    }
  }
}

function addNumbers(from: usize, to: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
    from += 16;
  }
  for (; count > 0; count--) {
    f32.store(to, f32.load(to) + f32.load(from));
    to += 4;
    from += 4;
  }
}
