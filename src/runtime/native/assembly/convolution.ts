import {
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

/** Six patches of at most so many bytes each fit behind the strip. */
const PATCH_BYTES: usize = 40 << 10;

/** A 2-D convolution of a batch; the kernel lies in panels of eight outputs. */
@unmanaged
export class Convolution {
  image: usize;
  panels: usize;
  out: usize;
  bias: usize;
  finish: i32;
  images: i32;
  shape: ConvolutionShape;
}

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
  const panelBytes = <usize>(shape.filterHeight * shape.filterWidth * shape.channels) * PANEL_STEP;
  const nextRow = <usize>shape.dilationHeight * lineBytes;
  const nextColumn = <usize>shape.dilationWidth * pixelBytes;
  const downBytes = <usize>shape.strideHeight * lineBytes;
  const acrossBytes = <usize>shape.strideWidth * pixelBytes;
  // Short runs are quickest when they are gathered first.
  const taps = shape.filterHeight * runs * steps;
  const patchBytes = <usize>(taps * 4);
  const gathers = steps < LONG_RUN && patchBytes <= PATCH_BYTES;
  const patches = ownMemory() + <usize>STRIP_BYTES;
  let line = strip;
  let column = 0;
  for (let pixel = 0; pixel < pixels; pixel += TILE_ROWS) {
    const count = min(TILE_ROWS, pixels - pixel);
    const at0: usize = line + <usize>column * acrossBytes;
    let at1 = at0;
    let at2 = at0;
    let at3 = at0;
    let at4 = at0;
    let at5 = at0;
    for (let next = 1; next <= count; next++) {
      column++;
      if (column === shape.outWidth) {
        column = 0;
        line += downBytes;
      }
      const at = line + <usize>column * acrossBytes;
      if (next === 1 && count > 1) at1 = at;
      else if (next === 2 && count > 2) at2 = at;
      else if (next === 3 && count > 3) at3 = at;
      else if (next === 4 && count > 4) at4 = at;
      else if (next === 5 && count > 5) at5 = at;
    }
    if (gathers) {
      const shorts = shape.filterHeight;
      gatherRuns(at0, shorts, nextRow, runs, nextColumn, steps, patches);
      gatherRuns(at1, shorts, nextRow, runs, nextColumn, steps, patches + patchBytes);
      gatherRuns(at2, shorts, nextRow, runs, nextColumn, steps, patches + 2 * patchBytes);
      gatherRuns(at3, shorts, nextRow, runs, nextColumn, steps, patches + 3 * patchBytes);
      gatherRuns(at4, shorts, nextRow, runs, nextColumn, steps, patches + 4 * patchBytes);
      gatherRuns(at5, shorts, nextRow, runs, nextColumn, steps, patches + 5 * patchBytes);
    }
    let panel = convolution.panels;
    for (let output = 0; output < shape.outChannels; output += TILE_COLUMNS) {
      const columns = min(TILE_COLUMNS, shape.outChannels - output);
      const bias = convolution.bias === 0 ? 0 : convolution.bias + <usize>output * 4;
      const to = out + <usize>pixel * outBytes + <usize>output * 4;
      if (gathers) {
        multiplyRun(
          patches,
          patches + patchBytes,
          patches + 2 * patchBytes,
          patches + 3 * patchBytes,
          patches + 4 * patchBytes,
          patches + 5 * patchBytes,
          taps,
          panel,
          to,
          outBytes,
          count,
          columns,
          bias,
          convolution.finish,
        );
        panel += panelBytes;
        continue;
      }
      // Long runs are quickest one by one.
      let finish = convolution.finish & ADD_TO_OUTPUT;
      for (let y = 0; y < shape.filterHeight; y++) {
        for (let x = 0; x < runs; x++) {
          const isLast = y === shape.filterHeight - 1 && x === runs - 1;
          const away = <usize>y * nextRow + <usize>x * nextColumn;
          multiplyRun(
            at0 + away,
            at1 + away,
            at2 + away,
            at3 + away,
            at4 + away,
            at5 + away,
            steps,
            panel,
            to,
            outBytes,
            count,
            columns,
            isLast ? bias : 0,
            isLast ? finish | convolution.finish : finish,
          );
          finish |= ADD_TO_OUTPUT;
          panel += <usize>steps * PANEL_STEP;
        }
      }
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
