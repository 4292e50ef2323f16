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
