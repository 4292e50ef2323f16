import { ConvolutionShape } from './convolutionShape';
import { SQUARE, squaresOfImage } from './winogradShape';

/*
 * Convolutions with a kernel of 3 × 3 and strides of two: even columns of the image meet the outer two
 * columns of the kernel, odd ones the middle one. Each is a convolution without strides, with a kernel of
 * two and of one, and squares of 4 × 4 of the output take fewer multiplications after Winograd
 * (`winogradShape`), here at 0, ±1, 1/2 and infinity: along one side five for the even columns, and four
 * for the odd ones, whose kernel has nothing at infinity. That makes 81 in place of 144 for a square.
 *
 * What belongs to the same two points is added up by one matrix product. It has four blocks of
 * channels: of even rows and even columns, of even and odd, of odd and even, of odd and odd ones.
 */

/** Numbers that one side of an output square becomes, and all places. */
export const STRIDED_SIDE: i32 = 5;
export const STRIDED_PLACES: i32 = 25;
/** Numbers that one side of an image's square becomes, even ones and odd ones. */
export const STRIDED_NUMBERS: i32 = 9;
/** Blocks of channels of a place. */
export const STRIDED_BLOCKS: i32 = 4;
/** Bytes of a task's transformed squares that stay in the cache beside the kernel. */
const GOOD_BYTES: i32 = 256 << 10;
/** Bytes of a run of squares between its two transforms. */
const RUN_BYTES: i32 = 32 << 10;
/** Numbers of a place from which on not even six squares fit a thread's own memory. */
const MOST_NUMBERS: i32 = 1200;
/** Fewer squares are not worth transforming the kernel. */
const FEWEST_SQUARES: i32 = 12;

/** Columns of the image from one square to the next. */
export const STRIDED_STEP: i32 = 2 * SQUARE;

/** Whether squares are the quickest way for so many images. */
export function takesStridedSquares(shape: ConvolutionShape, images: i32): bool {
  const squares = squaresOfImage(shape);
  return (
    shape.filterHeight === 3 &&
    shape.filterWidth === 3 &&
    shape.strideHeight === 2 &&
    shape.strideWidth === 2 &&
    shape.dilationHeight === 1 &&
    shape.dilationWidth === 1 &&
    (shape.channels & 7) === 0 &&
    (shape.outChannels & 7) === 0 &&
    STRIDED_BLOCKS * shape.channels + shape.outChannels <= MOST_NUMBERS &&
    squares * images >= FEWEST_SQUARES &&
    // Squares that lie mostly outside are no gain.
    4 * shape.outHeight * shape.outWidth >= 3 * SQUARE * SQUARE * squares
  );
}

/** The block of two numbers of a square's sides; the last column of places has but two. */
export function stridedBlock(y: i32, x: i32): i32 {
  if (y < STRIDED_SIDE) return x >= STRIDED_SIDE ? 1 : 0;
  if (x === STRIDED_SIDE - 1) return 1;
  return x >= STRIDED_SIDE ? 3 : 2;
}

/** Squares that a task works on, whole tiles of six. */
export function stridedSquaresAtOnce(shape: ConvolutionShape): i32 {
  const numbers = STRIDED_BLOCKS * shape.channels + shape.outChannels;
  return max(6, (GOOD_BYTES / (STRIDED_PLACES * numbers * 4) / 6) * 6);
}

/** Squares side by side that are transformed at a time, of so many columns, and bytes of a column. */
export function stridedSquaresOfRun(columns: i32, columnBytes: i32): i32 {
  return max(1, RUN_BYTES / (columns * columnBytes));
}

/** Bytes for a run between its two transforms; a part of it is more than what the run looks at. */
export function stridedRunBytes(columns: i32, columnBytes: i32): usize {
  return <usize>((columns * stridedSquaresOfRun(columns, columnBytes) + 1) * columnBytes);
}

/** Bytes of zeros that a run may look at, of a column's five numbers or more one. */
export function stridedZeroBytes(runBytes: usize): usize {
  return (runBytes / <usize>STRIDED_SIDE + 15) & ~15;
}

/** Bytes of an image's column between its two transforms. */
export function imageColumnBytes(channels: i32): i32 {
  return channels * STRIDED_NUMBERS * 4;
}

/** Bytes of a gradient's column, and of a product's, between its two transforms. */
export function gradientColumnBytes(channels: i32): i32 {
  return channels * STRIDED_SIDE * 4;
}
