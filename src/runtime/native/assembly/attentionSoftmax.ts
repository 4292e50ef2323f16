import { loadLanes, multiplyAdd, storeLanes, sumOfLanes } from './vectors';

/** What is added to the score of a key that a query may not look at: far below all, yet finite. */
const HIDDEN: f32 = -1e9;
/** Below every score; e to its power is 0. */
const LOWEST: f32 = -3e38;

/**
 * Turns a row of products of a query with keys into weights: softmax of the products times `scale`.
 * `mask` (0: none) has one number a key, 0 where it is hidden; so are keys from `seen` on.
 */
export function weighRow(at: usize, keys: i32, scale: f32, mask: usize, seen: i32): void {
  const scales = f32x4.splat(scale);
  let highest = f32x4.splat(LOWEST);
  for (let key = 0; key < keys; key += 4) {
    const here = at + <usize>key * 4;
    const count = keys - key;
    const places = i32x4.add(i32x4.splat(key), i32x4(0, 1, 2, 3));
    let hidden = i32x4.ge_s(places, i32x4.splat(seen));
    if (mask !== 0) {
      const shown = loadLanes(mask + <usize>key * 4, count);
      hidden = v128.or(hidden, f32x4.eq(shown, f32x4.splat(0)));
    }
    let score = f32x4.mul(loadLanes(here, count), scales);
    score = f32x4.add(score, v128.and(hidden, f32x4.splat(HIDDEN)));
    if (count < 4) {
      const missing = i32x4.ge_s(places, i32x4.splat(keys));
      score = v128.bitselect(f32x4.splat(LOWEST), score, missing);
    }
    highest = f32x4.max(highest, score);
    storeLanes(here, score, count);
  }
  const top = f32x4.splat(
    max<f32>(
      max<f32>(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)),
      max<f32>(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3)),
    ),
  );
  let sums = f32x4.splat(0);
  for (let key = 0; key < keys; key += 4) {
    const here = at + <usize>key * 4;
    const count = keys - key;
    let power = exponential(f32x4.sub(loadLanes(here, count), top));
    storeLanes(here, power, count);
    // What lies past the end is no key.
    if (count < 4) power = loadLanes(here, count);
    sums = f32x4.add(sums, power);
  }
  const share = f32x4.splat(1 / sumOfLanes(sums));
  for (let key = 0; key < keys; key += 4) {
    const here = at + <usize>key * 4;
    const count = keys - key;
    storeLanes(here, f32x4.mul(loadLanes(here, count), share), count);
  }
}

/** Turns the gradients of a row of weights into those of the products. */
export function weighRowBack(at: usize, weights: usize, keys: i32, scale: f32): void {
  let sums = f32x4.splat(0);
  for (let key = 0; key < keys; key += 4) {
    const offset = <usize>key * 4;
    const count = keys - key;
    sums = multiplyAdd(loadLanes(at + offset, count), loadLanes(weights + offset, count), sums);
  }
  const mean = f32x4.splat(sumOfLanes(sums));
  const scales = f32x4.splat(scale);
  for (let key = 0; key < keys; key += 4) {
    const offset = <usize>key * 4;
    const count = keys - key;
    const change = f32x4.sub(loadLanes(at + offset, count), mean);
    const weight = f32x4.mul(loadLanes(weights + offset, count), scales);
    storeLanes(at + offset, f32x4.mul(change, weight), count);
  }
}

/**
 * e to the power of each lane, none above 0; 0 where that is below what floats hold.
 * Source: Cephes, expf.
 */
function exponential(x: v128): v128 {
  const inside = f32x4.max(x, f32x4.splat(-87));
  const powers = f32x4.nearest(f32x4.mul(inside, f32x4.splat(<f32>Math.LOG2E)));
  let rest = f32x4.sub(inside, f32x4.mul(powers, f32x4.splat(0.693359375)));
  rest = f32x4.sub(rest, f32x4.mul(powers, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = multiplyAdd(sum, rest, f32x4.splat(1.3981999507e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(8.3334519073e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(4.1665795894e-2));
  sum = multiplyAdd(sum, rest, f32x4.splat(1.6666665459e-1));
  sum = multiplyAdd(sum, rest, f32x4.splat(5.0000001201e-1));
  sum = multiplyAdd(sum, f32x4.mul(rest, rest), f32x4.add(rest, f32x4.splat(1)));
  const exponents = i32x4.shl(i32x4.trunc_sat_f32x4_s(powers), 23);
  const power = i32x4.add(sum, exponents);
  // Not a number stays none: it compares as not below.
  return v128.andnot(power, f32x4.lt(x, f32x4.splat(-87)));
}
