import { multiplyAdd } from './vectors';

/*
 * A loop by itself with few other values to keep: engines move sums between registers and
 * memory wherever loops are nested. A round is one step: of several, engines load all numbers before they
 * multiply the first, and have no registers left for the sums.
 */

/** Writes the sums of a whole tile. */
export function storeTile(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  steps: i32,
  right: usize,
  out: usize,
  outStride: usize,
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
  for (let rest = steps; rest > 0; rest -= 1) {
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
    right += 32;
    at0 += 4;
    at1 += 4;
    at2 += 4;
    at3 += 4;
    at4 += 4;
    at5 += 4;
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
}
