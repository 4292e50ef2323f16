import { addColumns, columnChunkRows } from './elementwiseSums';
import { multiplyAdd } from './vectors';

/**
 * Batch normalisation of x [rows, channels]. Sums are taken of fixed chunks of rows, `parts` of them:
 * `first` and `second` are [parts, channels].
 */
@unmanaged
export class BatchNormalization {
  x: usize;
  /** What is said of the output; 0 on the way forward. */
  gradient: usize;
  out: usize;
  mean: usize;
  /** What x − mean is multiplied by, and what is added to it; backwards, also by what `gradient` is. */
  scale: usize;
  shift: usize;
  gradientScale: usize;
  first: usize;
  second: usize;
  /** What is added to the normalised x, as large as it; 0 for nothing. */
  addend: usize;
  /** Between what the output is kept. */
  low: f32;
  high: f32;
  /** The scale and shift that the output was made with: what lay outside has no gradient. */
  outScale: usize;
  outShift: usize;
  rows: i32;
  channels: i32;
  chunkRows: i32;
}

/** Into how many chunks the rows are divided. */
export function batchParts(rows: i32, channels: i32): i32 {
  const chunkRows = columnChunkRows(rows, channels);
  return (rows + chunkRows - 1) / chunkRows;
}

/** One chunk's means, and the sums of the squared distances to them. */
export function batchMomentsTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const rows = min(job.chunkRows, job.rows - first);
  const stride = <usize>job.channels * 4;
  const from = job.x + <usize>first * stride;
  const means = job.first + <usize>index * stride;
  const squares = job.second + <usize>index * stride;
  addColumns(from, rows, job.channels, means);
  const share = f32x4.splat(<f32>1 / <f32>rows);
  let channel = 0;
  for (; channel + 16 <= job.channels; channel += 16) {
    const place = <usize>channel * 4;
    let at = from + place;
    const mean0 = f32x4.mul(v128.load(means + place), share);
    const mean1 = f32x4.mul(v128.load(means + place, 16), share);
    const mean2 = f32x4.mul(v128.load(means + place, 32), share);
    const mean3 = f32x4.mul(v128.load(means + place, 48), share);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const x0 = f32x4.sub(v128.load(at), mean0);
      const x1 = f32x4.sub(v128.load(at, 16), mean1);
      const x2 = f32x4.sub(v128.load(at, 32), mean2);
      const x3 = f32x4.sub(v128.load(at, 48), mean3);
      a = multiplyAdd(x0, x0, a);
      b = multiplyAdd(x1, x1, b);
      c = multiplyAdd(x2, x2, c);
      d = multiplyAdd(x3, x3, d);
      at += stride;
    }
    v128.store(means + place, mean0);
    v128.store(means + place, mean1, 16);
    v128.store(means + place, mean2, 32);
    v128.store(means + place, mean3, 48);
    v128.store(squares + place, a);
    v128.store(squares + place, b, 16);
    v128.store(squares + place, c, 32);
    v128.store(squares + place, d, 48);
  }
  for (; channel + 4 <= job.channels; channel += 4) {
    const place = <usize>channel * 4;
    let at = from + place;
    const mean = f32x4.mul(v128.load(means + place), share);
    let a = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const x = f32x4.sub(v128.load(at), mean);
      a = multiplyAdd(x, x, a);
      at += stride;
    }
    v128.store(means + place, mean);
    v128.store(squares + place, a);
  }
  for (; channel < job.channels; channel++) {
    const place = <usize>channel * 4;
    let at = from + place;
    const mean = f32.load(means + place) / <f32>rows;
    let a: f32 = 0;
    for (let row = 0; row < rows; row++) {
      const x = f32.load(at) - mean;
      a += x * x;
      at += stride;
    }
    f32.store(means + place, mean);
    f32.store(squares + place, a);
  }
}

/** Writes (x − mean) · scale + shift + addend for one chunk of rows, none below low or above high. */
export function batchNormalizationTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const end = min(first + job.chunkRows, job.rows);
  const bytes = <usize>first * <usize>job.channels * 4;
  let from = job.x + bytes;
  let to = job.out + bytes;
  const isSum = job.addend !== 0;
  let addend = job.addend + bytes;
  const low = f32x4.splat(job.low);
  const high = f32x4.splat(job.high);
  const vectors = job.channels >> 2;
  const rest = job.channels & 3;
  for (let row = first; row < end; row++) {
    let place: usize = 0;
    for (let vector = 0; vector < vectors; vector++) {
      const x = f32x4.sub(v128.load(from), v128.load(job.mean + place));
      let y = multiplyAdd(x, v128.load(job.scale + place), v128.load(job.shift + place));
      if (isSum) y = f32x4.add(y, v128.load(addend));
      v128.store(to, f32x4.min(f32x4.max(y, low), high));
      place += 16;
      from += 16;
      addend += 16;
      to += 16;
    }
    for (let channel = 0; channel < rest; channel++) {
      const x = f32.load(from) - f32.load(job.mean + place);
      let y = x * f32.load(job.scale + place) + f32.load(job.shift + place);
      if (isSum) y += f32.load(addend);
      f32.store(to, min<f32>(max<f32>(y, job.low), job.high));
      place += 4;
      from += 4;
      addend += 4;
      to += 4;
    }
  }
}

/** One chunk's sums of the gradient, and of the gradient times x − mean. */
export function batchGradientSumsTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const rows = min(job.chunkRows, job.rows - first);
  const stride = <usize>job.channels * 4;
  const sums = job.first + <usize>index * stride;
  const products = job.second + <usize>index * stride;
  const fromX = job.x + <usize>first * stride;
  const fromGradient = job.gradient + <usize>first * stride;
  let channel = 0;
  for (; channel + 8 <= job.channels; channel += 8) {
    const place = <usize>channel * 4;
    let atX = fromX + place;
    let at = fromGradient + place;
    const mean0 = v128.load(job.mean + place);
    const mean1 = v128.load(job.mean + place, 16);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      a = f32x4.add(a, low);
      b = f32x4.add(b, high);
      c = multiplyAdd(low, f32x4.sub(v128.load(atX), mean0), c);
      d = multiplyAdd(high, f32x4.sub(v128.load(atX, 16), mean1), d);
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
      const value = f32.load(at);
      sum += value;
      product += value * (f32.load(atX) - mean);
      at += stride;
      atX += stride;
    }
    f32.store(sums + place, sum);
    f32.store(products + place, product);
  }
}

/** Writes gradient · gradientScale + (x − mean) · scale + shift for one chunk of rows. */
export function batchGradientTask(job: BatchNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const end = min(first + job.chunkRows, job.rows);
  const bytes = <usize>first * <usize>job.channels * 4;
  let from = job.x + bytes;
  let gradient = job.gradient + bytes;
  let to = job.out + bytes;
  const vectors = job.channels >> 2;
  const rest = job.channels & 3;
  for (let row = first; row < end; row++) {
    let place: usize = 0;
    for (let vector = 0; vector < vectors; vector++) {
      const x = f32x4.sub(v128.load(from), v128.load(job.mean + place));
      const y = multiplyAdd(x, v128.load(job.scale + place), v128.load(job.shift + place));
      v128.store(to, multiplyAdd(v128.load(gradient), v128.load(job.gradientScale + place), y));
      place += 16;
      from += 16;
      gradient += 16;
      to += 16;
    }
    for (let channel = 0; channel < rest; channel++) {
      const x = f32.load(from) - f32.load(job.mean + place);
      const y = x * f32.load(job.scale + place) + f32.load(job.shift + place);
      f32.store(to, f32.load(gradient) * f32.load(job.gradientScale + place) + y);
      place += 4;
      from += 4;
      gradient += 4;
      to += 4;
    }
  }
}
