import { finishRow } from './finishRow';
import { multiplyAdd } from './vectors';

/** Rows and columns of a tile: twelve sums, which with their factors just fill the registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;

/**
 * One tile of a matrix product: 6 rows by 8 columns, each summed over `outerCount` × `middleCount` ×
 * `steps` terms. A convolution is such a product too, with the left factor read straight out of the
 * image: rows of the kernel, its columns, its channels.
 *
 * `left0` … `left5` are where the rows of the left factor begin; strides and steps are bytes. The
 * right factor goes on from term to term by `rightStep`, eight columns beside each other. Rows past
 * `rows` and columns past `columns` are worked out and thrown away.
 */
export function multiplyTile(
  left0: usize,
  left1: usize,
  left2: usize,
  left3: usize,
  left4: usize,
  left5: usize,
  outerCount: i32,
  outerStride: usize,
  middleCount: i32,
  middleStride: usize,
  steps: i32,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  let low0 = f32x4.splat(0);
  let high0 = f32x4.splat(0);
  let low1 = f32x4.splat(0);
  let high1 = f32x4.splat(0);
  let low2 = f32x4.splat(0);
  let high2 = f32x4.splat(0);
  let low3 = f32x4.splat(0);
  let high3 = f32x4.splat(0);
  let low4 = f32x4.splat(0);
  let high4 = f32x4.splat(0);
  let low5 = f32x4.splat(0);
  let high5 = f32x4.splat(0);
  let low: v128;
  let high: v128;
  let value: v128;
  for (let outer = 0; outer < outerCount; outer++) {
    for (let middle = 0; middle < middleCount; middle++) {
      const offset = <usize>outer * outerStride + <usize>middle * middleStride;
      let at0 = left0 + offset;
      let at1 = left1 + offset;
      let at2 = left2 + offset;
      let at3 = left3 + offset;
      let at4 = left4 + offset;
      let at5 = left5 + offset;
      let left = steps;
      if (leftStep === 4) {
        for (; left >= 4; left -= 4) {
          low = v128.load(right);
          high = v128.load(right, 16);
          value = v128.load_splat<f32>(at0);
          low0 = multiplyAdd(value, low, low0);
          high0 = multiplyAdd(value, high, high0);
          value = v128.load_splat<f32>(at1);
          low1 = multiplyAdd(value, low, low1);
          high1 = multiplyAdd(value, high, high1);
          value = v128.load_splat<f32>(at2);
          low2 = multiplyAdd(value, low, low2);
          high2 = multiplyAdd(value, high, high2);
          value = v128.load_splat<f32>(at3);
          low3 = multiplyAdd(value, low, low3);
          high3 = multiplyAdd(value, high, high3);
          value = v128.load_splat<f32>(at4);
          low4 = multiplyAdd(value, low, low4);
          high4 = multiplyAdd(value, high, high4);
          value = v128.load_splat<f32>(at5);
          low5 = multiplyAdd(value, low, low5);
          high5 = multiplyAdd(value, high, high5);
          right += rightStep;
          low = v128.load(right);
          high = v128.load(right, 16);
          value = v128.load_splat<f32>(at0, 4);
          low0 = multiplyAdd(value, low, low0);
          high0 = multiplyAdd(value, high, high0);
          value = v128.load_splat<f32>(at1, 4);
          low1 = multiplyAdd(value, low, low1);
          high1 = multiplyAdd(value, high, high1);
          value = v128.load_splat<f32>(at2, 4);
          low2 = multiplyAdd(value, low, low2);
          high2 = multiplyAdd(value, high, high2);
          value = v128.load_splat<f32>(at3, 4);
          low3 = multiplyAdd(value, low, low3);
          high3 = multiplyAdd(value, high, high3);
          value = v128.load_splat<f32>(at4, 4);
          low4 = multiplyAdd(value, low, low4);
          high4 = multiplyAdd(value, high, high4);
          value = v128.load_splat<f32>(at5, 4);
          low5 = multiplyAdd(value, low, low5);
          high5 = multiplyAdd(value, high, high5);
          right += rightStep;
          low = v128.load(right);
          high = v128.load(right, 16);
          value = v128.load_splat<f32>(at0, 8);
          low0 = multiplyAdd(value, low, low0);
          high0 = multiplyAdd(value, high, high0);
          value = v128.load_splat<f32>(at1, 8);
          low1 = multiplyAdd(value, low, low1);
          high1 = multiplyAdd(value, high, high1);
          value = v128.load_splat<f32>(at2, 8);
          low2 = multiplyAdd(value, low, low2);
          high2 = multiplyAdd(value, high, high2);
          value = v128.load_splat<f32>(at3, 8);
          low3 = multiplyAdd(value, low, low3);
          high3 = multiplyAdd(value, high, high3);
          value = v128.load_splat<f32>(at4, 8);
          low4 = multiplyAdd(value, low, low4);
          high4 = multiplyAdd(value, high, high4);
          value = v128.load_splat<f32>(at5, 8);
          low5 = multiplyAdd(value, low, low5);
          high5 = multiplyAdd(value, high, high5);
          right += rightStep;
          low = v128.load(right);
          high = v128.load(right, 16);
          value = v128.load_splat<f32>(at0, 12);
          low0 = multiplyAdd(value, low, low0);
          high0 = multiplyAdd(value, high, high0);
          value = v128.load_splat<f32>(at1, 12);
          low1 = multiplyAdd(value, low, low1);
          high1 = multiplyAdd(value, high, high1);
          value = v128.load_splat<f32>(at2, 12);
          low2 = multiplyAdd(value, low, low2);
          high2 = multiplyAdd(value, high, high2);
          value = v128.load_splat<f32>(at3, 12);
          low3 = multiplyAdd(value, low, low3);
          high3 = multiplyAdd(value, high, high3);
          value = v128.load_splat<f32>(at4, 12);
          low4 = multiplyAdd(value, low, low4);
          high4 = multiplyAdd(value, high, high4);
          value = v128.load_splat<f32>(at5, 12);
          low5 = multiplyAdd(value, low, low5);
          high5 = multiplyAdd(value, high, high5);
          right += rightStep;
          at0 += 16;
          at1 += 16;
          at2 += 16;
          at3 += 16;
          at4 += 16;
          at5 += 16;
        }
      }
      for (; left > 0; left--) {
        low = v128.load(right);
        high = v128.load(right, 16);
        value = v128.load_splat<f32>(at0);
        low0 = multiplyAdd(value, low, low0);
        high0 = multiplyAdd(value, high, high0);
        value = v128.load_splat<f32>(at1);
        low1 = multiplyAdd(value, low, low1);
        high1 = multiplyAdd(value, high, high1);
        value = v128.load_splat<f32>(at2);
        low2 = multiplyAdd(value, low, low2);
        high2 = multiplyAdd(value, high, high2);
        value = v128.load_splat<f32>(at3);
        low3 = multiplyAdd(value, low, low3);
        high3 = multiplyAdd(value, high, high3);
        value = v128.load_splat<f32>(at4);
        low4 = multiplyAdd(value, low, low4);
        high4 = multiplyAdd(value, high, high4);
        value = v128.load_splat<f32>(at5);
        low5 = multiplyAdd(value, low, low5);
        high5 = multiplyAdd(value, high, high5);
        right += rightStep;
        at0 += leftStep;
        at1 += leftStep;
        at2 += leftStep;
        at3 += leftStep;
        at4 += leftStep;
        at5 += leftStep;
      }
    }
  }
  finishRow(out, low0, high0, columns, bias, finish);
  if (rows > 1) finishRow(out + outStride, low1, high1, columns, bias, finish);
  if (rows > 2) finishRow(out + 2 * outStride, low2, high2, columns, bias, finish);
  if (rows > 3) finishRow(out + 3 * outStride, low3, high3, columns, bias, finish);
  if (rows > 4) finishRow(out + 4 * outStride, low4, high4, columns, bias, finish);
  if (rows > 5) finishRow(out + 5 * outStride, low5, high5, columns, bias, finish);
}
