import { constantMemory } from './threadMemory';
import { multiplyAdd, subtractProduct } from './vectors';

/*
 * The transforms of squares, four channels at a time and first along the columns, then along the rows.
 * With a = 2/3 and b = 3/2, so that ab = 1, a square of the image is multiplied by
 *
 *   1   0   -a²-b²   0        1   0
 *   0  -ab² -b²      a        1   0      and the same with -a
 *   0  -a²b -a²      b        1   0      and the same with -b
 *   0   1   0        -a²-b²   0   1
 *
 * products by the transpose of
 *
 *   1  0  0   0      1  ±a  a²  ±a³      1  ±b  b²  ±b³      0  0  0  1
 *
 * and kernels by 1 0 0, (1 ±a a²) · p, (1 ±b b²) · q and 0 0 1.
 */
const A: f32 = 2.0 / 3.0;
const B: f32 = 1.5;
const A_SQUARED: f32 = 4.0 / 9.0;
const B_SQUARED: f32 = 2.25;
const A_CUBED: f32 = 8.0 / 27.0;
const B_CUBED: f32 = 3.375;
const SQUARES: f32 = 97.0 / 36.0;

/**
 * Writes down what the transforms of images, products and gradients multiply by; each task does so first.
 * Engines make constants anew in every round of a loop, and keep what is read before it in registers.
 */
export function prepareTransforms(): void {
  const constants = constantMemory();
  f32.store(constants, SQUARES);
  f32.store(constants, A, 4);
  f32.store(constants, B, 8);
  f32.store(constants, A_SQUARED, 12);
  f32.store(constants, B_SQUARED, 16);
  f32.store(constants, A_CUBED, 20);
  f32.store(constants, B_CUBED, 24);
}

/**
 * Columns of the image: six rows, `count` vectors of each, become six numbers beside each other for
 * each vector.
 */
export function transformImageColumns(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  count: i32,
  to: usize,
): void {
  const constants = constantMemory();
  const squares = v128.load_splat<f32>(constants);
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  for (let rest = count; rest > 0; rest--) {
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    const d4 = v128.load(at4);
    v128.store(to, f32x4.add(v128.load(at0), subtractProduct(d2, squares, d4)));
    v128.store(to, f32x4.add(v128.load(at5), subtractProduct(d3, squares, d1)), 80);
    const even = subtractProduct(d2, bSquared, d4);
    const odd = subtractProduct(d1, bSquared, d3);
    v128.store(to, multiplyAdd(odd, a, even), 16);
    v128.store(to, subtractProduct(odd, a, even), 32);
    const even2 = subtractProduct(d2, aSquared, d4);
    const odd2 = subtractProduct(d1, aSquared, d3);
    v128.store(to, multiplyAdd(odd2, b, even2), 48);
    v128.store(to, subtractProduct(odd2, b, even2), 64);
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    at4 += 16;
    at5 += 16;
    to += 96;
  }
}

/** Rows of one square of the image: six columns, `columnBytes` apart, become places. */
export function transformImageRows(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  placeBytes: usize,
): void {
  const constants = constantMemory();
  const squares = v128.load_splat<f32>(constants);
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  let row = 0;
  const back = 36 * placeBytes - 16;
  for (let rest = vectors * 6; rest > 0; rest--) {
    let from = at;
    const d0 = v128.load(from);
    from += columnBytes;
    const d1 = v128.load(from);
    from += columnBytes;
    const d2 = v128.load(from);
    from += columnBytes;
    const d3 = v128.load(from);
    from += columnBytes;
    const d4 = v128.load(from);
    from += columnBytes;
    const d5 = v128.load(from);
    v128.store(to, f32x4.add(d0, subtractProduct(d2, squares, d4)));
    to += placeBytes;
    const even = subtractProduct(d2, bSquared, d4);
    const odd = subtractProduct(d1, bSquared, d3);
    v128.store(to, multiplyAdd(odd, a, even));
    to += placeBytes;
    v128.store(to, subtractProduct(odd, a, even));
    to += placeBytes;
    const even2 = subtractProduct(d2, aSquared, d4);
    const odd2 = subtractProduct(d1, aSquared, d3);
    v128.store(to, multiplyAdd(odd2, b, even2));
    to += placeBytes;
    v128.store(to, subtractProduct(odd2, b, even2));
    to += placeBytes;
    v128.store(to, f32x4.add(d5, subtractProduct(d3, squares, d1)));
    to += placeBytes;
    at += 16;
    row++;
    if (row === 6) {
      row = 0;
      to -= back;
    }
  }
}

/** One column of places, `rowBytes` apart: `count` vectors become four numbers each. */
export function transformProductColumn(at: usize, rowBytes: usize, count: i32, to: usize): void {
  const constants = constantMemory();
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  const aCubed = v128.load_splat<f32>(constants, 20);
  const bCubed = v128.load_splat<f32>(constants, 24);
  for (let rest = count; rest > 0; rest--) {
    let from = at;
    const m0 = v128.load(from);
    from += rowBytes;
    const m1 = v128.load(from);
    from += rowBytes;
    const m2 = v128.load(from);
    from += rowBytes;
    const m3 = v128.load(from);
    from += rowBytes;
    const m4 = v128.load(from);
    from += rowBytes;
    const m5 = v128.load(from);
    const sum = f32x4.add(m1, m2);
    const sum2 = f32x4.add(m3, m4);
    const gap = f32x4.sub(m1, m2);
    const gap2 = f32x4.sub(m3, m4);
    v128.store(to, f32x4.add(m0, f32x4.add(sum, sum2)));
    v128.store(to, multiplyAdd(gap, a, f32x4.mul(gap2, b)), 16);
    v128.store(to, multiplyAdd(sum, aSquared, f32x4.mul(sum2, bSquared)), 32);
    v128.store(to, multiplyAdd(gap, aCubed, multiplyAdd(gap2, bCubed, m5)), 48);
    at += 16;
    to += 64;
  }
}

/**
 * Rows of one square of products: six columns, `columnBytes` apart, become up to four pixels in each of
 * up to four rows of the output, which begins at `to`.
 */
export function transformProductRows(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  rowBytes: usize,
  pixelBytes: usize,
  rows: i32,
  columns: i32,
): void {
  const constants = constantMemory();
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  const aCubed = v128.load_splat<f32>(constants, 20);
  const bCubed = v128.load_splat<f32>(constants, 24);
  let row = 0;
  const back = <usize>rows * rowBytes - 16;
  const skipped = <usize>(4 - rows) * 16;
  for (let rest = vectors * rows; rest > 0; rest--) {
    let from = at;
    const m0 = v128.load(from);
    from += columnBytes;
    const m1 = v128.load(from);
    from += columnBytes;
    const m2 = v128.load(from);
    from += columnBytes;
    const m3 = v128.load(from);
    from += columnBytes;
    const m4 = v128.load(from);
    from += columnBytes;
    const m5 = v128.load(from);
    const sum = f32x4.add(m1, m2);
    const sum2 = f32x4.add(m3, m4);
    const gap = f32x4.sub(m1, m2);
    const gap2 = f32x4.sub(m3, m4);
    let pixel = to;
    v128.store(pixel, f32x4.add(m0, f32x4.add(sum, sum2)));
    if (columns > 1) {
      pixel += pixelBytes;
      v128.store(pixel, multiplyAdd(gap, a, f32x4.mul(gap2, b)));
    }
    if (columns > 2) {
      pixel += pixelBytes;
      v128.store(pixel, multiplyAdd(sum, aSquared, f32x4.mul(sum2, bSquared)));
    }
    if (columns > 3) {
      pixel += pixelBytes;
      v128.store(pixel, multiplyAdd(gap, aCubed, multiplyAdd(gap2, bCubed, m5)));
    }
    to += rowBytes;
    at += 16;
    row++;
    if (row === rows) {
      row = 0;
      at += skipped;
      to -= back;
    }
  }
}

/** Columns of the output's gradient: four rows, `count` vectors of each, become six numbers each. */
export function transformGradientColumns(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  count: i32,
  to: usize,
): void {
  const constants = constantMemory();
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  for (let rest = count; rest > 0; rest--) {
    const d0 = v128.load(at0);
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    v128.store(to, d0);
    v128.store(to, d3, 80);
    const even = multiplyAdd(d2, aSquared, d0);
    const odd = multiplyAdd(d3, aSquared, d1);
    v128.store(to, multiplyAdd(odd, a, even), 16);
    v128.store(to, subtractProduct(odd, a, even), 32);
    const even2 = multiplyAdd(d2, bSquared, d0);
    const odd2 = multiplyAdd(d3, bSquared, d1);
    v128.store(to, multiplyAdd(odd2, b, even2), 48);
    v128.store(to, subtractProduct(odd2, b, even2), 64);
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    to += 96;
  }
}

/** Rows of one square of the gradient: four columns, `columnBytes` apart, become places. */
export function transformGradientRows(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  placeBytes: usize,
): void {
  const constants = constantMemory();
  const a = v128.load_splat<f32>(constants, 4);
  const b = v128.load_splat<f32>(constants, 8);
  const aSquared = v128.load_splat<f32>(constants, 12);
  const bSquared = v128.load_splat<f32>(constants, 16);
  let row = 0;
  const back = 36 * placeBytes - 16;
  for (let rest = vectors * 6; rest > 0; rest--) {
    let from = at;
    const d0 = v128.load(from);
    from += columnBytes;
    const d1 = v128.load(from);
    from += columnBytes;
    const d2 = v128.load(from);
    from += columnBytes;
    const d3 = v128.load(from);
    v128.store(to, d0);
    to += placeBytes;
    const even = multiplyAdd(d2, aSquared, d0);
    const odd = multiplyAdd(d3, aSquared, d1);
    v128.store(to, multiplyAdd(odd, a, even));
    to += placeBytes;
    v128.store(to, subtractProduct(odd, a, even));
    to += placeBytes;
    const even2 = multiplyAdd(d2, bSquared, d0);
    const odd2 = multiplyAdd(d3, bSquared, d1);
    v128.store(to, multiplyAdd(odd2, b, even2));
    to += placeBytes;
    v128.store(to, subtractProduct(odd2, b, even2));
    to += placeBytes;
    v128.store(to, d3);
    to += placeBytes;
    at += 16;
    row++;
    if (row === 6) {
      row = 0;
      to -= back;
    }
  }
}
