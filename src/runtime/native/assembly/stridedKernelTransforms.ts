import { multiplyAdd } from './vectors';

/* The transforms of kernels, and those of both gradients back: see `stridedTransforms`. */
const HALF: f32 = 0.5;
const THIRD: f32 = 1.0 / 3.0;
const FOUR_THIRDS: f32 = 4.0 / 3.0;
const EIGHT_THIRDS: f32 = 8.0 / 3.0;

/** Columns of the output's gradient: four rows, `count` vectors of each, become five numbers each. */
export function spreadFourRows(
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
    const even = f32x4.add(d0, d2);
    const odd = f32x4.add(d1, d3);
    v128.store(to, d0);
    v128.store(to, f32x4.add(even, odd), 16);
    v128.store(to, f32x4.sub(even, odd), 32);
    const first = multiplyAdd(d1, f32x4.splat(0.5), d0);
    v128.store(
      to,
      multiplyAdd(d3, f32x4.splat(0.125), multiplyAdd(d2, f32x4.splat(0.25), first)),
      48,
    );
    v128.store(to, d3, 64);
    at0 += 16;
    at1 += 16;
    at2 += 16;
    at3 += 16;
    to += 80;
  }
}

/** Rows of one square of the gradient: four columns, `columnBytes` apart, become places. */
export function spreadFourColumns(
  at: usize,
  columnBytes: usize,
  vectors: i32,
  to: usize,
  placeBytes: usize,
): void {
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
    const even = f32x4.add(d0, d2);
    const odd = f32x4.add(d1, d3);
    v128.store(to, d0);
    to += placeBytes;
    v128.store(to, f32x4.add(even, odd));
    to += placeBytes;
    v128.store(to, f32x4.sub(even, odd));
    to += placeBytes;
    const first = multiplyAdd(d1, f32x4.splat(0.5), d0);
    v128.store(to, multiplyAdd(d3, f32x4.splat(0.125), multiplyAdd(d2, f32x4.splat(0.25), first)));
    to += placeBytes;
    v128.store(to, d3);
    to += placeBytes;
    at += 16;
    row++;
    if (row === 5) {
      row = 0;
      to -= back;
    }
  }
}

/**
 * Three numbers of a kernel, `step` bytes apart, become nine, `toStep` apart: five of the outer two, and
 * of the middle one the first four, or the last four where the kernel is turned.
 */
export function transformStridedKernel(
  at: usize,
  step: usize,
  to: usize,
  toStep: usize,
  turned: bool,
): void {
  const near = v128.load(turned ? at + 2 * step : at);
  const far = v128.load(turned ? at : at + 2 * step);
  const middle = v128.load(at + step);
  v128.store(to, f32x4.add(near, near));
  v128.store(to + toStep, f32x4.add(near, far));
  v128.store(to + 2 * toStep, f32x4.mul(f32x4.sub(far, near), f32x4.splat(THIRD)));
  v128.store(
    to + 3 * toStep,
    f32x4.mul(multiplyAdd(far, f32x4.splat(HALF), near), f32x4.splat(-EIGHT_THIRDS)),
  );
  v128.store(to + 4 * toStep, far);
  to += 5 * toStep;
  if (turned) {
    v128.store(to, middle);
    v128.store(to + toStep, f32x4.mul(middle, f32x4.splat(THIRD)));
    v128.store(to + 2 * toStep, f32x4.mul(middle, f32x4.splat(-FOUR_THIRDS)));
    v128.store(to + 3 * toStep, middle);
  } else {
    v128.store(to, f32x4.add(middle, middle));
    v128.store(to + toStep, middle);
    v128.store(to + 2 * toStep, f32x4.mul(middle, f32x4.splat(-THIRD)));
    v128.store(to + 3 * toStep, f32x4.mul(middle, f32x4.splat(-EIGHT_THIRDS)));
  }
}

/** Nine numbers of a kernel's gradient, `step` bytes apart, become three, `toStep` apart. */
export function transformStridedKernelGradient(
  at: usize,
  step: usize,
  to: usize,
  toStep: usize,
): void {
  const u1 = v128.load(at + step);
  const u2 = f32x4.mul(v128.load(at + 2 * step), f32x4.splat(THIRD));
  const u3 = f32x4.mul(v128.load(at + 3 * step), f32x4.splat(-FOUR_THIRDS));
  v128.store(to, gradientOfFirst(v128.load(at), u1, u2, u3));
  v128.store(
    to + 2 * toStep,
    f32x4.add(f32x4.add(u1, u2), f32x4.add(u3, v128.load(at + 4 * step))),
  );
  at += 5 * step;
  v128.store(
    to + toStep,
    gradientOfFirst(
      v128.load(at),
      v128.load(at + step),
      f32x4.mul(v128.load(at + 2 * step), f32x4.splat(THIRD)),
      f32x4.mul(v128.load(at + 3 * step), f32x4.splat(-FOUR_THIRDS)),
    ),
  );
}

function gradientOfFirst(u0: v128, u1: v128, third: v128, fourThirds: v128): v128 {
  const twice = f32x4.splat(2);
  return f32x4.add(multiplyAdd(u0, twice, u1), multiplyAdd(fourThirds, twice, f32x4.neg(third)));
}
