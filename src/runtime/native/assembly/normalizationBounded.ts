import { BatchNormalization } from './normalizationBatch';
import { multiplyAdd } from './vectors';

/*
 * The gradients of a batch normalisation whose output was kept between bounds, as a rectifier does:
 * where it lay outside there is none. The output is worked out again, which takes less than reading it.
 */

/** One chunk's sums of the gradient, and of the gradient times x − mean. */
export function boundedGradientSumsTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const rows = min(job.chunkRows, job.rows - first);
  const stride = <usize>job.channels * 4;
  const sums = job.first + <usize>index * stride;
  const products = job.second + <usize>index * stride;
  const fromX = job.x + <usize>first * stride;
  const fromGradient = job.gradient + <usize>first * stride;
  const low = f32x4.splat(job.low);
  const high = f32x4.splat(job.high);
  let channel = 0;
  for (; channel + 8 <= job.channels; channel += 8) {
    const place = <usize>channel * 4;
    let atX = fromX + place;
    let at = fromGradient + place;
    const mean0 = v128.load(job.mean + place);
    const mean1 = v128.load(job.mean + place, 16);
    const scale0 = v128.load(job.outScale + place);
    const scale1 = v128.load(job.outScale + place, 16);
    const shift0 = v128.load(job.outShift + place);
    const shift1 = v128.load(job.outShift + place, 16);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const x0 = f32x4.sub(v128.load(atX), mean0);
      const x1 = f32x4.sub(v128.load(atX, 16), mean1);
      const y0 = multiplyAdd(x0, scale0, shift0);
      const y1 = multiplyAdd(x1, scale1, shift1);
      const in0 = v128.and(f32x4.gt(y0, low), f32x4.le(y0, high));
      const in1 = v128.and(f32x4.gt(y1, low), f32x4.le(y1, high));
      const gradient0 = v128.and(v128.load(at), in0);
      const gradient1 = v128.and(v128.load(at, 16), in1);
      a = f32x4.add(a, gradient0);
      b = f32x4.add(b, gradient1);
      c = multiplyAdd(gradient0, x0, c);
      d = multiplyAdd(gradient1, x1, d);
      at += stride;
      atX += stride;
    }
    v128.store(sums + place, a);
    v128.store(sums + place, b, 16);
    v128.store(products + place, c);
    v128.store(products + place, d, 16);
  }
  for (; channel < job.channels; channel++) {
    const place = <usize>channel * 4;
    let atX = fromX + place;
    let at = fromGradient + place;
    const mean = f32.load(job.mean + place);
    let sum: f32 = 0;
    let product: f32 = 0;
    for (let row = 0; row < rows; row++) {
      const x = f32.load(atX) - mean;
      const y = x * f32.load(job.outScale + place) + f32.load(job.outShift + place);
      const gradient = y > job.low && y <= job.high ? f32.load(at) : 0;
      sum += gradient;
      product += gradient * x;
      at += stride;
      atX += stride;
    }
    f32.store(sums + place, sum);
    f32.store(products + place, product);
  }
}

/** Writes gradient · gradientScale + (x − mean) · scale + shift for one chunk of rows. */
export function boundedGradientTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const end = min(first + job.chunkRows, job.rows);
  const bytes = <usize>first * <usize>job.channels * 4;
  let from = job.x + bytes;
  let gradient = job.gradient + bytes;
  let to = job.out + bytes;
  const low = f32x4.splat(job.low);
  const high = f32x4.splat(job.high);
  const vectors = job.channels >> 2;
  const rest = job.channels & 3;
  for (let row = first; row < end; row++) {
    let place: usize = 0;
    for (let vector = 0; vector < vectors; vector++) {
      const x = f32x4.sub(v128.load(from), v128.load(job.mean + place));
      const y = multiplyAdd(x, v128.load(job.outScale + place), v128.load(job.outShift + place));
      const inside = v128.and(f32x4.gt(y, low), f32x4.le(y, high));
      const own = multiplyAdd(x, v128.load(job.scale + place), v128.load(job.shift + place));
      const given = v128.and(v128.load(gradient), inside);
      v128.store(to, multiplyAdd(given, v128.load(job.gradientScale + place), own));
      place += 16;
      from += 16;
      gradient += 16;
      to += 16;
    }
    for (let channel = 0; channel < rest; channel++) {
      const x = f32.load(from) - f32.load(job.mean + place);
      const y = x * f32.load(job.outScale + place) + f32.load(job.outShift + place);
      const own = x * f32.load(job.scale + place) + f32.load(job.shift + place);
      const given = y > job.low && y <= job.high ? f32.load(gradient) : 0;
      f32.store(to, given * f32.load(job.gradientScale + place) + own);
      place += 4;
      from += 4;
      gradient += 4;
      to += 4;
    }
  }
}
