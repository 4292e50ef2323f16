import {
  ConvolutionShape,
  columnsSeen,
  isInside,
  paddedStrip,
  STRIP_BYTES,
  stripRows,
} from './convolutionShape';
import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyTurned } from './multiplyTurned';
import { ownMemory } from './threadMemory';
import { TILE_COLUMNS, TURNED_ROWS } from './tileSizes';

/** Pixels of a tile that are packed at a time stay in the cache. */
const PACKED_PIXELS: i32 = 512;
/** So many fit behind the strip. */
const MOST_PACKED_PIXELS: i32 = 4096;

/**
 * The gradient of a 2-D convolution's kernel. The batch is split into `groups`, each summed on its
 * own, and the outputs into `parts` of `partColumns`.
 */
@unmanaged
export class ConvolutionFilterGradient {
  image: usize;
  gradient: usize;
  /** `groups` kernels, one after the other. */
  out: usize;
  images: i32;
  groups: i32;
  parts: i32;
  partColumns: i32;
  shape: ConvolutionShape;
}

/** One part of the outputs, summed over one group of images. */
export function convolutionFilterGradientTask(job: ConvolutionFilterGradient, index: i32): void {
  const shape = job.shape;
  const group = index / job.parts;
  const firstColumn = (index % job.parts) * job.partColumns;
  const endColumn = min(firstColumn + job.partColumns, shape.outChannels);
  const taps = shape.filterHeight * shape.filterWidth * shape.channels;
  const outBytes = <usize>(shape.outChannels * 4);
  const out = job.out + <usize>group * <usize>taps * outBytes;
  for (let tap = 0; tap < taps; tap++) {
    memory.fill(
      out + <usize>tap * outBytes + <usize>firstColumn * 4,
      0,
      <usize>(endColumn - firstColumn) * 4,
    );
  }
  const rowsPerStrip = stripRows(shape);
  const first = <i32>((<i64>group * job.images) / job.groups);
  const end = <i32>((<i64>(group + 1) * job.images) / job.groups);
  const imageBytes = <usize>(shape.height * shape.width * shape.channels * 4);
  for (let place = first; place < end; place++) {
    const image = job.image + <usize>place * imageBytes;
    for (let row = 0; row < shape.outHeight; row += rowsPerStrip) {
      const rows = min(rowsPerStrip, shape.outHeight - row);
      const strip = paddedStrip(shape, image, row, rows, ownMemory());
      const gradient =
        job.gradient + <usize>((place * shape.outHeight + row) * shape.outWidth) * outBytes;
      addStrip(shape, strip, gradient, rows, firstColumn, endColumn, out);
    }
  }
}

function addStrip(
  shape: ConvolutionShape,
  strip: usize,
  gradient: usize,
  rows: i32,
  firstColumn: i32,
  endColumn: i32,
  out: usize,
): void {
  const pixelBytes = <usize>(shape.channels * 4);
  const lineBytes = <usize>(isInside(shape) ? shape.width : columnsSeen(shape)) * pixelBytes;
  const outBytes = <usize>(shape.outChannels * 4);
  const across = <usize>shape.strideWidth * pixelBytes;
  const down = <usize>shape.strideHeight * lineBytes;
  // Neighbouring columns of the kernel look at one run of numbers.
  const isRun = shape.dilationWidth === 1 || shape.filterWidth === 1;
  const runTaps = isRun ? shape.filterWidth * shape.channels : shape.channels;
  const taps = shape.filterHeight * shape.filterWidth * shape.channels;
  // As many whole rows as are packed at a time, or a part of one.
  const atOnce = max(1, PACKED_PIXELS / shape.outWidth);
  const width = min(shape.outWidth, MOST_PACKED_PIXELS);
  for (let row = 0; row < rows; row += atOnce) {
    for (let column = 0; column < shape.outWidth; column += width) {
      const pixels = min(width, shape.outWidth - column);
      const seen = strip + <usize>row * down + <usize>column * across;
      const right = gradient + <usize>(row * shape.outWidth + column) * outBytes;
      let to = out + <usize>firstColumn * 4;
      for (let tap = 0; tap < taps; tap += TURNED_ROWS) {
        const count = min(atOnce, rows - row);
        const last = min(tap + TURNED_ROWS, taps) - 1;
        const first = seen + tapPlace(shape, lineBytes, runTaps, tap);
        if (tap / runTaps === (tap + TURNED_ROWS - 1) / runTaps) {
          packPixels(first, count, down, pixels, across);
        } else {
          packTaps(
            first,
            seen + tapPlace(shape, lineBytes, runTaps, min(tap + 1, last)),
            seen + tapPlace(shape, lineBytes, runTaps, min(tap + 2, last)),
            seen + tapPlace(shape, lineBytes, runTaps, last),
            count,
            down,
            pixels,
            across,
          );
        }
        addTaps(count * pixels, right, outBytes, to, last + 1 - tap, firstColumn, endColumn);
        to += TURNED_ROWS * outBytes;
      }
    }
  }
}

/** How far a tap of the kernel, counted by rows, columns and channels, is from the first. */
function tapPlace(shape: ConvolutionShape, lineBytes: usize, runTaps: i32, tap: i32): usize {
  const runs = (shape.filterWidth * shape.channels) / runTaps;
  const run = tap / runTaps;
  return (
    <usize>((run / runs) * shape.dilationHeight) * lineBytes +
    <usize>((run % runs) * shape.dilationWidth * shape.channels * 4) +
    <usize>((tap % runTaps) * 4)
  );
}

function packedPixels(): usize {
  return ownMemory() + <usize>STRIP_BYTES;
}

/** Adds what the packed pixels say of up to four taps. */
function addTaps(
  pixels: i32,
  gradient: usize,
  outBytes: usize,
  out: usize,
  taps: i32,
  firstColumn: i32,
  endColumn: i32,
): void {
  for (let output = firstColumn; output < endColumn; output += TILE_COLUMNS) {
    multiplyTurned(
      packedPixels(),
      pixels,
      TURNED_ROWS * 4,
      gradient + <usize>output * 4,
      outBytes,
      out + <usize>(output - firstColumn) * 4,
      outBytes,
      taps,
      min(TILE_COLUMNS, endColumn - output),
      ADD_TO_OUTPUT,
    );
  }
}

/** Copies the four numbers that a tile sees of each pixel, row by row: many steps in one go. */
function packPixels(at: usize, rows: i32, down: usize, columns: i32, across: usize): void {
  let to = packedPixels();
  for (let row = 0; row < rows; row++) {
    let from = at;
    for (let column = 0; column < columns; column++) {
      v128.store(to, v128.load(from));
      from += across;
      to += TURNED_ROWS * 4;
    }
    at += down;
  }
}

/** The same where the four taps don't lie beside each other. */
function packTaps(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  rows: i32,
  down: usize,
  columns: i32,
  across: usize,
): void {
  let to = packedPixels();
  for (let row = 0; row < rows; row++) {
    let away = <usize>row * down;
    let column = 0;
    // Where pixels lie beside each other, four of them at a time.
    for (; across === 4 && column + 4 <= columns; column += 4) {
      const a = v128.load(at0 + away);
      const b = v128.load(at1 + away);
      const c = v128.load(at2 + away);
      const d = v128.load(at3 + away);
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 16);
      v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
      v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
      away += 16;
      to += 4 * TURNED_ROWS * 4;
    }
    for (; column < columns; column++) {
      f32.store(to, f32.load(at0 + away));
      f32.store(to, f32.load(at1 + away), 4);
      f32.store(to, f32.load(at2 + away), 8);
      f32.store(to, f32.load(at3 + away), 12);
      away += across;
      to += TURNED_ROWS * 4;
    }
  }
}
