import { ConvolutionShape } from './convolutionShape';
import {
  gradientColumnBytes,
  imageColumnBytes,
  STRIDED_NUMBERS,
  STRIDED_SIDE,
  STRIDED_STEP,
  stridedSquaresOfRun,
} from './stridedShape';
import {
  transformFiveColumns,
  transformFiveRows,
  transformFourRows,
  transformNineColumns,
} from './stridedTransforms';
import { SQUARE, squaresAcross, squaresOfImage } from './winogradShape';
import { Squares } from './winogradSquares';

/** Transforms squares of images; the blocks of a place follow each other. */
export function transformStridedImages(
  squares: Squares,
  shape: ConvolutionShape,
  first: i32,
  end: i32,
): void {
  const most = stridedSquaresOfRun(STRIDED_STEP, imageColumnBytes(squares.channels));
  const across = squaresAcross(shape);
  const ofImage = squaresOfImage(shape);
  let to = squares.to;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const column = place % across;
    const count = min(min(most, across - column), end - square);
    transformImageRun(
      squares,
      shape,
      squares.from +
        <usize>(square / ofImage) * <usize>(shape.height * shape.width * shape.channels * 4),
      (place / across) * STRIDED_STEP - shape.padTop,
      column * STRIDED_STEP - shape.padLeft,
      count,
      to,
    );
    to += <usize>count * squares.squareBytes;
    square += count;
  }
}

function transformImageRun(
  squares: Squares,
  shape: ConvolutionShape,
  image: usize,
  row: i32,
  column: i32,
  count: i32,
  to: usize,
): void {
  const pixelBytes = <usize>(shape.channels * 4);
  const lineBytes = <usize>shape.width * pixelBytes;
  const vectors = squares.channels >> 2;
  const vectorBytes = <usize>(STRIDED_NUMBERS * 16);
  const columnBytes = <usize>vectors * vectorBytes;
  const columns = STRIDED_STEP * count + 1;
  const before = min(columns, max(0, -column));
  const end = max(before, min(columns, shape.width - column));
  const at = image + <usize>(column + before) * pixelBytes + <usize>squares.firstChannel * 4;
  const zeros = squares.zeros;
  memory.fill(squares.run, 0, <usize>before * columnBytes);
  memory.fill(squares.run + <usize>end * columnBytes, 0, <usize>(columns - end) * columnBytes);
  const atOnce = squares.channels === shape.channels;
  const height = <u32>shape.height;
  const times = atOnce ? min(1, end - before) : end - before;
  const rowVectors = atOnce ? (end - before) * vectors : vectors;
  for (let time = 0; time < times; time++) {
    const away = at + <usize>time * pixelBytes;
    const run = squares.run + <usize>(before + time) * columnBytes;
    transformFiveRows(
      <u32>row < height ? away + <usize>row * lineBytes : zeros,
      <u32>(row + 2) < height ? away + <usize>(row + 2) * lineBytes : zeros,
      <u32>(row + 4) < height ? away + <usize>(row + 4) * lineBytes : zeros,
      <u32>(row + 6) < height ? away + <usize>(row + 6) * lineBytes : zeros,
      <u32>(row + 8) < height ? away + <usize>(row + 8) * lineBytes : zeros,
      rowVectors,
      run,
      vectorBytes,
    );
    transformFourRows(
      <u32>(row + 1) < height ? away + <usize>(row + 1) * lineBytes : zeros,
      <u32>(row + 3) < height ? away + <usize>(row + 3) * lineBytes : zeros,
      <u32>(row + 5) < height ? away + <usize>(row + 5) * lineBytes : zeros,
      <u32>(row + 7) < height ? away + <usize>(row + 7) * lineBytes : zeros,
      rowVectors,
      run + 80,
      vectorBytes,
    );
  }
  const blockBytes = <usize>(squares.channels * 4);
  const last = 4 * squares.placeBytes;
  for (let square = 0; square < count; square++) {
    const from = squares.run + <usize>(square * STRIDED_STEP) * columnBytes;
    for (let vector: usize = 0; vector < <usize>vectors; vector++) {
      const at = from + vector * vectorBytes;
      const even = to + vector * 16;
      transformNineColumns(
        at,
        STRIDED_SIDE,
        columnBytes,
        even,
        even + last,
        squares.placeBytes,
        blockBytes,
      );
      // Of odd rows: the two last blocks, or the second where there are but two.
      transformNineColumns(
        at + STRIDED_SIDE * 16,
        STRIDED_SIDE - 1,
        columnBytes,
        even + 2 * blockBytes,
        even + last + blockBytes,
        squares.placeBytes,
        blockBytes,
      );
    }
    to += squares.squareBytes;
  }
}

/**
 * Transforms the windows of the output's gradient that squares of the image's gradient look at: five by
 * five pixels, that begin one pixel before. There are `across` squares beside each other, `ofImage` in all.
 */
export function transformStridedWindows(
  squares: Squares,
  shape: ConvolutionShape,
  across: i32,
  ofImage: i32,
  first: i32,
  end: i32,
): void {
  const channels = shape.outChannels;
  const pixelBytes = <usize>(channels * 4);
  const lineBytes = <usize>shape.outWidth * pixelBytes;
  const vectors = channels >> 2;
  const columnBytes = <usize>vectors * 80;
  const most = stridedSquaresOfRun(SQUARE, gradientColumnBytes(channels));
  const height = <u32>shape.outHeight;
  const zeros = squares.zeros;
  let to = squares.to;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const squareColumn = place % across;
    const count = min(min(most, across - squareColumn), end - square);
    const row = (place / across) * SQUARE - 1;
    const column = squareColumn * SQUARE - 1;
    const columns = SQUARE * count + 1;
    const before = min(columns, max(0, -column));
    const stop = max(before, min(columns, shape.outWidth - column));
    const at =
      squares.from +
      <usize>(square / ofImage) * <usize>shape.outHeight * lineBytes +
      <usize>(column + before) * pixelBytes;
    memory.fill(squares.run, 0, <usize>before * columnBytes);
    memory.fill(squares.run + <usize>stop * columnBytes, 0, <usize>(columns - stop) * columnBytes);
    transformFiveRows(
      <u32>row < height ? at + <usize>row * lineBytes : zeros,
      <u32>(row + 1) < height ? at + <usize>(row + 1) * lineBytes : zeros,
      <u32>(row + 2) < height ? at + <usize>(row + 2) * lineBytes : zeros,
      <u32>(row + 3) < height ? at + <usize>(row + 3) * lineBytes : zeros,
      <u32>(row + 4) < height ? at + <usize>(row + 4) * lineBytes : zeros,
      (stop - before) * vectors,
      squares.run + <usize>before * columnBytes,
      80,
    );
    for (let one = 0; one < count; one++) {
      transformFiveColumns(
        squares.run + <usize>(one * SQUARE) * columnBytes,
        columnBytes,
        vectors,
        to,
        squares.placeBytes,
      );
      to += squares.squareBytes;
    }
    square += count;
  }
}
