import { multiplyAdd, sumOfLanes } from './vectors';

/** Numbers that one task of a sum reads, where it can choose. */
export const SUM_CHUNK: i32 = 16384;

/**
 * Sums over the middle axis of [outer, rows, columns]: one for each chunk of rows, [outer, chunks,
 * columns], each times `factor`.
 */
@unmanaged
export class ColumnSums {
  from: usize;
  out: usize;
  rows: i32;
  columns: i32;
  chunkRows: i32;
  chunks: i32;
  factor: f32;
}

/** Rows of a chunk of columns; chunks have at least so many that their sums are few. */
export function columnChunkRows(rows: i32, columns: i32): i32 {
  return min(rows, max(16, SUM_CHUNK / columns));
}

/** Adds up one chunk. */
export function columnSumsTask(sums: ColumnSums, index: i32): void {
  const first = (index % sums.chunks) * sums.chunkRows;
  const rowBytes = <usize>sums.columns * 4;
  const row = <usize>(index / sums.chunks) * <usize>sums.rows + <usize>first;
  const out = sums.out + <usize>index * rowBytes;
  const count = min(sums.chunkRows, sums.rows - first);
  addColumns(sums.from + row * rowBytes, count, sums.columns, out);
  if (sums.factor !== 1) scaleRow(out, sums.columns, sums.factor);
}

/** Writes the sums of the columns of [rows, columns]. */
export function addColumns(from: usize, rows: i32, columns: i32, out: usize): void {
  const stride = <usize>columns * 4;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let at = from + <usize>column * 4;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
      at += stride;
    }
    const to = out + <usize>column * 4;
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; column + 4 <= columns; column += 4) {
    let at = from + <usize>column * 4;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at + stride));
      at += 2 * stride;
    }
    if (row < rows) a = f32x4.add(a, v128.load(at));
    v128.store(out + <usize>column * 4, f32x4.add(a, b));
  }
  for (; column < columns; column++) {
    let at = from + <usize>column * 4;
    let a: f32 = 0;
    let b: f32 = 0;
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      a += f32.load(at);
      b += f32.load(at + stride);
      at += 2 * stride;
    }
    if (row < rows) a += f32.load(at);
    f32.store(out + <usize>column * 4, a + b);
  }
}

function scaleRow(at: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let place = 0;
  for (; place + 4 <= count; place += 4) {
    v128.store(at, f32x4.mul(v128.load(at), factors));
    at += 16;
  }
  for (; place < count; place++) {
    f32.store(at, f32.load(at) * factor);
    at += 4;
  }
}

/**
 * Sums over the last axis of [rows, columns]: one for each chunk of columns, [rows, chunks], each
 * times `factor`; of squares if wanted. A task takes `rowsAtOnce` rows.
 */
@unmanaged
export class RowSums {
  from: usize;
  out: usize;
  rows: i32;
  columns: i32;
  chunks: i32;
  rowsAtOnce: i32;
  ofSquares: bool;
  factor: f32;
}

/** Adds up some rows, or one chunk of one. */
export function rowSumsTask(sums: RowSums, index: i32): void {
  if (sums.chunks > 1) {
    const first = (index % sums.chunks) * SUM_CHUNK;
    const row = <usize>(index / sums.chunks) * <usize>sums.columns;
    const from = sums.from + (row + <usize>first) * 4;
    const count = min(SUM_CHUNK, sums.columns - first);
    f32.store(sums.out + <usize>index * 4, sumOf(from, count, sums.ofSquares) * sums.factor);
    return;
  }
  const first = index * sums.rowsAtOnce;
  const end = min(first + sums.rowsAtOnce, sums.rows);
  let from = sums.from + <usize>first * <usize>sums.columns * 4;
  for (let row = first; row < end; row++) {
    const sum = sumOf(from, sums.columns, sums.ofSquares);
    f32.store(sums.out + <usize>row * 4, sum * sums.factor);
    from += <usize>sums.columns * 4;
  }
}

function sumOf(at: usize, count: i32, ofSquares: bool): f32 {
  return ofSquares ? sumOfSquares(at, count) : sumOfRow(at, count);
}

/** The sum of numbers that lie beside each other. */
export function sumOfRow(at: usize, count: i32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let left = count;
  for (; left >= 16; left -= 16) {
    a = f32x4.add(a, v128.load(at));
    b = f32x4.add(b, v128.load(at, 16));
    c = f32x4.add(c, v128.load(at, 32));
    d = f32x4.add(d, v128.load(at, 48));
    at += 64;
  }
  for (; left >= 4; left -= 4) {
    a = f32x4.add(a, v128.load(at));
    at += 16;
  }
  let sum = sumOfLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (; left > 0; left--) {
    sum += f32.load(at);
    at += 4;
  }
  return sum;
}

/** The sum of the squares of numbers that lie beside each other. */
export function sumOfSquares(at: usize, count: i32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let left = count;
  for (; left >= 8; left -= 8) {
    const low = v128.load(at);
    const high = v128.load(at, 16);
    a = multiplyAdd(low, low, a);
    b = multiplyAdd(high, high, b);
    at += 32;
  }
  let sum = sumOfLanes(f32x4.add(a, b));
  for (; left > 0; left--) {
    const value = f32.load(at);
    sum += value * value;
    at += 4;
  }
  return sum;
}
