import { tanh } from './tanh';
import { loadLanes, storeLanes } from './vectors';

/** What is made of two numbers, or of the left one alone. */
export const ADD: i32 = 0;
export const SUBTRACT: i32 = 1;
export const MULTIPLY: i32 = 2;
export const DIVIDE: i32 = 3;
export const SQUARED_DIFFERENCE: i32 = 4;
export const MAXIMUM: i32 = 5;
export const MINIMUM: i32 = 6;
/** Gradients: the left number is that of the output, the right one the input or the output. */
export const RELU_GRADIENT: i32 = 7;
export const RELU_6_GRADIENT: i32 = 8;
export const SIGMOID_GRADIENT: i32 = 9;
export const TANH_GRADIENT: i32 = 10;
export const RELU: i32 = 11;
export const TANH: i32 = 12;

/** Numbers that one task makes, where rows are not longer. */
export const PAIR_CHUNK: i32 = 16384;

/** Numbers made of the pairs of two matrices, or of rows, columns or single numbers in their place. */
@unmanaged
export class Pairs {
  left: usize;
  right: usize;
  out: usize;
  operation: i32;
  rows: i32;
  columns: i32;
  /** From row to row, in bytes; 0 for one row that all have. */
  leftRowBytes: usize;
  rightRowBytes: usize;
  /** Whether a row is one number that all its columns have. */
  leftIsOne: bool;
  rightIsOne: bool;
  rowsAtOnce: i32;
}

/** Makes some rows, or a part of the only one. */
export function pairsTask(pairs: Pairs, index: i32): void {
  if (pairs.rows === 1) {
    const first = index * PAIR_CHUNK;
    const bytes = <usize>first * 4;
    pairRow(
      pairs,
      pairs.leftIsOne ? pairs.left : pairs.left + bytes,
      pairs.rightIsOne ? pairs.right : pairs.right + bytes,
      pairs.out + bytes,
      min(PAIR_CHUNK, pairs.columns - first),
    );
    return;
  }
  const first = index * pairs.rowsAtOnce;
  const end = min(first + pairs.rowsAtOnce, pairs.rows);
  for (let row = first; row < end; row++) {
    pairRow(
      pairs,
      pairs.left + <usize>row * pairs.leftRowBytes,
      pairs.right + <usize>row * pairs.rightRowBytes,
      pairs.out + <usize>row * <usize>pairs.columns * 4,
      pairs.columns,
    );
  }
}

function pairRow(pairs: Pairs, left: usize, right: usize, out: usize, count: i32): void {
  const operation = pairs.operation;
  const leftStep: usize = pairs.leftIsOne ? 0 : 16;
  const rightStep: usize = pairs.rightIsOne ? 0 : 16;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  if (leftStep === 0) a = v128.load_splat<f32>(left);
  if (rightStep === 0) b = v128.load_splat<f32>(right);
  let rest = count;
  if (leftStep !== 0 && rightStep !== 0) {
    // The most frequent, without a choice for every four numbers.
    const done = <usize>(rest & ~7);
    const end = out + done * 4;
    if (operation === ADD) {
      rest &= 7;
      for (; out < end; out += 32) {
        v128.store(out, f32x4.add(v128.load(left), v128.load(right)));
        v128.store(out, f32x4.add(v128.load(left, 16), v128.load(right, 16)), 16);
        left += 32;
        right += 32;
      }
    } else if (operation === MULTIPLY) {
      rest &= 7;
      for (; out < end; out += 32) {
        v128.store(out, f32x4.mul(v128.load(left), v128.load(right)));
        v128.store(out, f32x4.mul(v128.load(left, 16), v128.load(right, 16)), 16);
        left += 32;
        right += 32;
      }
    } else if (operation === RELU) {
      rest &= 7;
      const zero = f32x4.splat(0);
      for (; out < end; out += 32) {
        v128.store(out, f32x4.max(v128.load(left), zero));
        v128.store(out, f32x4.max(v128.load(left, 16), zero), 16);
        left += 32;
      }
      right = left;
    } else if (operation === RELU_GRADIENT) {
      rest &= 7;
      const zero = f32x4.splat(0);
      for (; out < end; out += 32) {
        const low = f32x4.gt(v128.load(right), zero);
        const high = f32x4.gt(v128.load(right, 16), zero);
        v128.store(out, v128.and(v128.load(left), low));
        v128.store(out, v128.and(v128.load(left, 16), high), 16);
        left += 32;
        right += 32;
      }
    }
  }
  for (; rest >= 4; rest -= 4) {
    if (leftStep !== 0) a = v128.load(left);
    if (rightStep !== 0) b = v128.load(right);
    v128.store(out, pair(operation, a, b));
    left += leftStep;
    right += rightStep;
    out += 16;
  }
  if (rest === 0) return;
  if (leftStep !== 0) a = loadLanes(left, rest);
  if (rightStep !== 0) b = loadLanes(right, rest);
  storeLanes(out, pair(operation, a, b), rest);
}

function pair(operation: i32, a: v128, b: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (operation) {
    case ADD:
      return f32x4.add(a, b);
    case SUBTRACT:
      return f32x4.sub(a, b);
    case MULTIPLY:
      return f32x4.mul(a, b);
    case DIVIDE:
      return f32x4.div(a, b);
    case SQUARED_DIFFERENCE: {
      const difference = f32x4.sub(a, b);
      return f32x4.mul(difference, difference);
    }
    case MAXIMUM:
      return f32x4.max(a, b);
    case MINIMUM:
      return f32x4.min(a, b);
    case RELU_GRADIENT:
      return v128.and(a, f32x4.gt(b, zero));
    case RELU_6_GRADIENT:
      return v128.and(a, v128.and(f32x4.gt(b, zero), f32x4.le(b, f32x4.splat(6))));
    case SIGMOID_GRADIENT:
      return f32x4.mul(a, f32x4.mul(b, f32x4.sub(one, b)));
    case TANH_GRADIENT:
      return f32x4.mul(a, f32x4.sub(one, f32x4.mul(b, b)));
    case RELU:
      return f32x4.max(a, zero);
    default:
      return tanh(a);
  }
}
