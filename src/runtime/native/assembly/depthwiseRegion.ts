/** Channels of one depthwise convolution that a task works on, from those sizes the first that fits. */
const MOST_CHANNELS: i32 = 64;
const LEAST_CHANNELS: i32 = 16;
/** Bytes of own memory that a region may take. */
const REGION_BYTES: i64 = 768 << 10;
/** Bytes from which regions are made smaller: so many stay in the cache. */
const GOOD_REGION_BYTES: i64 = 192 << 10;

/** How a depthwise job is split: channels, then rows of output. */
@unmanaged
export class RegionPlan {
  /** Input channels of a task, and how many such parts there are. */
  channelsAtOnce: i32;
  parts: i32;
  /** Rows of output of a task, and how many such strips there are. */
  rowsAtOnce: i32;
  strips: i32;
  /** Columns of a region. */
  columns: i32;
}

/**
 * Splits a job whose regions have `columns` columns and, for so many rows of output, (rows − 1) ·
 * rowStep + rowsOfOne rows. False where not even the smallest region fits a thread's own memory.
 */
export function planRegions(
  plan: RegionPlan,
  channels: i32,
  copies: i32,
  columns: i32,
  outRows: i32,
  rowStep: i32,
  rowsOfOne: i32,
): bool {
  const columnBytes = <i64>columns * 4 * copies;
  const allRows = (outRows - 1) * rowStep + rowsOfOne;
  let width = min(channels, MOST_CHANNELS);
  while (width > LEAST_CHANNELS && columnBytes * allRows * width > GOOD_REGION_BYTES) {
    width = width > 32 ? 32 : LEAST_CHANNELS;
  }
  let rows = outRows;
  while (rows > 1 && columnBytes * ((rows - 1) * rowStep + rowsOfOne) * width > GOOD_REGION_BYTES) {
    rows = (rows + 1) >> 1;
  }
  plan.channelsAtOnce = width;
  plan.parts = (channels + width - 1) / width;
  plan.rowsAtOnce = rows;
  plan.strips = (outRows + rows - 1) / rows;
  plan.columns = columns;
  return columnBytes * ((rows - 1) * rowStep + rowsOfOne) * width <= REGION_BYTES;
}

/**
 * Copies some channels of a rectangle of an image [height, width, channels], zeros where it lies
 * outside, each number `copies` times beside itself.
 */
export function copyRegion(
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  firstChannel: i32,
  count: i32,
  copies: i32,
  firstRow: i32,
  rows: i32,
  firstColumn: i32,
  columns: i32,
  to: usize,
): void {
  const toBytes = <usize>(count * copies) * 4;
  const pixelBytes = <usize>channels * 4;
  const before = min(columns, max(0, -firstColumn));
  const begin = max(0, firstColumn);
  const copied = max(0, min(width, firstColumn + columns) - begin);
  const after = columns - before - copied;
  for (let row = firstRow; row < firstRow + rows; row++) {
    if (row < 0 || row >= height || copied === 0) {
      clear(to, <usize>columns * toBytes);
      to += <usize>columns * toBytes;
      continue;
    }
    if (before > 0) {
      clear(to, <usize>before * toBytes);
      to += <usize>before * toBytes;
    }
    const from = image + <usize>(row * width + begin) * pixelBytes + <usize>firstChannel * 4;
    if (copies > 1) repeatPixels(from, pixelBytes, count, copies, copied, to);
    else if (count === channels) memory.copy(to, from, <usize>copied * pixelBytes);
    else copyPixels(from, pixelBytes, count, copied, to);
    to += <usize>copied * toBytes;
    if (after > 0) {
      clear(to, <usize>after * toBytes);
      to += <usize>after * toBytes;
    }
  }
}

/** Zeros; for so few bytes quicker than a call of the runtime. */
function clear(to: usize, bytes: usize): void {
  const zeros = f32x4.splat(0);
  const end = to + bytes;
  for (; to + 16 <= end; to += 16) v128.store(to, zeros);
  for (; to < end; to += 4) f32.store(to, 0);
}

function copyPixels(from: usize, pixelBytes: usize, count: i32, pixels: i32, to: usize): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    let at = from;
    let rest = count;
    for (; rest >= 16; rest -= 16) {
      v128.store(to, v128.load(at));
      v128.store(to, v128.load(at, 16), 16);
      v128.store(to, v128.load(at, 32), 32);
      v128.store(to, v128.load(at, 48), 48);
      at += 64;
      to += 64;
    }
    for (; rest > 0; rest--) {
      f32.store(to, f32.load(at));
      at += 4;
      to += 4;
    }
    from += pixelBytes;
  }
}

function repeatPixels(
  from: usize,
  pixelBytes: usize,
  count: i32,
  copies: i32,
  pixels: i32,
  to: usize,
): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < count; channel++) {
      const value = f32.load(from + <usize>channel * 4);
      for (let copy = 0; copy < copies; copy++) {
        f32.store(to, value);
        to += 4;
      }
    }
    from += pixelBytes;
  }
}

/** Bytes of own memory that a region may take; what lies behind is free for other uses. */
export function regionBytes(): i32 {
  return <i32>REGION_BYTES;
}
