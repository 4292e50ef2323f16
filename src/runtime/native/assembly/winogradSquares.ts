import { ConvolutionShape } from './convolutionShape';
import { SQUARE, squaresAcross, squaresOfImage, squaresOfRun } from './winogradShape';
import {
  transformGradientColumns,
  transformGradientRows,
  transformImageColumns,
  transformImageRows,
} from './winogradTransforms';

/** Squares of a batch, counted image by image and row by row, of some of the channels. */
@unmanaged
export class Squares {
  /** Images, or the output's gradient, [images, height, width, channels]. */
  from: usize;
  firstChannel: i32;
  channels: i32;
  /** Where the places of the first square go, one place after the other by `placeBytes`. */
  to: usize;
  placeBytes: usize;
  squareBytes: usize;
  /** Memory for a run between its transforms, and zeros, as much as a run looks at. */
  run: usize;
  zeros: usize;
}

/** Transforms squares of images. */
export function transformImages(
  squares: Squares,
  shape: ConvolutionShape,
  first: i32,
  end: i32,
): void {
  const most = squaresOfRun(squares.channels);
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
      (place / across) * SQUARE - shape.padTop,
      column * SQUARE - shape.padLeft,
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
  const columnBytes = <usize>vectors * 96;
  const columns = SQUARE * count + 2;
  const before = min(columns, max(0, -column));
  const end = max(before, min(columns, shape.width - column));
  const at = image + <usize>(column + before) * pixelBytes + <usize>squares.firstChannel * 4;
  const zeros = squares.zeros;
  memory.fill(squares.run, 0, <usize>before * columnBytes);
  memory.fill(squares.run + <usize>end * columnBytes, 0, <usize>(columns - end) * columnBytes);
  const atOnce = squares.channels === shape.channels;
  const height = <u32>shape.height;
  const times = atOnce ? min(1, end - before) : end - before;
  for (let time = 0; time < times; time++) {
    const away = at + <usize>time * pixelBytes;
    transformImageColumns(
      <u32>row < height ? away + <usize>row * lineBytes : zeros,
      <u32>(row + 1) < height ? away + <usize>(row + 1) * lineBytes : zeros,
      <u32>(row + 2) < height ? away + <usize>(row + 2) * lineBytes : zeros,
      <u32>(row + 3) < height ? away + <usize>(row + 3) * lineBytes : zeros,
      <u32>(row + 4) < height ? away + <usize>(row + 4) * lineBytes : zeros,
      <u32>(row + 5) < height ? away + <usize>(row + 5) * lineBytes : zeros,
      atOnce ? (end - before) * vectors : vectors,
      squares.run + <usize>(before + time) * columnBytes,
    );
  }
  for (let square = 0; square < count; square++) {
    transformImageRows(
      squares.run + <usize>(square * SQUARE) * columnBytes,
      columnBytes,
      vectors,
      to,
      squares.placeBytes,
    );
    to += squares.squareBytes;
  }
}

/** Transforms squares of the output's gradient. */
export function transformGradients(
  squares: Squares,
  shape: ConvolutionShape,
  first: i32,
  end: i32,
): void {
  const most = squaresOfRun(squares.channels);
  const across = squaresAcross(shape);
  const ofImage = squaresOfImage(shape);
  let to = squares.to;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const column = place % across;
    const count = min(min(most, across - column), end - square);
    transformGradientRun(
      squares,
      shape,
      squares.from +
        <usize>(square / ofImage) *
          <usize>(shape.outHeight * shape.outWidth * shape.outChannels * 4),
      (place / across) * SQUARE,
      column * SQUARE,
      count,
      to,
    );
    to += <usize>count * squares.squareBytes;
    square += count;
  }
}

function transformGradientRun(
  squares: Squares,
  shape: ConvolutionShape,
  gradient: usize,
  row: i32,
  column: i32,
  count: i32,
  to: usize,
): void {
  const pixelBytes = <usize>(shape.outChannels * 4);
  const lineBytes = <usize>shape.outWidth * pixelBytes;
  const vectors = squares.channels >> 2;
  const columnBytes = <usize>vectors * 96;
  const columns = SQUARE * count;
  const end = min(columns, shape.outWidth - column);
  const zeros = squares.zeros;
  const at0 =
    gradient +
    <usize>row * lineBytes +
    <usize>column * pixelBytes +
    <usize>squares.firstChannel * 4;
  memory.fill(squares.run + <usize>end * columnBytes, 0, <usize>(columns - end) * columnBytes);
  const atOnce = squares.channels === shape.outChannels;
  const height = shape.outHeight;
  const times = atOnce ? 1 : end;
  for (let time = 0; time < times; time++) {
    const away = at0 + <usize>time * pixelBytes;
    transformGradientColumns(
      away,
      row + 1 < height ? away + lineBytes : zeros,
      row + 2 < height ? away + 2 * lineBytes : zeros,
      row + 3 < height ? away + 3 * lineBytes : zeros,
      atOnce ? end * vectors : vectors,
      squares.run + <usize>time * columnBytes,
    );
  }
  for (let square = 0; square < count; square++) {
    transformGradientRows(
      squares.run + <usize>(square * SQUARE) * columnBytes,
      columnBytes,
      vectors,
      to,
      squares.placeBytes,
    );
    to += squares.squareBytes;
  }
}
