import { ADD_TO_OUTPUT, finishRow } from './finishRow';

/** Rows and columns of a tile: twelve sums, which with their factors just fill the registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;

/** Writes the sums of a tile, as many rows and columns as are wanted. */
export function writeTile(
  low0: v128,
  high0: v128,
  low1: v128,
  high1: v128,
  low2: v128,
  high2: v128,
  low3: v128,
  high3: v128,
  low4: v128,
  high4: v128,
  low5: v128,
  high5: v128,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  if (rows === TILE_ROWS && columns === TILE_COLUMNS && bias === 0 && finish <= ADD_TO_OUTPUT) {
    if (finish === ADD_TO_OUTPUT) {
      let to = out;
      low0 = f32x4.add(low0, v128.load(to));
      high0 = f32x4.add(high0, v128.load(to, 16));
      to += outStride;
      low1 = f32x4.add(low1, v128.load(to));
      high1 = f32x4.add(high1, v128.load(to, 16));
      to += outStride;
      low2 = f32x4.add(low2, v128.load(to));
      high2 = f32x4.add(high2, v128.load(to, 16));
      to += outStride;
      low3 = f32x4.add(low3, v128.load(to));
      high3 = f32x4.add(high3, v128.load(to, 16));
      to += outStride;
      low4 = f32x4.add(low4, v128.load(to));
      high4 = f32x4.add(high4, v128.load(to, 16));
      to += outStride;
      low5 = f32x4.add(low5, v128.load(to));
      high5 = f32x4.add(high5, v128.load(to, 16));
    }
    v128.store(out, low0);
    v128.store(out, high0, 16);
    out += outStride;
    v128.store(out, low1);
    v128.store(out, high1, 16);
    out += outStride;
    v128.store(out, low2);
    v128.store(out, high2, 16);
    out += outStride;
    v128.store(out, low3);
    v128.store(out, high3, 16);
    out += outStride;
    v128.store(out, low4);
    v128.store(out, high4, 16);
    out += outStride;
    v128.store(out, low5);
    v128.store(out, high5, 16);
    return;
  }
  finishRow(out, low0, high0, columns, bias, finish);
  if (rows > 1) finishRow(out + outStride, low1, high1, columns, bias, finish);
  if (rows > 2) finishRow(out + 2 * outStride, low2, high2, columns, bias, finish);
  if (rows > 3) finishRow(out + 3 * outStride, low3, high3, columns, bias, finish);
  if (rows > 4) finishRow(out + 4 * outStride, low4, high4, columns, bias, finish);
  if (rows > 5) finishRow(out + 5 * outStride, low5, high5, columns, bias, finish);
}
