import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyAdd } from './vectors';
import { writeTile } from './writeTile';

/**
 * One tile of a matrix product: 6 rows by 8 columns, each summed over `steps` numbers that lie beside
 * each other. `at0` … `at5` are where the rows of the left factor begin; the right factor is a packed
 * panel. Rows past `rows` and columns past `columns` are worked out and thrown away.
 */
export function multiplyRun(
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
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  const whole = steps & ~3;
  if (whole === steps) {
    multiplyRunByFour(
      at0,
      at1,
      at2,
      at3,
      at4,
      at5,
      steps,
      right,
      out,
      outStride,
      rows,
      columns,
      bias,
      finish,
    );
    return;
  }
  if (whole > 0) {
    multiplyRunByFour(
      at0,
      at1,
      at2,
      at3,
      at4,
      at5,
      whole,
      right,
      out,
      outStride,
      rows,
      columns,
      0,
      finish & ADD_TO_OUTPUT,
    );
    finish |= ADD_TO_OUTPUT;
  }
  const done = <usize>whole * 4;
  multiplyRunByOne(
    at0 + done,
    at1 + done,
    at2 + done,
    at3 + done,
    at4 + done,
    at5 + done,
    steps - whole,
    right + 8 * done,
    out,
    outStride,
    rows,
    columns,
    bias,
    finish,
  );
}

/*
 * Each is a loop by itself with few other values to keep: engines move sums between registers and
 * memory once a round, and wherever loops are nested.
 */

/** Four steps a round; `steps` must be a multiple of 4. */
function multiplyRunByFour(
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
  for (let rest = steps; rest > 0; rest -= 4) {
    const low1Right = v128.load(right);
    const high1Right = v128.load(right, 16);
    const left1Of0 = v128.load_splat<f32>(at0);
    low0 = multiplyAdd(left1Of0, low1Right, low0);
    high0 = multiplyAdd(left1Of0, high1Right, high0);
    const left1Of1 = v128.load_splat<f32>(at1);
    low1 = multiplyAdd(left1Of1, low1Right, low1);
    high1 = multiplyAdd(left1Of1, high1Right, high1);
    const left1Of2 = v128.load_splat<f32>(at2);
    low2 = multiplyAdd(left1Of2, low1Right, low2);
    high2 = multiplyAdd(left1Of2, high1Right, high2);
    const left1Of3 = v128.load_splat<f32>(at3);
    low3 = multiplyAdd(left1Of3, low1Right, low3);
    high3 = multiplyAdd(left1Of3, high1Right, high3);
    const left1Of4 = v128.load_splat<f32>(at4);
    low4 = multiplyAdd(left1Of4, low1Right, low4);
    high4 = multiplyAdd(left1Of4, high1Right, high4);
    const left1Of5 = v128.load_splat<f32>(at5);
    low5 = multiplyAdd(left1Of5, low1Right, low5);
    high5 = multiplyAdd(left1Of5, high1Right, high5);
    const low2Right = v128.load(right, 32);
    const high2Right = v128.load(right, 48);
    const left2Of0 = v128.load_splat<f32>(at0, 4);
    low0 = multiplyAdd(left2Of0, low2Right, low0);
    high0 = multiplyAdd(left2Of0, high2Right, high0);
    const left2Of1 = v128.load_splat<f32>(at1, 4);
    low1 = multiplyAdd(left2Of1, low2Right, low1);
    high1 = multiplyAdd(left2Of1, high2Right, high1);
    const left2Of2 = v128.load_splat<f32>(at2, 4);
    low2 = multiplyAdd(left2Of2, low2Right, low2);
    high2 = multiplyAdd(left2Of2, high2Right, high2);
    const left2Of3 = v128.load_splat<f32>(at3, 4);
    low3 = multiplyAdd(left2Of3, low2Right, low3);
    high3 = multiplyAdd(left2Of3, high2Right, high3);
    const left2Of4 = v128.load_splat<f32>(at4, 4);
    low4 = multiplyAdd(left2Of4, low2Right, low4);
    high4 = multiplyAdd(left2Of4, high2Right, high4);
    const left2Of5 = v128.load_splat<f32>(at5, 4);
    low5 = multiplyAdd(left2Of5, low2Right, low5);
    high5 = multiplyAdd(left2Of5, high2Right, high5);
    const low3Right = v128.load(right, 64);
    const high3Right = v128.load(right, 80);
    const left3Of0 = v128.load_splat<f32>(at0, 8);
    low0 = multiplyAdd(left3Of0, low3Right, low0);
    high0 = multiplyAdd(left3Of0, high3Right, high0);
    const left3Of1 = v128.load_splat<f32>(at1, 8);
    low1 = multiplyAdd(left3Of1, low3Right, low1);
    high1 = multiplyAdd(left3Of1, high3Right, high1);
    const left3Of2 = v128.load_splat<f32>(at2, 8);
    low2 = multiplyAdd(left3Of2, low3Right, low2);
    high2 = multiplyAdd(left3Of2, high3Right, high2);
    const left3Of3 = v128.load_splat<f32>(at3, 8);
    low3 = multiplyAdd(left3Of3, low3Right, low3);
    high3 = multiplyAdd(left3Of3, high3Right, high3);
    const left3Of4 = v128.load_splat<f32>(at4, 8);
    low4 = multiplyAdd(left3Of4, low3Right, low4);
    high4 = multiplyAdd(left3Of4, high3Right, high4);
    const left3Of5 = v128.load_splat<f32>(at5, 8);
    low5 = multiplyAdd(left3Of5, low3Right, low5);
    high5 = multiplyAdd(left3Of5, high3Right, high5);
    const low4Right = v128.load(right, 96);
    const high4Right = v128.load(right, 112);
    const left4Of0 = v128.load_splat<f32>(at0, 12);
    low0 = multiplyAdd(left4Of0, low4Right, low0);
    high0 = multiplyAdd(left4Of0, high4Right, high0);
    const left4Of1 = v128.load_splat<f32>(at1, 12);
    low1 = multiplyAdd(left4Of1, low4Right, low1);
    high1 = multiplyAdd(left4Of1, high4Right, high1);
    const left4Of2 = v128.load_splat<f32>(at2, 12);
    low2 = multiplyAdd(left4Of2, low4Right, low2);
    high2 = multiplyAdd(left4Of2, high4Right, high2);
    const left4Of3 = v128.load_splat<f32>(at3, 12);
    low3 = multiplyAdd(left4Of3, low4Right, low3);
    high3 = multiplyAdd(left4Of3, high4Right, high3);
    const left4Of4 = v128.load_splat<f32>(at4, 12);
    low4 = multiplyAdd(left4Of4, low4Right, low4);
    high4 = multiplyAdd(left4Of4, high4Right, high4);
    const left4Of5 = v128.load_splat<f32>(at5, 12);
    low5 = multiplyAdd(left4Of5, low4Right, low5);
    high5 = multiplyAdd(left4Of5, high4Right, high5);
    right += 128;
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    at4 += 16;
    at5 += 16;
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
function multiplyRunByOne(
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
  for (let rest = steps; rest > 0; rest -= 1) {
    const low5Right = v128.load(right);
    const high5Right = v128.load(right, 16);
    const left5Of0 = v128.load_splat<f32>(at0);
    low0 = multiplyAdd(left5Of0, low5Right, low0);
    high0 = multiplyAdd(left5Of0, high5Right, high0);
    const left5Of1 = v128.load_splat<f32>(at1);
    low1 = multiplyAdd(left5Of1, low5Right, low1);
    high1 = multiplyAdd(left5Of1, high5Right, high1);
    const left5Of2 = v128.load_splat<f32>(at2);
    low2 = multiplyAdd(left5Of2, low5Right, low2);
    high2 = multiplyAdd(left5Of2, high5Right, high2);
    const left5Of3 = v128.load_splat<f32>(at3);
    low3 = multiplyAdd(left5Of3, low5Right, low3);
    high3 = multiplyAdd(left5Of3, high5Right, high3);
    const left5Of4 = v128.load_splat<f32>(at4);
    low4 = multiplyAdd(left5Of4, low5Right, low4);
    high4 = multiplyAdd(left5Of4, high5Right, high4);
    const left5Of5 = v128.load_splat<f32>(at5);
    low5 = multiplyAdd(left5Of5, low5Right, low5);
    high5 = multiplyAdd(left5Of5, high5Right, high5);
    right += 32;
    at0 += 4;
    at1 += 4;
    at2 += 4;
    at3 += 4;
    at4 += 4;
    at5 += 4;
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
