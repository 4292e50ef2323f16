import { ADD_TO_OUTPUT, finishTile } from './finishRow';
import { tileMemory } from './threadMemory';
import { TILE_COLUMNS, TURNED_ROWS } from './tileSizes';
import { multiplyAdd } from './vectors';

/**
 * One tile of the product of a transposed left factor: its four rows lie beside each other, one step
 * after the other by `leftStep` bytes, and the right factor goes on by `rightStep` bytes.
 */
export function multiplyTurned(
  at: usize,
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
  const isWhole = rows === TURNED_ROWS && columns === TILE_COLUMNS;
  const to = isWhole ? out : tileMemory();
  const stride = isWhole ? outStride : TILE_COLUMNS * 4;
  if (!isWhole || (finish & ADD_TO_OUTPUT) === 0) clearTile(to, stride);
  addTurned(at, leftStep, steps, right, rightStep, to, stride);
  if (isWhole) {
    finish &= ~ADD_TO_OUTPUT;
    if (finish === 0) return;
  }
  finishTile(to, stride, out, outStride, rows, columns, 0, finish);
}

function clearTile(to: usize, stride: usize): void {
  for (let row = 0; row < TURNED_ROWS; row++) {
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
    to += stride;
  }
}

/** Adds the sums of a whole tile to what stands there: a loop as those of `runTiles`. */
export function addTurned(
  at: usize,
  leftStep: usize,
  steps: i32,
  right: usize,
  rightStep: usize,
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
  let low: v128;
  let high: v128;
  let value: v128;
  for (let rest = steps; rest > 0; rest -= 1) {
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
    at += leftStep;
    right += rightStep;
  }
  v128.store(out, f32x4.add(v128.load(out), low0));
  v128.store(out, f32x4.add(v128.load(out, 16), high0), 16);
  out += outStride;
  v128.store(out, f32x4.add(v128.load(out), low1));
  v128.store(out, f32x4.add(v128.load(out, 16), high1), 16);
  out += outStride;
  v128.store(out, f32x4.add(v128.load(out), low2));
  v128.store(out, f32x4.add(v128.load(out, 16), high2), 16);
  out += outStride;
  v128.store(out, f32x4.add(v128.load(out), low3));
  v128.store(out, f32x4.add(v128.load(out, 16), high3), 16);
}
