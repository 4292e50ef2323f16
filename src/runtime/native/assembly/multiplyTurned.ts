import { multiplyAdd } from './vectors';
import { writeTile } from './writeTile';

/**
 * One tile of the product of a transposed left factor: its six rows lie beside each other, one step
 * after the other by `leftStep` bytes, in `outerCount` runs of `steps`. The right factor goes on by
 * `rightStep` bytes without gaps. The gradient of a kernel is such a product, with runs along the rows
 * of an image.
 */
export function multiplyTurned(
  at: usize,
  outerCount: i32,
  outerStride: usize,
  steps: i32,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  finish: i32,
): void {
  if ((steps & 1) === 0) {
    multiplyTurnedEven(
      at,
      outerCount,
      outerStride,
      steps,
      leftStep,
      right,
      rightStep,
      out,
      outStride,
      rows,
      columns,
      finish,
    );
  } else {
    multiplyTurnedOdd(
      at,
      outerCount,
      outerStride,
      steps,
      leftStep,
      right,
      rightStep,
      out,
      outStride,
      rows,
      columns,
      finish,
    );
  }
}

/** For runs of an even number of steps. */
function multiplyTurnedEven(
  at: usize,
  outerCount: i32,
  outerStride: usize,
  steps: i32,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
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
  const bias: usize = 0;
  const gap = outerStride - <usize>steps * leftStep;
  let left = steps;
  for (let rest = outerCount * steps; rest > 1; rest -= 2) {
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
    right += rightStep;
    at += leftStep;
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
    right += rightStep;
    at += leftStep;
    left -= 2;
    if (left === 0) {
      left = steps;
      at += gap;
    }
  }
  writeTile(
    low0,
    high0,
    low1,
    high1,
    low2,
    high2,
    low3,
    high3,
    low4,
    high4,
    low5,
    high5,
    out,
    outStride,
    rows,
    columns,
    bias,
    finish,
  );
}

/** For runs of an odd number of steps. */
function multiplyTurnedOdd(
  at: usize,
  outerCount: i32,
  outerStride: usize,
  steps: i32,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
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
  const bias: usize = 0;
  const gap = outerStride - <usize>steps * leftStep;
  let left = steps;
  for (let rest = outerCount * steps; rest > 1; rest -= 2) {
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
    right += rightStep;
    at += leftStep;
    left -= 1;
    if (left === 0) {
      left = steps;
      at += gap;
    }
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
    right += rightStep;
    at += leftStep;
    left -= 1;
    if (left === 0) {
      left = steps;
      at += gap;
    }
  }
  if ((outerCount & steps & 1) !== 0) {
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
  }
  writeTile(
    low0,
    high0,
    low1,
    high1,
    low2,
    high2,
    low3,
    high3,
    low4,
    high4,
    low5,
    high5,
    out,
    outStride,
    rows,
    columns,
    bias,
    finish,
  );
}
