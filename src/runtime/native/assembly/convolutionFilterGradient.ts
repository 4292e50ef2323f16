import {
  ConvolutionShape,
  columnsSeen,
  isInside,
  paddedStrip,
  stripRows,
} from './convolutionShape';
import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyTurned } from './multiplyTurned';
import { ownMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';

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
  const runs = isRun ? 1 : shape.filterWidth;
  const runTaps = isRun ? shape.filterWidth * shape.channels : shape.channels;
  let to = out + <usize>firstColumn * 4;
  for (let y = 0; y < shape.filterHeight; y++) {
    for (let x = 0; x < runs; x++) {
      const at =
        strip +
        <usize>(y * shape.dilationHeight) * lineBytes +
        <usize>(x * shape.dilationWidth) * pixelBytes;
      for (let tap = 0; tap < runTaps; tap += TILE_ROWS) {
        const count = min(TILE_ROWS, runTaps - tap);
        for (let output = firstColumn; output < endColumn; output += TILE_COLUMNS) {
          multiplyTurned(
            at + <usize>tap * 4,
            rows,
            down,
            shape.outWidth,
            across,
            gradient + <usize>output * 4,
            outBytes,
            to + <usize>(output - firstColumn) * 4,
            outBytes,
            count,
            min(TILE_COLUMNS, endColumn - output),
            ADD_TO_OUTPUT,
          );
        }
        to += <usize>count * outBytes;
      }
    }
  }
}
