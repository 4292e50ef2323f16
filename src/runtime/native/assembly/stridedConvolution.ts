import { Convolution, ConvolutionShape } from './convolutionShape';
import { PANEL_STEP } from './packPanels';
import { storeTile } from './runTiles';
import {
  gradientColumnBytes,
  imageColumnBytes,
  STRIDED_BLOCKS,
  STRIDED_PLACES,
  STRIDED_SIDE,
  STRIDED_STEP,
  stridedRunBytes,
  stridedSquaresAtOnce,
  stridedSquaresOfRun,
  stridedZeroBytes,
} from './stridedShape';
import { transformStridedImages } from './stridedSquares';
import {
  prepareStridedTransforms,
  transformStridedColumn,
  transformStridedRows,
} from './stridedTransforms';
import { ownMemory } from './threadMemory';
import { finishPixels } from './winogradConvolution';
import { placeBytes, SQUARE, squaresAcross, squaresOfImage } from './winogradShape';
import { Squares } from './winogradSquares';

/** How many tasks a convolution of so many images is. */
export function stridedConvolutionTasks(shape: ConvolutionShape, images: i32): i32 {
  const atOnce = stridedSquaresAtOnce(shape);
  return (images * squaresOfImage(shape) + atOnce - 1) / atOnce;
}

/** Some squares of the output. */
export function stridedConvolutionTask(convolution: Convolution, index: i32): void {
  prepareStridedTransforms();
  const shape = convolution.shape;
  const atOnce = stridedSquaresAtOnce(shape);
  const first = index * atOnce;
  const end = min(first + atOnce, convolution.images * squaresOfImage(shape));
  const numbers = STRIDED_BLOCKS * shape.channels;
  const imagePlace = placeBytes(atOnce, numbers);
  const outPlace = placeBytes(atOnce, shape.outChannels);
  const imageRun = stridedRunBytes(STRIDED_STEP, imageColumnBytes(shape.channels));
  const outRun = stridedRunBytes(SQUARE, gradientColumnBytes(shape.outChannels));
  const imageSquares = ownMemory();
  const outSquares = imageSquares + STRIDED_PLACES * imagePlace;
  const zeros = outSquares + STRIDED_PLACES * outPlace;
  const run = zeros + stridedZeroBytes(imageRun);
  const squares = changetype<Squares>(run + max(imageRun, outRun));
  memory.fill(zeros, 0, run - zeros);
  squares.from = convolution.image;
  squares.firstChannel = 0;
  squares.channels = shape.channels;
  squares.to = imageSquares;
  squares.placeBytes = imagePlace;
  squares.squareBytes = <usize>(numbers * 4);
  squares.run = run;
  squares.zeros = zeros;
  transformStridedImages(squares, shape, first, end);
  multiplyPlaces(shape, imageSquares, imagePlace, convolution.panels, outSquares, end - first);
  writeSquares(convolution, first, end, outSquares, outPlace, run);
}

function multiplyPlaces(
  shape: ConvolutionShape,
  left: usize,
  leftPlace: usize,
  panels: usize,
  out: usize,
  squares: i32,
): void {
  const numbers = STRIDED_BLOCKS * shape.channels;
  const leftBytes = <usize>numbers * 4;
  const outBytes = <usize>shape.outChannels * 4;
  const outPlace = placeBytes(stridedSquaresAtOnce(shape), shape.outChannels);
  let panel = panels;
  for (let place = 0; place < STRIDED_PLACES; place++) {
    // Odd rows and columns have nothing at the last of both.
    let steps = numbers;
    if (place / STRIDED_SIDE === STRIDED_SIDE - 1) steps >>= 1;
    if (place % STRIDED_SIDE === STRIDED_SIDE - 1) steps >>= 1;
    for (let column = 0; column < shape.outChannels; column += 8) {
      let at = left;
      let to = out + <usize>column * 4;
      for (let row = 0; row < squares; row += 6) {
        storeTile(
          at,
          at + leftBytes,
          at + 2 * leftBytes,
          at + 3 * leftBytes,
          at + 4 * leftBytes,
          at + 5 * leftBytes,
          steps,
          panel,
          to,
          outBytes,
        );
        at += 6 * leftBytes;
        to += 6 * outBytes;
      }
      panel += <usize>numbers * PANEL_STEP;
    }
    left += leftPlace;
    out += outPlace;
  }
}

/** Transforms products back, with bias and activation. */
function writeSquares(
  convolution: Convolution,
  first: i32,
  end: i32,
  from: usize,
  placeSize: usize,
  run: usize,
): void {
  const shape = convolution.shape;
  const columns = shape.outChannels;
  const most = stridedSquaresOfRun(SQUARE, gradientColumnBytes(columns));
  const across = squaresAcross(shape);
  const ofImage = squaresOfImage(shape);
  const pixelBytes = <usize>(columns * 4);
  const rowBytes = <usize>shape.outWidth * pixelBytes;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const squareColumn = place % across;
    const row = (place / across) * SQUARE;
    const count = min(min(most, across - squareColumn), end - square);
    const vectors = (count * columns) >> 2;
    const columnBytes = <usize>vectors * 64;
    for (let x: usize = 0; x < <usize>STRIDED_SIDE; x++) {
      transformStridedColumn(
        from + x * placeSize,
        STRIDED_SIDE * placeSize,
        vectors,
        run + x * columnBytes,
      );
    }
    const rows = min(SQUARE, shape.outHeight - row);
    const line = convolution.out + <usize>((square / ofImage) * shape.outHeight + row) * rowBytes;
    const firstColumn = squareColumn * SQUARE;
    for (let one = 0; one < count; one++) {
      const column = firstColumn + one * SQUARE;
      transformStridedRows(
        run + <usize>(one * columns) * 16,
        columnBytes,
        columns >> 2,
        line + <usize>column * pixelBytes,
        rowBytes,
        pixelBytes,
        rows,
        min(SQUARE, shape.outWidth - column),
      );
    }
    if (convolution.bias !== 0 || convolution.finish !== 0) {
      const pixels = min(count * SQUARE, shape.outWidth - firstColumn);
      for (let y = 0; y < rows; y++) {
        finishPixels(
          line + <usize>y * rowBytes + <usize>firstColumn * pixelBytes,
          pixels,
          columns >> 2,
          convolution.bias,
          convolution.finish,
        );
      }
    }
    from += <usize>(count * columns * 4);
    square += count;
  }
}
