import { multiplyAdd } from './vectors';

/**
 * The hyperbolic tangent as a ratio of polynomials, exact to a few roundings; ±1 where it is nothing
 * else in float32.
 * Source: the approximation of Eigen (`generic_fast_tanh_float`), which TensorFlow uses on CPUs.
 */
export function tanh(x: v128): v128 {
  const end = f32x4.splat(7.905311107635498);
  const inside = f32x4.min(f32x4.max(x, f32x4.neg(end)), end);
  const square = f32x4.mul(inside, inside);
  let odd = f32x4.splat(-2.76076847742355e-16);
  odd = multiplyAdd(odd, square, f32x4.splat(2.00018790482477e-13));
  odd = multiplyAdd(odd, square, f32x4.splat(-8.60467152213735e-11));
  odd = multiplyAdd(odd, square, f32x4.splat(5.12229709037114e-8));
  odd = multiplyAdd(odd, square, f32x4.splat(1.48572235717979e-5));
  odd = multiplyAdd(odd, square, f32x4.splat(6.37261928875436e-4));
  odd = multiplyAdd(odd, square, f32x4.splat(4.89352455891786e-3));
  let even = f32x4.splat(1.19825839466702e-6);
  even = multiplyAdd(even, square, f32x4.splat(1.18534705686654e-4));
  even = multiplyAdd(even, square, f32x4.splat(2.268434632439e-3));
  even = multiplyAdd(even, square, f32x4.splat(4.89352518554385e-3));
  const ratio = f32x4.div(f32x4.mul(inside, odd), even);
  const sign = v128.and(x, f32x4.splat(-0.0));
  const isEnd = f32x4.ge(f32x4.abs(x), f32x4.splat(9));
  return v128.bitselect(v128.or(f32x4.splat(1), sign), ratio, isEnd);
}
