import {
  ConvolutionShape,
  columnsSeen,
  isInside,
  paddedStrip,
  stripRows,
} from './convolutionShape';
import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyTile, TILE_COLUMNS, TILE_ROWS } from './multiplyTile';
import { ownMemory } from './threadMemory';

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
      addStrip(shape, strip, gradient, rows, firstColumn, endColumn, taps, out);
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
  taps: i32,
  out: usize,
): void {
  const pixelBytes = <usize>(shape.channels * 4);
  const lineBytes = <usize>(isInside(shape) ? shape.width : columnsSeen(shape)) * pixelBytes;
  const outBytes = <usize>(shape.outChannels * 4);
  const across = <usize>shape.strideWidth * pixelBytes;
  const down = <usize>shape.strideHeight * lineBytes;
  const nextColumn = <usize>shape.dilationWidth * pixelBytes - pixelBytes;
  const nextRow =
    <usize>shape.dilationHeight * lineBytes -
    <usize>shape.filterWidth * <usize>shape.dilationWidth * pixelBytes;
  let channel = 0;
  let column = 0;
  let at = strip;
  for (let tap = 0; tap < taps; tap += TILE_ROWS) {
    const count = min(TILE_ROWS, taps - tap);
    const at0 = at;
    let at1 = at;
    let at2 = at;
    let at3 = at;
    let at4 = at;
    let at5 = at;
    for (let next = 1; next <= count; next++) {
      at += 4;
      channel++;
      if (channel === shape.channels) {
        channel = 0;
        at += nextColumn;
        column++;
        if (column === shape.filterWidth) {
          column = 0;
          at += nextRow;
        }
      }
      if (next === 1 && count > 1) at1 = at;
      else if (next === 2 && count > 2) at2 = at;
      else if (next === 3 && count > 3) at3 = at;
      else if (next === 4 && count > 4) at4 = at;
      else if (next === 5 && count > 5) at5 = at;
    }
    for (let output = firstColumn; output < endColumn; output += TILE_COLUMNS) {
      multiplyTile(
        at0,
        at1,
        at2,
        at3,
        at4,
        at5,
        rows,
        down,
        1,
        0,
        shape.outWidth,
        across,
        gradient + <usize>output * 4,
        outBytes,
        out + <usize>tap * outBytes + <usize>output * 4,
        outBytes,
        count,
        min(TILE_COLUMNS, endColumn - output),
        0,
        ADD_TO_OUTPUT,
      );
    }
  }
}
