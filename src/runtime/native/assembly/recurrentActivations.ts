import { tanh } from './tanh';
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
