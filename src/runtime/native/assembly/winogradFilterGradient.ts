import { ConvolutionFilterGradient } from './convolutionFilterGradient';
import { ConvolutionShape } from './convolutionShape';
import { addTurned } from './multiplyTurned';
import { ownMemory, SCRATCH_BYTES } from './threadMemory';
import { TURNED_ROWS } from './tileSizes';
import { transformKernelGradient } from './winogradKernelTransforms';
import {
  PLACES,
  panelColumns,
  placeBytes,
  runBytes,
  squaresOfImage,
  zeroBytes,
} from './winogradShape';
import { Squares, transformGradients, transformImages } from './winogradSquares';
import { prepareTransforms } from './winogradTransforms';

/** Channels and outputs of a task: its sums stay in the cache. */
const BLOCK: i32 = 64;
/** Bytes of transformed squares that stay in the cache beside them. */
const GOOD_BYTES: i32 = 384 << 10;

function blocksOf(channels: i32): i32 {
  return (channels + BLOCK - 1) / BLOCK;
}

/** How many tasks the gradient of a kernel is. */
export function squareFilterGradientTasks(shape: ConvolutionShape, groups: i32): i32 {
  return groups * blocksOf(shape.channels) * blocksOf(shape.outChannels);
}

/** One block of channels by outputs, summed over one group of images. */
export function squareFilterGradientTask(job: ConvolutionFilterGradient, index: i32): void {
  prepareTransforms();
  const shape = job.shape;
  const outBlocks = blocksOf(shape.outChannels);
  const blocks = outBlocks * blocksOf(shape.channels);
  const group = index / blocks;
  const firstChannel = ((index % blocks) / outBlocks) * BLOCK;
  const firstOut = (index % outBlocks) * BLOCK;
  const channels = min(BLOCK, shape.channels - firstChannel);
  const outs = min(BLOCK, shape.outChannels - firstOut);
  const columns = panelColumns(outs);
  const sumPlace = placeBytes(channels, columns);
  const zeroSize = max(zeroBytes(channels), zeroBytes(outs));
  const sums = ownMemory();
  const zeros = sums + PLACES * sumPlace;
  const run = zeros + zeroSize;
  const squares = changetype<Squares>(run + max(runBytes(channels), runBytes(outs)));
  const left = changetype<usize>(squares) + 64;
  const room = SCRATCH_BYTES - <i32>(left - sums) - PLACES * 2 * 64;
  const most = min(GOOD_BYTES, room) / (PLACES * (channels + columns) * 4);
  // Chunks of one size: each costs a pass over all sums.
  const ofImage = squaresOfImage(shape);
  const first = ofImage * <i32>((<i64>group * job.images) / job.groups);
  const end = ofImage * <i32>((<i64>(group + 1) * job.images) / job.groups);
  const chunks = (end - first + most - 1) / most;
  const atOnce = (end - first + chunks - 1) / chunks;
  const leftPlace = placeBytes(atOnce, channels);
  const right = left + PLACES * leftPlace;
  const rightPlace = placeBytes(atOnce, columns);
  memory.fill(sums, 0, PLACES * sumPlace + zeroSize);
  squares.run = run;
  squares.zeros = zeros;
  for (let square = first; square < end; square += atOnce) {
    const count = min(atOnce, end - square);
    squares.from = job.image;
    squares.firstChannel = firstChannel;
    squares.channels = channels;
    squares.to = left;
    squares.placeBytes = leftPlace;
    squares.squareBytes = <usize>(channels * 4);
    transformImages(squares, shape, square, square + count);
    squares.from = job.gradient;
    squares.firstChannel = firstOut;
    squares.channels = outs;
    squares.to = right;
    squares.placeBytes = rightPlace;
    squares.squareBytes = <usize>(columns * 4);
    transformGradients(squares, shape, square, square + count);
    addPlaces(left, leftPlace, right, rightPlace, sums, sumPlace, count, channels, columns);
  }
  writeBlock(job, group, firstChannel, firstOut, channels, outs, sums, sumPlace, run);
}

function addPlaces(
  left: usize,
  leftPlace: usize,
  right: usize,
  rightPlace: usize,
  sums: usize,
  sumPlace: usize,
  squares: i32,
  channels: i32,
  columns: i32,
): void {
  const leftBytes = <usize>channels * 4;
  const rightBytes = <usize>columns * 4;
  for (let place = 0; place < PLACES; place++) {
    for (let row = 0; row < channels; row += TURNED_ROWS) {
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
    left += leftPlace;
    right += rightPlace;
    sums += sumPlace;
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
  half: usize,
): void {
  const shape = job.shape;
  const rowBytes = <usize>(shape.outChannels * 4);
  const tapBytes = <usize>shape.channels * rowBytes;
  const sumBytes = <usize>(panelColumns(outs) * 4);
  const out =
    job.out + <usize>(9 * group) * tapBytes + <usize>firstChannel * rowBytes + <usize>firstOut * 4;
  for (let channel: usize = 0; channel < <usize>channels; channel++) {
    for (let column: usize = 0; column < <usize>(outs * 4); column += 16) {
      const at = sums + channel * sumBytes + column;
      for (let x: usize = 0; x < 6; x++) {
        transformKernelGradient(at + x * sumPlace, 6 * sumPlace, half + x * 16, 96);
      }
      for (let y: usize = 0; y < 3; y++) {
        transformKernelGradient(
          half + y * 96,
          16,
          out + channel * rowBytes + column + y * 3 * tapBytes,
          tapBytes,
        );
      }
    }
  }
}
