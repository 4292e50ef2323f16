import { multiplyAdd } from './vectors';

/* The transforms of kernels and of their gradients: see `winogradTransforms`. */
const A: f32 = 2.0 / 3.0;
const B: f32 = 1.5;
const A_SQUARED: f32 = 4.0 / 9.0;
const B_SQUARED: f32 = 2.25;
const P: f32 = -81.0 / 130.0;
const Q: f32 = 8.0 / 65.0;

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
