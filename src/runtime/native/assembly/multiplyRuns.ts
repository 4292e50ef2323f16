import { multiplyAdd } from './vectors';
import { writeTile } from './writeTile';

/*
 * Each is one loop, with the ends of runs seen to by a branch inside, and works off several steps a
 * round: in nested loops, and once a round, engines move all twelve sums between registers and memory.
 */

/**
 * One tile of a matrix product: 6 rows by 8 columns, each summed over `outerCount` × `middleCount`
 * runs of `steps` numbers. A convolution is such a product too, with the left factor read straight out
 * of the image: rows of the kernel, its columns, its channels.
 *
 * `at0` … `at5` are where the rows of the left factor begin, strides are the bytes between runs. The
 * right factor is a packed panel. Rows past `rows` and columns past `columns` are worked out and
 * thrown away.
 */
export function multiplyRuns(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  outerCount: i32,
  outerStride: usize,
  middleCount: i32,
  middleStride: usize,
  steps: i32,
  right: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  if ((steps & 3) === 0) {
    multiplyRunsByFour(
      at0,
      at1,
      at2,
      at3,
      at4,
      at5,
      outerCount,
      outerStride,
      middleCount,
      middleStride,
      steps,
      right,
      out,
      outStride,
      rows,
      columns,
      bias,
      finish,
    );
  } else if ((steps & 1) === 0) {
    multiplyRunsByTwo(
      at0,
      at1,
      at2,
      at3,
      at4,
      at5,
      outerCount,
      outerStride,
      middleCount,
      middleStride,
      steps,
      right,
      out,
      outStride,
      rows,
      columns,
      bias,
      finish,
    );
  } else {
    multiplyRunsByOne(
      at0,
      at1,
      at2,
      at3,
      at4,
      at5,
      outerCount,
      outerStride,
      middleCount,
      middleStride,
      steps,
      right,
      out,
      outStride,
      rows,
      columns,
      bias,
      finish,
    );
  }
}

/** Four steps a round; `steps` must be a multiple of 4. */
function multiplyRunsByFour(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  outerCount: i32,
  outerStride: usize,
  middleCount: i32,
  middleStride: usize,
  steps: i32,
  right: usize,
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
  const runBytes = <usize>steps * 4;
  const middleGap = middleStride - runBytes;
  const outerGap = outerStride - <usize>(middleCount - 1) * middleStride - runBytes;
  let left = steps;
  let middle = middleCount;
  for (let rest = outerCount * middleCount * steps; rest > 0; rest -= 4) {
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
    low = v128.load(right, 32);
    high = v128.load(right, 48);
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
    low = v128.load(right, 64);
    high = v128.load(right, 80);
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
    low = v128.load(right, 96);
    high = v128.load(right, 112);
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
    right += 128;
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    at4 += 16;
    at5 += 16;
    left -= 4;
    if (left === 0) {
      left = steps;
      middle--;
      let gap = middleGap;
      if (middle === 0) {
        middle = middleCount;
        gap = outerGap;
      }
      at0 += gap;
      at1 += gap;
      at2 += gap;
      at3 += gap;
      at4 += gap;
      at5 += gap;
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

/** Two steps a round; `steps` must be a multiple of 2. */
function multiplyRunsByTwo(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  outerCount: i32,
  outerStride: usize,
  middleCount: i32,
  middleStride: usize,
  steps: i32,
  right: usize,
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
  const runBytes = <usize>steps * 4;
  const middleGap = middleStride - runBytes;
  const outerGap = outerStride - <usize>(middleCount - 1) * middleStride - runBytes;
  let left = steps;
  let middle = middleCount;
  for (let rest = outerCount * middleCount * steps; rest > 0; rest -= 2) {
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
    low = v128.load(right, 32);
    high = v128.load(right, 48);
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
    right += 64;
    at0 += 8;
    at1 += 8;
    at2 += 8;
    at3 += 8;
    at4 += 8;
    at5 += 8;
    left -= 2;
    if (left === 0) {
      left = steps;
      middle--;
      let gap = middleGap;
      if (middle === 0) {
        middle = middleCount;
        gap = outerGap;
      }
      at0 += gap;
      at1 += gap;
      at2 += gap;
      at3 += gap;
      at4 += gap;
      at5 += gap;
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

/** One step a round; `steps` must be a multiple of it. */
function multiplyRunsByOne(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  outerCount: i32,
  outerStride: usize,
  middleCount: i32,
  middleStride: usize,
  steps: i32,
  right: usize,
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
  const runBytes = <usize>steps * 4;
  const middleGap = middleStride - runBytes;
  const outerGap = outerStride - <usize>(middleCount - 1) * middleStride - runBytes;
  let left = steps;
  let middle = middleCount;
  for (let rest = outerCount * middleCount * steps; rest > 0; rest -= 1) {
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
    left -= 1;
    if (left === 0) {
      left = steps;
      middle--;
      let gap = middleGap;
      if (middle === 0) {
        middle = middleCount;
        gap = outerGap;
      }
      at0 += gap;
      at1 += gap;
      at2 += gap;
      at3 += gap;
      at4 += gap;
      at5 += gap;
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
