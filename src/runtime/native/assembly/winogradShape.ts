import { ConvolutionShape } from './convolutionShape';

/*
 * Convolutions with a kernel of 3 × 3 take a quarter of the multiplications after Winograd, "Arithmetic
 * complexity of computations" (1980), as Lavin and Gray put it in "Fast algorithms for convolutional
 * neural networks" (2015): squares of 4 × 4 of the output are made from squares of 6 × 6 of the image.
 * Square and kernel are transformed into 36 numbers each for every channel; these are multiplied place
 * by place, which over channels and squares is 36 matrix products, and transformed back.
 *
 * The transforms evaluate polynomials at 0, ±2/3, ±3/2 and infinity, which among such points round the
 * least: about five times as much as the plain sum, and a third of what the usual 0, ±1, ±2 do.
 */

/** Outputs that one side of a square makes, and what it looks at. */
export const SQUARE: i32 = 4;
export const SQUARE_SEEN: i32 = 6;
/** Numbers that a square or a kernel becomes. */
export const PLACES: i32 = 36;
/** Bytes between the places, so that they don't fall on the same lines of the cache. */
const PLACE_GAP: usize = 64;
/** Bytes of a task's transformed squares that stay in the cache beside the kernel. */
const GOOD_BYTES: i32 = 256 << 10;
/** Bytes of a run of squares between its two transforms. */
const RUN_BYTES: i32 = 32 << 10;
/** Channels on both sides from which on not even six squares fit a thread's own memory. */
const MOST_CHANNELS: i32 = 900;
/** Fewer squares are not worth transforming the kernel. */
const FEWEST_SQUARES: i32 = 12;

/** Squares that one image has side by side. */
export function squaresAcross(shape: ConvolutionShape): i32 {
  return (shape.outWidth + SQUARE - 1) / SQUARE;
}

/** Squares of one image. */
export function squaresOfImage(shape: ConvolutionShape): i32 {
  return squaresAcross(shape) * ((shape.outHeight + SQUARE - 1) / SQUARE);
}

/** Whether squares are the quickest way for so many images. */
export function takesSquares(shape: ConvolutionShape, images: i32): bool {
  const squares = squaresOfImage(shape);
  return (
    shape.filterHeight === 3 &&
    shape.filterWidth === 3 &&
    shape.strideHeight === 1 &&
    shape.strideWidth === 1 &&
    shape.dilationHeight === 1 &&
    shape.dilationWidth === 1 &&
    (shape.channels & 3) === 0 &&
    (shape.outChannels & 3) === 0 &&
    shape.channels >= 8 &&
    shape.outChannels >= 8 &&
    shape.channels + shape.outChannels <= MOST_CHANNELS &&
    squares * images >= FEWEST_SQUARES &&
    // Squares that lie mostly outside are no gain.
    2 * shape.outHeight * shape.outWidth >= 13 * squares
  );
}

/** Columns of whole panels. */
export function panelColumns(columns: i32): i32 {
  return (columns + 7) & ~7;
}

/** Bytes from one place of so many rows to the next. */
export function placeBytes(rows: i32, columns: i32): usize {
  return <usize>(rows * columns * 4) + PLACE_GAP;
}

/** Squares that a task of a convolution works on, whole tiles of six. */
export function squaresAtOnce(shape: ConvolutionShape): i32 {
  const bytes = PLACES * (shape.channels + panelColumns(shape.outChannels)) * 4;
  return max(6, (GOOD_BYTES / bytes / 6) * 6);
}

/** Squares side by side that are transformed at a time, of so many channels. */
export function squaresOfRun(channels: i32): i32 {
  return max(1, RUN_BYTES / (channels * 4 * SQUARE * SQUARE_SEEN));
}

/** Bytes of zeros that a run may look at. */
export function zeroBytes(channels: i32): usize {
  return <usize>((SQUARE * squaresOfRun(channels) + 2) * channels * 4);
}

/** Bytes for a run between its two transforms. */
export function runBytes(channels: i32): usize {
  return zeroBytes(channels) * <usize>SQUARE_SEEN;
}
