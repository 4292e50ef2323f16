import { ConvolutionShape } from './convolutionShape';
import { loadLanes, storeLanes } from './vectors';

/** 2-D pooling of a batch, or its gradient; a task is some channels of one image. */
@unmanaged
export class Pooling {
  /** Images [images, height, width, channels]; 0 where nobody looks at them. */
  image: usize;
  /** The output's gradient [images, outHeight, outWidth, channels]; 0 in the forward pass. */
  gradient: usize;
  out: usize;
  /** Channels of a task, and how many such parts there are. */
  channelsAtOnce: i32;
  parts: i32;
  shape: ConvolutionShape;
}

/** The largest number, or the mean of those inside the image, of each window. */
export function poolingTask(job: Pooling, index: i32, isMean: bool): void {
  const shape = job.shape;
  const place = index / job.parts;
  const firstChannel = (index % job.parts) * job.channelsAtOnce;
  const endChannel = min(firstChannel + job.channelsAtOnce, shape.channels);
  const pixelBytes = <usize>shape.channels * 4;
  const lineBytes = <usize>shape.width * pixelBytes;
  const image = job.image + <usize>place * <usize>shape.height * lineBytes;
  let out = job.out + <usize>(place * shape.outHeight * shape.outWidth) * pixelBytes;
  for (let outRow = 0; outRow < shape.outHeight; outRow++) {
    const top = outRow * shape.strideHeight - shape.padTop;
    const row = max(0, top);
    const rows = max(0, min(shape.height, top + shape.filterHeight) - row);
    for (let outColumn = 0; outColumn < shape.outWidth; outColumn++) {
      const left = outColumn * shape.strideWidth - shape.padLeft;
      const column = max(0, left);
      const columns = max(0, min(shape.width, left + shape.filterWidth) - column);
      const corner = image + <usize>row * lineBytes + <usize>column * pixelBytes;
      let channel = firstChannel;
      for (; channel + 16 <= endChannel; channel += 16) {
        const at = corner + <usize>channel * 4;
        const to = out + <usize>channel * 4;
        if (isMean) meanOf16(at, rows, lineBytes, columns, pixelBytes, to);
        else largestOf16(at, rows, lineBytes, columns, pixelBytes, to);
      }
      for (; channel < endChannel; channel += 4) {
        const at = corner + <usize>channel * 4;
        const value = isMean
          ? meanOf4(at, rows, lineBytes, columns, pixelBytes)
          : largestOf4(at, rows, lineBytes, columns, pixelBytes);
        storeLanes(out + <usize>channel * 4, value, endChannel - channel);
      }
      out += pixelBytes;
    }
  }
}

/** Sixteen channels of a window: the largest number of each. What is no number is passed over. */
function largestOf16(
  corner: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
  to: usize,
): void {
  let most0 = f32x4.splat(-f32.MAX_VALUE - f32.MAX_VALUE);
  let most1 = most0;
  let most2 = most0;
  let most3 = most0;
  for (let row = 0; row < rows; row++) {
    let at = corner + <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      most0 = f32x4.pmax(most0, v128.load(at));
      most1 = f32x4.pmax(most1, v128.load(at, 16));
      most2 = f32x4.pmax(most2, v128.load(at, 32));
      most3 = f32x4.pmax(most3, v128.load(at, 48));
      at += pixelBytes;
    }
  }
  v128.store(to, most0);
  v128.store(to, most1, 16);
  v128.store(to, most2, 32);
  v128.store(to, most3, 48);
}

// A vector may be read beyond the last channel: the lanes too many are not written.
function largestOf4(
  corner: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
): v128 {
  let most = f32x4.splat(-f32.MAX_VALUE - f32.MAX_VALUE);
  for (let row = 0; row < rows; row++) {
    let at = corner + <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      most = f32x4.pmax(most, v128.load(at));
      at += pixelBytes;
    }
  }
  return most;
}

/** Sixteen channels of a window: the mean of each. */
function meanOf16(
  corner: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
  to: usize,
): void {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let row = 0; row < rows; row++) {
    let at = corner + <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      sum0 = f32x4.add(sum0, v128.load(at));
      sum1 = f32x4.add(sum1, v128.load(at, 16));
      sum2 = f32x4.add(sum2, v128.load(at, 32));
      sum3 = f32x4.add(sum3, v128.load(at, 48));
      at += pixelBytes;
    }
  }
  const count = f32x4.splat(<f32>(rows * columns));
  v128.store(to, f32x4.div(sum0, count));
  v128.store(to, f32x4.div(sum1, count), 16);
  v128.store(to, f32x4.div(sum2, count), 32);
  v128.store(to, f32x4.div(sum3, count), 48);
}

function meanOf4(
  corner: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
): v128 {
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at = corner + <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      sum = f32x4.add(sum, v128.load(at));
      at += pixelBytes;
    }
  }
  return f32x4.div(sum, f32x4.splat(<f32>(rows * columns)));
}

/**
 * The gradient of average pooling: each pixel gathers what the windows over it say. Every window
 * shares its gradient among all its places, those outside of the image included, as tf.js does.
 */
export function averagePoolingGradientTask(job: Pooling, index: i32): void {
  const shape = job.shape;
  const place = index / job.parts;
  const firstChannel = (index % job.parts) * job.channelsAtOnce;
  const endChannel = min(firstChannel + job.channelsAtOnce, shape.channels);
  const pixelBytes = <usize>shape.channels * 4;
  const lineBytes = <usize>shape.outWidth * pixelBytes;
  const gradient = job.gradient + <usize>place * <usize>shape.outHeight * lineBytes;
  let out = job.out + <usize>(place * shape.height * shape.width) * pixelBytes;
  const share = f32x4.splat(1 / <f32>(shape.filterHeight * shape.filterWidth));
  let firstRow = 0;
  let endRow = 0;
  for (let row = shape.padTop; row < shape.height + shape.padTop; row++) {
    while (firstRow * shape.strideHeight + shape.filterHeight <= row) firstRow++;
    while (endRow < shape.outHeight && endRow * shape.strideHeight <= row) endRow++;
    let firstColumn = 0;
    let endColumn = 0;
    for (let column = shape.padLeft; column < shape.width + shape.padLeft; column++) {
      while (firstColumn * shape.strideWidth + shape.filterWidth <= column) firstColumn++;
      while (endColumn < shape.outWidth && endColumn * shape.strideWidth <= column) endColumn++;
      const corner = gradient + <usize>firstRow * lineBytes + <usize>firstColumn * pixelBytes;
      for (let channel = firstChannel; channel < endChannel; channel += 4) {
        let sum = f32x4.splat(0);
        for (let outRow = firstRow; outRow < endRow; outRow++) {
          let at = corner + <usize>(outRow - firstRow) * lineBytes + <usize>channel * 4;
          for (let outColumn = firstColumn; outColumn < endColumn; outColumn++) {
            sum = f32x4.add(sum, v128.load(at));
            at += pixelBytes;
          }
        }
        storeLanes(out + <usize>channel * 4, f32x4.mul(sum, share), endChannel - channel);
      }
      out += pixelBytes;
    }
  }
}

/** The gradient of max pooling: the first of a window's largest numbers, row by row, receives it. */
export function maxPoolingGradientTask(job: Pooling, index: i32): void {
  const shape = job.shape;
  const place = index / job.parts;
  const firstChannel = (index % job.parts) * job.channelsAtOnce;
  const endChannel = min(firstChannel + job.channelsAtOnce, shape.channels);
  const pixelBytes = <usize>shape.channels * 4;
  const lineBytes = <usize>shape.width * pixelBytes;
  const image = job.image + <usize>place * <usize>shape.height * lineBytes;
  const out = job.out + <usize>place * <usize>shape.height * lineBytes;
  let gradient = job.gradient + <usize>(place * shape.outHeight * shape.outWidth) * pixelBytes;
  const isApart =
    shape.strideHeight >= shape.filterHeight && shape.strideWidth >= shape.filterWidth;
  if (!isApart || !isCovered(shape)) {
    clearChannels(out, shape.height * shape.width, shape.channels, firstChannel, endChannel);
  }
  for (let outRow = 0; outRow < shape.outHeight; outRow++) {
    const top = outRow * shape.strideHeight - shape.padTop;
    const row = max(0, top);
    const rows = max(0, min(shape.height, top + shape.filterHeight) - row);
    for (let outColumn = 0; outColumn < shape.outWidth; outColumn++) {
      const left = outColumn * shape.strideWidth - shape.padLeft;
      const column = max(0, left);
      const columns = max(0, min(shape.width, left + shape.filterWidth) - column);
      const corner = <usize>row * lineBytes + <usize>column * pixelBytes;
      if (rows > 0 && columns > 0) {
        const isSquare = isApart && rows === 2 && columns === 2;
        for (let channel = firstChannel; channel < endChannel; channel += 4) {
          const offset = corner + <usize>channel * 4;
          const from = image + offset;
          const lanes = endChannel - channel;
          const incoming = loadLanes(gradient + <usize>channel * 4, lanes);
          if (isSquare) {
            giveToFirstOfSquare(from, out + offset, lineBytes, pixelBytes, incoming, lanes);
          } else {
            const to = out + offset;
            const best = placesOfLargest(from, to, rows, lineBytes, columns, pixelBytes);
            if (isApart) writeAt(best, to, rows, lineBytes, columns, pixelBytes, incoming, lanes);
            else addAt(best, incoming, lanes);
          }
        }
      }
      gradient += pixelBytes;
    }
  }
}

/** Whether windows that don't overlap leave no pixel out. */
function isCovered(shape: ConvolutionShape): bool {
  return (
    shape.strideHeight === shape.filterHeight &&
    shape.strideWidth === shape.filterWidth &&
    shape.outHeight * shape.strideHeight - shape.padTop >= shape.height &&
    shape.outWidth * shape.strideWidth - shape.padLeft >= shape.width
  );
}

function clearChannels(out: usize, pixels: i32, channels: i32, first: i32, end: i32): void {
  const pixelBytes = <usize>channels * 4;
  const bytes = <usize>(end - first) * 4;
  if (bytes === pixelBytes) {
    memory.fill(out, 0, <usize>pixels * pixelBytes);
    return;
  }
  let at = out + <usize>first * 4;
  for (let pixel = 0; pixel < pixels; pixel++) {
    memory.fill(at, 0, bytes);
    at += pixelBytes;
  }
}

/** The pooling that is met most: windows of 2 × 2 that don't overlap. */
function giveToFirstOfSquare(
  from: usize,
  to: usize,
  lineBytes: usize,
  pixelBytes: usize,
  incoming: v128,
  lanes: i32,
): void {
  let most = f32x4.pmax(f32x4.splat(-f32.MAX_VALUE - f32.MAX_VALUE), v128.load(from));
  const second = v128.load(from + pixelBytes);
  const third = v128.load(from + lineBytes);
  const fourth = v128.load(from + lineBytes + pixelBytes);
  const isSecond = f32x4.gt(second, most);
  most = f32x4.pmax(most, second);
  const isThird = f32x4.gt(third, most);
  most = f32x4.pmax(most, third);
  const isFourth = f32x4.gt(fourth, most);
  const notFourth = v128.andnot(incoming, isFourth);
  const notThird = v128.andnot(notFourth, isThird);
  storeLanes(to, v128.andnot(notThird, isSecond), lanes);
  storeLanes(to + pixelBytes, v128.and(notThird, isSecond), lanes);
  storeLanes(to + lineBytes, v128.and(notFourth, isThird), lanes);
  storeLanes(to + lineBytes + pixelBytes, v128.and(incoming, isFourth), lanes);
}

/** Where in the output, whose first place is `to`, the first largest number of each channel lies. */
function placesOfLargest(
  from: usize,
  to: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
): v128 {
  let most = f32x4.splat(-f32.MAX_VALUE - f32.MAX_VALUE);
  let best = i32x4.splat(<i32>to);
  for (let row = 0; row < rows; row++) {
    let offset = <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      const value = v128.load(from + offset);
      best = v128.bitselect(i32x4.splat(<i32>(to + offset)), best, f32x4.gt(value, most));
      most = f32x4.pmax(most, value);
      offset += pixelBytes;
    }
  }
  return best;
}

/** Writes a whole window: the gradient where it belongs, zeros elsewhere. */
function writeAt(
  best: v128,
  to: usize,
  rows: i32,
  lineBytes: usize,
  columns: i32,
  pixelBytes: usize,
  incoming: v128,
  lanes: i32,
): void {
  for (let row = 0; row < rows; row++) {
    let at = to + <usize>row * lineBytes;
    for (let column = 0; column < columns; column++) {
      storeLanes(at, v128.and(incoming, i32x4.eq(best, i32x4.splat(<i32>at))), lanes);
      at += pixelBytes;
    }
  }
}

/** Adds each lane to the number of its channel at its place. */
function addAt(best: v128, incoming: v128, lanes: i32): void {
  let at = <usize>(<u32>i32x4.extract_lane(best, 0));
  f32.store(at, f32.load(at) + f32x4.extract_lane(incoming, 0));
  if (lanes < 2) return;
  at = <usize>(<u32>i32x4.extract_lane(best, 1));
  f32.store(at, f32.load(at, 4) + f32x4.extract_lane(incoming, 1), 4);
  if (lanes < 3) return;
  at = <usize>(<u32>i32x4.extract_lane(best, 2));
  f32.store(at, f32.load(at, 8) + f32x4.extract_lane(incoming, 2), 8);
  if (lanes < 4) return;
  at = <usize>(<u32>i32x4.extract_lane(best, 3));
  f32.store(at, f32.load(at, 12) + f32x4.extract_lane(incoming, 3), 12);
}
