import { multiplyAdd } from './vectors';

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
const P: f32 = -81.0 / 130.0;
const Q: f32 = 8.0 / 65.0;

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
  for (let rest = count; rest > 0; rest--) {
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    const d4 = v128.load(at4);
    v128.store(to, f32x4.add(v128.load(at0), multiplyAdd(d2, f32x4.splat(-SQUARES), d4)));
    v128.store(to, f32x4.add(v128.load(at5), multiplyAdd(d3, f32x4.splat(-SQUARES), d1)), 80);
    const even = multiplyAdd(d2, f32x4.splat(-B_SQUARED), d4);
    const odd = multiplyAdd(d1, f32x4.splat(-B_SQUARED), d3);
    v128.store(to, multiplyAdd(odd, f32x4.splat(A), even), 16);
    v128.store(to, multiplyAdd(odd, f32x4.splat(-A), even), 32);
    const even2 = multiplyAdd(d2, f32x4.splat(-A_SQUARED), d4);
    const odd2 = multiplyAdd(d1, f32x4.splat(-A_SQUARED), d3);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(B), even2), 48);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(-B), even2), 64);
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
    v128.store(to, f32x4.add(d0, multiplyAdd(d2, f32x4.splat(-SQUARES), d4)));
    to += placeBytes;
    const even = multiplyAdd(d2, f32x4.splat(-B_SQUARED), d4);
    const odd = multiplyAdd(d1, f32x4.splat(-B_SQUARED), d3);
    v128.store(to, multiplyAdd(odd, f32x4.splat(A), even));
    to += placeBytes;
    v128.store(to, multiplyAdd(odd, f32x4.splat(-A), even));
    to += placeBytes;
    const even2 = multiplyAdd(d2, f32x4.splat(-A_SQUARED), d4);
    const odd2 = multiplyAdd(d1, f32x4.splat(-A_SQUARED), d3);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(B), even2));
    to += placeBytes;
    v128.store(to, multiplyAdd(odd2, f32x4.splat(-B), even2));
    to += placeBytes;
    v128.store(to, f32x4.add(d5, multiplyAdd(d3, f32x4.splat(-SQUARES), d1)));
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
    v128.store(to, multiplyAdd(gap, f32x4.splat(A), f32x4.mul(gap2, f32x4.splat(B))), 16);
    v128.store(
      to,
      multiplyAdd(sum, f32x4.splat(A_SQUARED), f32x4.mul(sum2, f32x4.splat(B_SQUARED))),
      32,
    );
    v128.store(
      to,
      multiplyAdd(gap, f32x4.splat(A_CUBED), multiplyAdd(gap2, f32x4.splat(B_CUBED), m5)),
      48,
    );
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
      v128.store(pixel, multiplyAdd(gap, f32x4.splat(A), f32x4.mul(gap2, f32x4.splat(B))));
    }
    if (columns > 2) {
      pixel += pixelBytes;
      v128.store(
        pixel,
        multiplyAdd(sum, f32x4.splat(A_SQUARED), f32x4.mul(sum2, f32x4.splat(B_SQUARED))),
      );
    }
    if (columns > 3) {
      pixel += pixelBytes;
      v128.store(
        pixel,
        multiplyAdd(gap, f32x4.splat(A_CUBED), multiplyAdd(gap2, f32x4.splat(B_CUBED), m5)),
      );
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
  for (let rest = count; rest > 0; rest--) {
    const d0 = v128.load(at0);
    const d1 = v128.load(at1);
    const d2 = v128.load(at2);
    const d3 = v128.load(at3);
    v128.store(to, d0);
    v128.store(to, d3, 80);
    const even = multiplyAdd(d2, f32x4.splat(A_SQUARED), d0);
    const odd = multiplyAdd(d3, f32x4.splat(A_SQUARED), d1);
    v128.store(to, multiplyAdd(odd, f32x4.splat(A), even), 16);
    v128.store(to, multiplyAdd(odd, f32x4.splat(-A), even), 32);
    const even2 = multiplyAdd(d2, f32x4.splat(B_SQUARED), d0);
    const odd2 = multiplyAdd(d3, f32x4.splat(B_SQUARED), d1);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(B), even2), 48);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(-B), even2), 64);
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
    const even = multiplyAdd(d2, f32x4.splat(A_SQUARED), d0);
    const odd = multiplyAdd(d3, f32x4.splat(A_SQUARED), d1);
    v128.store(to, multiplyAdd(odd, f32x4.splat(A), even));
    to += placeBytes;
    v128.store(to, multiplyAdd(odd, f32x4.splat(-A), even));
    to += placeBytes;
    const even2 = multiplyAdd(d2, f32x4.splat(B_SQUARED), d0);
    const odd2 = multiplyAdd(d3, f32x4.splat(B_SQUARED), d1);
    v128.store(to, multiplyAdd(odd2, f32x4.splat(B), even2));
    to += placeBytes;
    v128.store(to, multiplyAdd(odd2, f32x4.splat(-B), even2));
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

/** Three numbers of a kernel, `step` bytes apart, become six, `toStep` apart. */
export function transformKernel(at: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(at);
  const g1 = v128.load(at + step);
  const g2 = v128.load(at + 2 * step);
  v128.store(to, g0);
  v128.store(to + 5 * toStep, g2);
  const even = f32x4.mul(multiplyAdd(g2, f32x4.splat(A_SQUARED), g0), f32x4.splat(P));
  const odd = f32x4.mul(g1, f32x4.splat(P * A));
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  const even2 = f32x4.mul(multiplyAdd(g2, f32x4.splat(B_SQUARED), g0), f32x4.splat(Q));
  const odd2 = f32x4.mul(g1, f32x4.splat(Q * B));
  v128.store(to + 3 * toStep, f32x4.add(even2, odd2));
  v128.store(to + 4 * toStep, f32x4.sub(even2, odd2));
}

/** Six numbers of a kernel's gradient, `step` bytes apart, become three, `toStep` apart. */
export function transformKernelGradient(at: usize, step: usize, to: usize, toStep: usize): void {
  const u1 = v128.load(at + step);
  const u2 = v128.load(at + 2 * step);
  const u3 = v128.load(at + 3 * step);
  const u4 = v128.load(at + 4 * step);
  const sum = f32x4.mul(f32x4.add(u1, u2), f32x4.splat(P));
  const sum2 = f32x4.mul(f32x4.add(u3, u4), f32x4.splat(Q));
  const gap = f32x4.mul(f32x4.sub(u1, u2), f32x4.splat(P * A));
  const gap2 = f32x4.mul(f32x4.sub(u3, u4), f32x4.splat(Q * B));
  v128.store(to, f32x4.add(v128.load(at), f32x4.add(sum, sum2)));
  v128.store(to + toStep, f32x4.add(gap, gap2));
  v128.store(
    to + 2 * toStep,
    multiplyAdd(
      sum,
      f32x4.splat(A_SQUARED),
      multiplyAdd(sum2, f32x4.splat(B_SQUARED), v128.load(at + 5 * step)),
    ),
  );
}
