import { Convolution, ConvolutionShape } from './convolutionShape';
import { PANEL_STEP } from './packPanels';
import { storeTile } from './runTiles';
import {
  gradientColumnBytes,
  STRIDED_BLOCKS,
  STRIDED_PLACES,
  STRIDED_SIDE,
  STRIDED_STEP,
  stridedRunBytes,
  stridedSquaresAtOnce,
  stridedSquaresOfRun,
  stridedZeroBytes,
} from './stridedShape';
import { transformStridedWindows } from './stridedSquares';
import {
  prepareStridedTransforms,
  transformStridedColumn,
  transformStridedRows,
} from './stridedTransforms';
import { ownMemory } from './threadMemory';
import { placeBytes, SQUARE } from './winogradShape';
import { Squares } from './winogradSquares';

/**
 * The gradient of the image of a convolution without padding before it, in squares of 8 × 8: even and
 * odd rows and columns are four convolutions of the output's gradient, with kernels of two and of one.
 */

function across(size: i32): i32 {
  return (size + STRIDED_STEP - 1) / STRIDED_STEP;
}

function squaresOfGradient(shape: ConvolutionShape): i32 {
  return across(shape.width) * across(shape.height);
}

/** How many tasks the gradients of so many images are. */
export function stridedInputGradientTasks(shape: ConvolutionShape, images: i32): i32 {
  const atOnce = stridedSquaresAtOnce(shape);
  return (images * squaresOfGradient(shape) + atOnce - 1) / atOnce;
}

/** Some squares of the image's gradient; `image` is the output's gradient, `out` the image's. */
export function stridedInputGradientTask(job: Convolution, index: i32): void {
  prepareStridedTransforms();
  const shape = job.shape;
  const atOnce = stridedSquaresAtOnce(shape);
  const ofImage = squaresOfGradient(shape);
  const first = index * atOnce;
  const end = min(first + atOnce, job.images * ofImage);
  const numbers = STRIDED_BLOCKS * shape.channels;
  const leftPlace = placeBytes(atOnce, shape.outChannels);
  const outPlace = placeBytes(atOnce, numbers);
  const leftRun = stridedRunBytes(SQUARE, gradientColumnBytes(shape.outChannels));
  const outRun = stridedRunBytes(SQUARE, gradientColumnBytes(numbers));
  const left = ownMemory();
  const out = left + STRIDED_PLACES * leftPlace;
  const zeros = out + STRIDED_PLACES * outPlace;
  const run = zeros + stridedZeroBytes(leftRun);
  const squares = changetype<Squares>(run + max(leftRun, outRun));
  memory.fill(zeros, 0, run - zeros);
  squares.from = job.image;
  squares.to = left;
  squares.placeBytes = leftPlace;
  squares.squareBytes = <usize>(shape.outChannels * 4);
  squares.run = run;
  squares.zeros = zeros;
  transformStridedWindows(squares, shape, across(shape.width), ofImage, first, end);
  multiplyPlaces(shape, left, leftPlace, job.panels, out, outPlace, end - first);
  writeSquares(job, first, end, out, outPlace, run);
}

function multiplyPlaces(
  shape: ConvolutionShape,
  left: usize,
  leftPlace: usize,
  panels: usize,
  out: usize,
  outPlace: usize,
  squares: i32,
): void {
  const steps = shape.outChannels;
  const leftBytes = <usize>steps * 4;
  const outBytes = <usize>(STRIDED_BLOCKS * shape.channels) * 4;
  let panel = panels;
  for (let place = 0; place < STRIDED_PLACES; place++) {
    for (let block = 0; block < STRIDED_BLOCKS; block++) {
      // Odd rows and columns have nothing at the first of both.
      const isNothing =
        (block >= 2 && place < STRIDED_SIDE) || ((block & 1) !== 0 && place % STRIDED_SIDE === 0);
      for (let column = 0; column < shape.channels; column += 8) {
        let at = left;
        let to = out + <usize>(block * shape.channels + column) * 4;
        for (let row = 0; row < squares; row += 6) {
          storeTile(
            at,
            at + leftBytes,
            at + 2 * leftBytes,
            at + 3 * leftBytes,
            at + 4 * leftBytes,
            at + 5 * leftBytes,
            isNothing ? 0 : steps,
            panel,
            to,
            outBytes,
          );
          at += 6 * leftBytes;
          to += 6 * outBytes;
        }
        panel += <usize>steps * PANEL_STEP;
      }
    }
    left += leftPlace;
    out += outPlace;
  }
}

function writeSquares(
  job: Convolution,
  first: i32,
  end: i32,
  from: usize,
  placeSize: usize,
  run: usize,
): void {
  const shape = job.shape;
  const channels = shape.channels;
  const numbers = STRIDED_BLOCKS * channels;
  const most = stridedSquaresOfRun(SQUARE, gradientColumnBytes(numbers));
  const side = across(shape.width);
  const ofImage = squaresOfGradient(shape);
  const pixelBytes = <usize>(channels * 4);
  const rowBytes = <usize>shape.width * pixelBytes;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const squareColumn = place % side;
    const row = (place / side) * STRIDED_STEP;
    const count = min(min(most, side - squareColumn), end - square);
    const vectors = (count * numbers) >> 2;
    const columnBytes = <usize>vectors * 64;
    for (let x: usize = 0; x < <usize>STRIDED_SIDE; x++) {
      transformStridedColumn(
        from + x * placeSize,
        STRIDED_SIDE * placeSize,
        vectors,
        run + x * columnBytes,
      );
    }
    const image = job.out + <usize>((square / ofImage) * shape.height) * rowBytes;
    for (let one = 0; one < count; one++) {
      for (let block = 0; block < STRIDED_BLOCKS; block++) {
        const y = row + (block >> 1);
        const x = (squareColumn + one) * STRIDED_STEP + (block & 1);
        const rows = min(SQUARE, (shape.height - y + 1) >> 1);
        const columns = min(SQUARE, (shape.width - x + 1) >> 1);
        if (rows <= 0 || columns <= 0) continue;
        transformStridedRows(
          run + <usize>(one * numbers + block * channels) * 16,
          columnBytes,
          channels >> 2,
          image + <usize>y * rowBytes + <usize>x * pixelBytes,
          2 * rowBytes,
          2 * pixelBytes,
          rows,
          columns,
        );
      }
    }
    from += <usize>(count * numbers * 4);
    square += count;
  }
}
