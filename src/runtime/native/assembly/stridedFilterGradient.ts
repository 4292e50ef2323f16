import { ConvolutionFilterGradient } from './convolutionFilterGradient';
import { ConvolutionShape } from './convolutionShape';
import { addTurned } from './multiplyTurned';
import {
  spreadFourColumns,
  spreadFourRows,
  transformStridedKernelGradient,
} from './stridedKernelTransforms';
import {
  gradientColumnBytes,
  imageColumnBytes,
  STRIDED_BLOCKS,
  STRIDED_NUMBERS,
  STRIDED_PLACES,
  STRIDED_SIDE,
  STRIDED_STEP,
  stridedBlock,
  stridedRunBytes,
  stridedSquaresOfRun,
  stridedZeroBytes,
} from './stridedShape';
import { transformStridedImages } from './stridedSquares';
import { prepareStridedTransforms } from './stridedTransforms';
import { ownMemory, SCRATCH_BYTES } from './threadMemory';
import { TURNED_ROWS } from './tileSizes';
import { placeBytes, SQUARE, squaresAcross, squaresOfImage } from './winogradShape';
import { Squares } from './winogradSquares';

/** Channels and outputs of a task: its sums stay in the cache. */
const MOST_CHANNELS: i32 = 16;
const MOST_OUTS: i32 = 64;
/** Bytes of transformed squares that stay in the cache beside them. */
const GOOD_BYTES: i32 = 384 << 10;

function blocksOf(size: i32, block: i32): i32 {
  return (size + block - 1) / block;
}

/** How many tasks the gradient of a kernel is. */
export function stridedFilterGradientTasks(shape: ConvolutionShape, groups: i32): i32 {
  return groups * blocksOf(shape.channels, MOST_CHANNELS) * blocksOf(shape.outChannels, MOST_OUTS);
}

/** One block of channels by outputs, summed over one group of images. */
export function stridedFilterGradientTask(job: ConvolutionFilterGradient, index: i32): void {
  prepareStridedTransforms();
  const shape = job.shape;
  const outBlocks = blocksOf(shape.outChannels, MOST_OUTS);
  const blocks = outBlocks * blocksOf(shape.channels, MOST_CHANNELS);
  const group = index / blocks;
  const firstChannel = ((index % blocks) / outBlocks) * MOST_CHANNELS;
  const firstOut = (index % outBlocks) * MOST_OUTS;
  const channels = min(MOST_CHANNELS, shape.channels - firstChannel);
  const outs = min(MOST_OUTS, shape.outChannels - firstOut);
  const numbers = STRIDED_BLOCKS * channels;
  const sumPlace = placeBytes(numbers, outs);
  const imageRun = stridedRunBytes(STRIDED_STEP, imageColumnBytes(channels));
  const outRun = stridedRunBytes(SQUARE, gradientColumnBytes(outs));
  const sums = ownMemory();
  const zeros = sums + STRIDED_PLACES * sumPlace;
  const run = zeros + stridedZeroBytes(max(imageRun, outRun));
  const squares = changetype<Squares>(run + max(imageRun, outRun));
  const left = changetype<usize>(squares) + 64;
  const room = SCRATCH_BYTES - <i32>(left - sums) - STRIDED_PLACES * 2 * 64;
  const most = min(GOOD_BYTES, room) / (STRIDED_PLACES * (numbers + outs) * 4);
  // Chunks of one size: each costs a pass over all sums.
  const ofImage = squaresOfImage(shape);
  const first = ofImage * <i32>((<i64>group * job.images) / job.groups);
  const end = ofImage * <i32>((<i64>(group + 1) * job.images) / job.groups);
  const chunks = (end - first + most - 1) / most;
  const atOnce = (end - first + chunks - 1) / chunks;
  const leftBytes = <usize>(numbers * 4);
  const rightBytes = <usize>(outs * 4);
  const leftPlace = placeBytes(atOnce, numbers);
  const right = left + STRIDED_PLACES * leftPlace;
  const rightPlace = placeBytes(atOnce, outs);
  memory.fill(sums, 0, run - sums);
  squares.run = run;
  squares.zeros = zeros;
  for (let square = first; square < end; square += atOnce) {
    const count = min(atOnce, end - square);
    squares.from = job.image;
    squares.firstChannel = firstChannel;
    squares.channels = channels;
    squares.to = left;
    squares.placeBytes = leftPlace;
    squares.squareBytes = leftBytes;
    transformStridedImages(squares, shape, square, square + count);
    squares.from = job.gradient;
    squares.firstChannel = firstOut;
    squares.channels = outs;
    squares.to = right;
    squares.placeBytes = rightPlace;
    squares.squareBytes = rightBytes;
    spreadGradients(squares, shape, square, square + count);
    for (let place = 0; place < STRIDED_PLACES; place++) {
      // Odd rows and columns have nothing at the last of both.
      let rows = numbers;
      if (place / STRIDED_SIDE === STRIDED_SIDE - 1) rows >>= 1;
      if (place % STRIDED_SIDE === STRIDED_SIDE - 1) rows >>= 1;
      addPlace(
        left + <usize>place * leftPlace,
        leftBytes,
        right + <usize>place * rightPlace,
        rightBytes,
        sums + <usize>place * sumPlace,
        count,
        rows,
      );
    }
  }
  writeBlock(job, group, firstChannel, firstOut, channels, outs, sums, sumPlace, run);
}

function addPlace(
  left: usize,
  leftBytes: usize,
  right: usize,
  rightBytes: usize,
  sums: usize,
  squares: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row += TURNED_ROWS) {
    for (let column: usize = 0; column < rightBytes; column += 32) {
      addTurned(
        left + <usize>row * 4,
        leftBytes,
        squares,
        right + column,
        rightBytes,
        sums + <usize>row * rightBytes + column,
        rightBytes,
      );
    }
  }
}

/** Transforms squares of the output's gradient. */
function spreadGradients(squares: Squares, shape: ConvolutionShape, first: i32, end: i32): void {
  const pixelBytes = <usize>(shape.outChannels * 4);
  const lineBytes = <usize>shape.outWidth * pixelBytes;
  const vectors = squares.channels >> 2;
  const columnBytes = <usize>vectors * 80;
  const most = stridedSquaresOfRun(SQUARE, gradientColumnBytes(squares.channels));
  const across = squaresAcross(shape);
  const ofImage = squaresOfImage(shape);
  const atOnce = squares.channels === shape.outChannels;
  const zeros = squares.zeros;
  let to = squares.to;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const count = min(min(most, across - (place % across)), end - square);
    const row = (place / across) * SQUARE;
    const column = (place % across) * SQUARE;
    const columns = SQUARE * count;
    const stop = min(columns, shape.outWidth - column);
    const at =
      squares.from +
      <usize>((square / ofImage) * shape.outHeight + row) * lineBytes +
      <usize>column * pixelBytes +
      <usize>squares.firstChannel * 4;
    memory.fill(squares.run + <usize>stop * columnBytes, 0, <usize>(columns - stop) * columnBytes);
    const left = shape.outHeight - row;
    const times = atOnce ? 1 : stop;
    for (let time = 0; time < times; time++) {
      const away = at + <usize>time * pixelBytes;
      spreadFourRows(
        away,
        left > 1 ? away + lineBytes : zeros,
        left > 2 ? away + 2 * lineBytes : zeros,
        left > 3 ? away + 3 * lineBytes : zeros,
        atOnce ? stop * vectors : vectors,
        squares.run + <usize>time * columnBytes,
      );
    }
    for (let one = 0; one < count; one++) {
      spreadFourColumns(
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

/** Transforms a block back and writes it into its group's kernel. */
function writeBlock(
  job: ConvolutionFilterGradient,
  group: i32,
  firstChannel: i32,
  firstOut: i32,
  channels: i32,
  outs: i32,
  sums: usize,
  sumPlace: usize,
  numbers: usize,
): void {
  const shape = job.shape;
  const rowBytes = <usize>(shape.outChannels * 4);
  const tapBytes = <usize>shape.channels * rowBytes;
  const lineBytes: usize = STRIDED_NUMBERS * 16;
  const half = numbers + STRIDED_NUMBERS * lineBytes;
  const out =
    job.out + <usize>(9 * group) * tapBytes + <usize>firstChannel * rowBytes + <usize>firstOut * 4;
  for (let channel = 0; channel < channels; channel++) {
    for (let column = 0; column < outs; column += 4) {
      for (let y = 0; y < STRIDED_NUMBERS; y++) {
        for (let x = 0; x < STRIDED_NUMBERS; x++) {
          const place = STRIDED_SIDE * (y % STRIDED_SIDE) + (x % STRIDED_SIDE);
          const row = stridedBlock(y, x) * channels + channel;
          const at = sums + <usize>place * sumPlace + <usize>(row * outs + column) * 4;
          v128.store(numbers + <usize>(STRIDED_NUMBERS * y + x) * 16, v128.load(at));
        }
      }
      for (let x: usize = 0; x < <usize>STRIDED_NUMBERS; x++) {
        transformStridedKernelGradient(numbers + x * 16, lineBytes, half + x * 16, lineBytes);
      }
      const to = out + <usize>channel * rowBytes + <usize>column * 4;
      for (let y: usize = 0; y < 3; y++) {
        transformStridedKernelGradient(half + y * lineBytes, 16, to + y * 3 * tapBytes, tapBytes);
      }
    }
  }
}
