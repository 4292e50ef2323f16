import {
  Convolution,
  ConvolutionShape,
  columnsSeen,
  isInside,
  paddedStrip,
  STRIP_BYTES,
  stripRows,
} from './convolutionShape';
import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyRun } from './multiplyRun';
import { PANEL_STEP } from './packPanels';
import { convolveSingleChannel } from './singleChannelConvolution';
import { ownMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';

/** From so many numbers on, a run of the image is long. */
const LONG_RUN = 32;

/** Pixels that are worked on at a time; where they lie is written down behind the strip. */
const PIXELS: i32 = 768;

/** Six patches of at most so many bytes each fit behind that. */
const PATCH_BYTES: usize = 40 << 10;

/** How many tasks a convolution of so many images is. */
export function convolutionTasks(shape: ConvolutionShape, images: i32): i32 {
  const rows = stripRows(shape);
  return images * ((shape.outHeight + rows - 1) / rows);
}

/** One strip of rows of one image's output. */
export function convolutionTask(convolution: Convolution, index: i32): void {
  const shape = convolution.shape;
  const rowsPerStrip = stripRows(shape);
  const strips = (shape.outHeight + rowsPerStrip - 1) / rowsPerStrip;
  const place = index / strips;
  const firstRow = (index % strips) * rowsPerStrip;
  const rows = min(rowsPerStrip, shape.outHeight - firstRow);
  const pixelBytes = <usize>(shape.channels * 4);
  const image = convolution.image + <usize>place * <usize>(shape.height * shape.width) * pixelBytes;
  const strip = paddedStrip(shape, image, firstRow, rows, ownMemory());
  const lineBytes = <usize>(isInside(shape) ? shape.width : columnsSeen(shape)) * pixelBytes;
  const outBytes = <usize>(shape.outChannels * 4);
  const pixels = rows * shape.outWidth;
  const out =
    convolution.out +
    (<usize>place * <usize>shape.outHeight + <usize>firstRow) * <usize>shape.outWidth * outBytes;
  if (shape.channels === 1 && shape.strideWidth === 1) {
    convolveSingleChannel(convolution, strip, lineBytes, rows, out);
    return;
  }
  // Neighbouring columns of the kernel look at one run of numbers.
  const isRun = shape.dilationWidth === 1 || shape.filterWidth === 1;
  const runs = isRun ? 1 : shape.filterWidth;
  const steps = isRun ? shape.filterWidth * shape.channels : shape.channels;
  const acrossBytes = <usize>shape.strideWidth * pixelBytes;
  const downBytes = <usize>shape.strideHeight * lineBytes;
  const nextRow = <usize>shape.dilationHeight * lineBytes;
  const nextColumn = <usize>shape.dilationWidth * pixelBytes;
  const gathers = steps < LONG_RUN && <usize>(shape.filterHeight * runs * steps * 4) <= PATCH_BYTES;
  const places = ownMemory() + <usize>STRIP_BYTES;
  let line = strip;
  let column = 0;
  for (let first = 0; first < pixels; first += PIXELS) {
    const count = min(PIXELS, pixels - first);
    for (let pixel: usize = 0; pixel < <usize>count; pixel++) {
      store<usize>(places + 4 * pixel, line + <usize>column * acrossBytes);
      column++;
      if (column === shape.outWidth) {
        column = 0;
        line += downBytes;
      }
    }
    const to = out + <usize>first * outBytes;
    // Short runs are quickest when they are gathered first, long ones one by one.
    if (gathers) {
      convolveGathered(convolution, places, count, to, runs, steps, nextRow, nextColumn);
    } else {
      convolveRuns(convolution, places, count, to, runs, steps, nextRow, nextColumn);
    }
  }
}

/** The place of a pixel from a list, or of the last one there is. */
function placeOf(places: usize, pixel: i32, last: i32): usize {
  return load<usize>(places + 4 * <usize>min(pixel, last));
}

/** One run of the kernel after the other, so that the part of a panel that is read stays in the cache. */
function convolveRuns(
  convolution: Convolution,
  places: usize,
  pixels: i32,
  out: usize,
  runs: i32,
  steps: i32,
  nextRow: usize,
  nextColumn: usize,
): void {
  const shape = convolution.shape;
  const outBytes = <usize>(shape.outChannels * 4);
  let panel = convolution.panels;
  for (let output = 0; output < shape.outChannels; output += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, shape.outChannels - output);
    const bias = convolution.bias === 0 ? <usize>0 : convolution.bias + <usize>output * 4;
    let finish = convolution.finish & ADD_TO_OUTPUT;
    for (let y = 0; y < shape.filterHeight; y++) {
      for (let x = 0; x < runs; x++) {
        const isLast = y === shape.filterHeight - 1 && x === runs - 1;
        const away = <usize>y * nextRow + <usize>x * nextColumn;
        for (let pixel = 0; pixel < pixels; pixel += TILE_ROWS) {
          const last = pixels - 1;
          multiplyRun(
            placeOf(places, pixel, last) + away,
            placeOf(places, pixel + 1, last) + away,
            placeOf(places, pixel + 2, last) + away,
            placeOf(places, pixel + 3, last) + away,
            placeOf(places, pixel + 4, last) + away,
            placeOf(places, pixel + 5, last) + away,
            steps,
            panel,
            out + <usize>pixel * outBytes + <usize>output * 4,
            outBytes,
            min(TILE_ROWS, pixels - pixel),
            columns,
            isLast ? bias : 0,
            isLast ? finish | convolution.finish : finish,
          );
        }
        finish |= ADD_TO_OUTPUT;
        panel += <usize>steps * PANEL_STEP;
      }
    }
  }
}

/** All that six pixels look at is gathered, then all outputs are made of it. */
function convolveGathered(
  convolution: Convolution,
  places: usize,
  pixels: i32,
  out: usize,
  runs: i32,
  steps: i32,
  nextRow: usize,
  nextColumn: usize,
): void {
  const shape = convolution.shape;
  const outBytes = <usize>(shape.outChannels * 4);
  const taps = shape.filterHeight * runs * steps;
  const patchBytes = <usize>(taps * 4);
  const patches = places + <usize>(4 * PIXELS);
  for (let pixel = 0; pixel < pixels; pixel += TILE_ROWS) {
    const count = min(TILE_ROWS, pixels - pixel);
    for (let row = 0; row < count; row++) {
      gatherRuns(
        placeOf(places, pixel + row, pixels - 1),
        shape.filterHeight,
        nextRow,
        runs,
        nextColumn,
        steps,
        patches + <usize>row * patchBytes,
      );
    }
    let panel = convolution.panels;
    for (let output = 0; output < shape.outChannels; output += TILE_COLUMNS) {
      multiplyRun(
        patches,
        patches + patchBytes,
        patches + 2 * patchBytes,
        patches + 3 * patchBytes,
        patches + 4 * patchBytes,
        patches + 5 * patchBytes,
        taps,
        panel,
        out + <usize>pixel * outBytes + <usize>output * 4,
        outBytes,
        count,
        min(TILE_COLUMNS, shape.outChannels - output),
        convolution.bias === 0 ? <usize>0 : convolution.bias + <usize>output * 4,
        convolution.finish,
      );
      panel += <usize>taps * PANEL_STEP;
    }
  }
}

/** Copies runs beside each other; up to three numbers more are written. */
function gatherRuns(
  at: usize,
  rows: i32,
  nextRow: usize,
  columns: i32,
  nextColumn: usize,
  steps: i32,
  to: usize,
): void {
  const bytes = <usize>steps * 4;
  for (let row = 0; row < rows; row++) {
    let from = at;
    for (let column = 0; column < columns; column++) {
      for (let done: usize = 0; done < bytes; done += 16) {
        v128.store(to + done, v128.load(from + done));
      }
      to += bytes;
      from += nextColumn;
    }
    at += nextRow;
  }
}
