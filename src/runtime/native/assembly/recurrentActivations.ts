import { multiplyAdd } from './vectors';

/** What is applied to sums of gates, as JavaScript numbers it. */
export const LINEAR: i32 = 0;
export const TANH: i32 = 1;
export const SIGMOID: i32 = 2;
export const RELU: i32 = 3;
export const HARD_SIGMOID: i32 = 4;

/** An activation of each lane. */
export function activate(activation: i32, x: v128): v128 {
  if (activation === TANH) return tanh(x);
  if (activation === SIGMOID) return sigmoid(x);
  if (activation === RELU) return f32x4.max(x, f32x4.splat(0));
  if (activation === HARD_SIGMOID) {
    const sloped = multiplyAdd(x, f32x4.splat(0.2), f32x4.splat(0.5));
    return f32x4.min(f32x4.max(sloped, f32x4.splat(0)), f32x4.splat(1));
  }
  return x;
}

/** A gradient times the slope of an activation whose result y was. */
export function sloped(activation: i32, gradient: v128, y: v128): v128 {
  if (activation === TANH) {
    return f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), f32x4.mul(y, y)));
  }
  if (activation === SIGMOID) {
    return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(f32x4.splat(1), y)));
  }
  if (activation === RELU) return v128.and(gradient, f32x4.gt(y, f32x4.splat(0)));
  if (activation === HARD_SIGMOID) {
    const rises = v128.and(f32x4.gt(y, f32x4.splat(0)), f32x4.lt(y, f32x4.splat(1)));
    return v128.and(f32x4.mul(gradient, f32x4.splat(0.2)), rises);
  }
  return gradient;
}

function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return multiplyAdd(tanh(f32x4.mul(x, half)), half, half);
}

/**
 * The hyperbolic tangent as a ratio of polynomials, exact to a few roundings.
 * Source: the approximation of Eigen (`generic_fast_tanh_float`), which TensorFlow uses on CPUs.
 */
function tanh(x: v128): v128 {
  // From here on it is ±1 but for 3e-7.
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
  return f32x4.div(f32x4.mul(inside, odd), even);
}
