import { loadLanes, storeLanes } from './vectors';

/** What is done to a row of a product before it is written, added up. */
export const ADD_TO_OUTPUT: i32 = 1;
export const RELU: i32 = 2;
export const RELU_6: i32 = 4;

/** Writes up to eight columns of a row: with what stands there, a bias (0: none), an activation. */
export function finishRow(
  out: usize,
  low: v128,
  high: v128,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  if (finish !== 0 || bias !== 0) {
    if ((finish & ADD_TO_OUTPUT) !== 0) {
      low = f32x4.add(low, loadLanes(out, columns));
      high = f32x4.add(high, loadLanes(out + 16, columns - 4));
    }
    if (bias !== 0) {
      low = f32x4.add(low, loadLanes(bias, columns));
      high = f32x4.add(high, loadLanes(bias + 16, columns - 4));
    }
    if ((finish & (RELU | RELU_6)) !== 0) {
      low = f32x4.max(low, f32x4.splat(0));
      high = f32x4.max(high, f32x4.splat(0));
    }
    if ((finish & RELU_6) !== 0) {
      low = f32x4.min(low, f32x4.splat(6));
      high = f32x4.min(high, f32x4.splat(6));
    }
  }
  storeLanes(out, low, columns);
  storeLanes(out + 16, high, columns - 4);
}

/**
 * Writes the rows of a tile, up to eight columns of each. Where rows follow each other without a gap,
 * each but the last is written whole: the next one covers what is too much.
 */
export function finishTile(
  from: usize,
  fromStride: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  const isDense =
    columns > 1 &&
    columns < 8 &&
    outStride === <usize>columns * 4 &&
    (finish & ADD_TO_OUTPUT) === 0;
  if (!isDense) {
    for (let row = 0; row < rows; row++) {
      finishRow(out, v128.load(from), v128.load(from, 16), columns, bias, finish);
      from += fromStride;
      out += outStride;
    }
    return;
  }
  const lowBias = bias === 0 ? f32x4.splat(0) : loadLanes(bias, columns);
  const highBias = bias === 0 ? f32x4.splat(0) : loadLanes(bias + 16, columns - 4);
  const most = f32x4.splat((finish & RELU_6) !== 0 ? 6 : <f32>Infinity);
  for (let row = 1; row <= rows; row++) {
    let low = f32x4.add(v128.load(from), lowBias);
    let high = f32x4.add(v128.load(from, 16), highBias);
    if (finish !== 0) {
      low = f32x4.min(f32x4.max(low, f32x4.splat(0)), most);
      high = f32x4.min(f32x4.max(high, f32x4.splat(0)), most);
    }
    if (row < rows) {
      v128.store(out, low);
      if (columns > 4) v128.store(out, high, 16);
    } else {
      storeLanes(out, low, columns);
      storeLanes(out + 16, high, columns - 4);
    }
    from += fromStride;
    out += outStride;
  }
}
