import { constantMemory } from './threadMemory';
import { multiplyAdd, subtractProduct } from './vectors';

/*
 * The transforms of `stridedShape`, four channels at a time and first along the columns, then along the
 * rows. Five numbers are multiplied by
 *
 *   1/2  -1    -1/2   1    0
 *   0    -1/2   1/2   1    0
 *   0     1/2  -3/2   1    0
 *   0    -1     0     1    0
 *   0     1/2  -1    -1/2  1
 *
 * products by the transpose of
 *
 *   1  0  0  0     1  ±1  1  ±1     1  1/2  1/4  1/8     0  0  0  1
 *
 * and kernels by 2 0, 1 1, -1/3 1/3, -8/3 -4/3 and 0 1.
 */

/** Writes down what they multiply by; each task does so first, for the reasons of `prepareTransforms`. */
export function prepareStridedTransforms(): void {
  const constants = constantMemory();
  f32.store(constants, 0.5);
  f32.store(constants, 0.25, 4);
  f32.store(constants, 0.125, 8);
}

/** Columns: five rows, `count` vectors of each, become five numbers beside each other for each vector. */
export function transformFiveRows(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  count: i32,
  to: usize,
  toStep: usize,
): void {
  const half = v128.load_splat<f32>(constantMemory());
  for (let rest = count; rest > 0; rest--) {
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    const gap = f32x4.sub(d3, d1);
    const between = f32x4.mul(f32x4.sub(d2, d1), half);
    v128.store(to, multiplyAdd(f32x4.sub(v128.load(at0), d2), half, gap));
    v128.store(to, f32x4.add(d3, between), 16);
    v128.store(to, f32x4.sub(f32x4.sub(d3, d2), between), 32);
    v128.store(to, gap, 48);
    v128.store(to, subtractProduct(gap, half, f32x4.sub(v128.load(at4), d2)), 64);
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    at4 += 16;
    to += toStep;
  }
}

/** The same without the last number, which takes a fifth row. */
export function transformFourRows(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  count: i32,
  to: usize,
  toStep: usize,
): void {
  const half = v128.load_splat<f32>(constantMemory());
  for (let rest = count; rest > 0; rest--) {
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    const gap = f32x4.sub(d3, d1);
    const between = f32x4.mul(f32x4.sub(d2, d1), half);
    v128.store(to, multiplyAdd(f32x4.sub(v128.load(at0), d2), half, gap));
    v128.store(to, f32x4.add(d3, between), 16);
    v128.store(to, f32x4.sub(f32x4.sub(d3, d2), between), 32);
    v128.store(to, gap, 48);
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    to += toStep;
  }
}

/**
 * Rows of nine columns, `columnBytes` apart: those with an even number become five places of a row of
 * places, the others the first four of these, `blockBytes` further; the fifth goes to `last`.
 */
export function transformNineColumns(
  at: usize,
  rows: i32,
  columnBytes: usize,
  to: usize,
  last: usize,
  placeBytes: usize,
  blockBytes: usize,
): void {
  const half = v128.load_splat<f32>(constantMemory());
  for (let rest = rows; rest > 0; rest--) {
    let place = to;
    let from = at;
    const e0 = v128.load(from);
    from += columnBytes;
    const o0 = v128.load(from);
    from += columnBytes;
    const e1 = v128.load(from);
    from += columnBytes;
    const o1 = v128.load(from);
    from += columnBytes;
    const e2 = v128.load(from);
    from += columnBytes;
    const o2 = v128.load(from);
    from += columnBytes;
    const e3 = v128.load(from);
    from += columnBytes;
    const o3 = v128.load(from);
    const e4 = v128.load(from + columnBytes);
    const gap = f32x4.sub(e3, e1);
    const between = f32x4.mul(f32x4.sub(e2, e1), half);
    const oddGap = f32x4.sub(o3, o1);
    const oddBetween = f32x4.mul(f32x4.sub(o2, o1), half);
    v128.store(place, multiplyAdd(f32x4.sub(e0, e2), half, gap));
    v128.store(place + blockBytes, multiplyAdd(f32x4.sub(o0, o2), half, oddGap));
    place += placeBytes;
    v128.store(place, f32x4.add(e3, between));
    v128.store(place + blockBytes, f32x4.add(o3, oddBetween));
    place += placeBytes;
    v128.store(place, f32x4.sub(f32x4.sub(e3, e2), between));
    v128.store(place + blockBytes, f32x4.sub(f32x4.sub(o3, o2), oddBetween));
    place += placeBytes;
    v128.store(place, gap);
    v128.store(place + blockBytes, oddGap);
    v128.store(last, subtractProduct(gap, half, f32x4.sub(e4, e2)));
    at += 16;
    to += 5 * placeBytes;
    last += 5 * placeBytes;
  }
}

/** Rows of one square: five columns, `columnBytes` apart, become places. */
export function transformFiveColumns(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  placeBytes: usize,
): void {
  const half = v128.load_splat<f32>(constantMemory());
  let row = 0;
  const back = 25 * placeBytes - 16;
  for (let rest = vectors * 5; rest > 0; rest--) {
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
    const gap = f32x4.sub(d3, d1);
    const between = f32x4.mul(f32x4.sub(d2, d1), half);
    v128.store(to, multiplyAdd(f32x4.sub(d0, d2), half, gap));
    to += placeBytes;
    v128.store(to, f32x4.add(d3, between));
    to += placeBytes;
    v128.store(to, f32x4.sub(f32x4.sub(d3, d2), between));
    to += placeBytes;
    v128.store(to, gap);
    to += placeBytes;
    v128.store(to, subtractProduct(gap, half, f32x4.sub(d4, d2)));
    to += placeBytes;
    at += 16;
    row++;
    if (row === 5) {
      row = 0;
      to -= back;
    }
  }
}

/** One column of places, `rowBytes` apart: `count` vectors become four numbers each. */
export function transformStridedColumn(at: usize, rowBytes: usize, count: i32, to: usize): void {
  const half = v128.load_splat<f32>(constantMemory());
  const quarter = v128.load_splat<f32>(constantMemory(), 4);
  const eighth = v128.load_splat<f32>(constantMemory(), 8);
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
    const sum = f32x4.add(m1, m2);
    const gap = f32x4.sub(m1, m2);
    v128.store(to, f32x4.add(f32x4.add(m0, m3), sum));
    v128.store(to, multiplyAdd(m3, half, gap), 16);
    v128.store(to, multiplyAdd(m3, quarter, sum), 32);
    v128.store(to, f32x4.add(multiplyAdd(m3, eighth, gap), m4), 48);
    at += 16;
    to += 64;
  }
}

/**
 * Rows of one square of products: five columns, `columnBytes` apart, become up to four pixels in each of
 * up to four rows, which begin at `to`.
 */
export function transformStridedRows(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  rowBytes: usize,
  pixelBytes: usize,
  rows: i32,
  columns: i32,
): void {
  const half = v128.load_splat<f32>(constantMemory());
  const quarter = v128.load_splat<f32>(constantMemory(), 4);
  const eighth = v128.load_splat<f32>(constantMemory(), 8);
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
    const sum = f32x4.add(m1, m2);
    const gap = f32x4.sub(m1, m2);
    let pixel = to;
    v128.store(pixel, f32x4.add(f32x4.add(m0, m3), sum));
    if (columns > 1) {
      pixel += pixelBytes;
      v128.store(pixel, multiplyAdd(m3, half, gap));
    }
    if (columns > 2) {
      pixel += pixelBytes;
      v128.store(pixel, multiplyAdd(m3, quarter, sum));
    }
    if (columns > 3) {
      pixel += pixelBytes;
      v128.store(pixel, f32x4.add(multiplyAdd(m3, eighth, gap), m4));
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
