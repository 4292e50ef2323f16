import { sumOfRow } from './elementwiseSums';
import { multiplyAdd, sumOfLanes } from './vectors';

/** Rows that one task of a layer normalisation takes, so that it has about so many numbers. */
const CHUNK: i32 = 16384;

/** Layer normalisation of x [rows, columns]: each row for itself. */
@unmanaged
export class LayerNormalization {
  x: usize;
  /** What is said of the output; 0 on the way forward. */
  gradient: usize;
  out: usize;
  gamma: usize;
  beta: usize;
  /** Of each row the mean, and one over the standard deviation. */
  mean: usize;
  inverse: usize;
  /** Sums of each chunk of rows for the gradients of gamma and beta: [parts, columns]. */
  gammaSums: usize;
  betaSums: usize;
  rows: i32;
  columns: i32;
  chunkRows: i32;
  epsilon: f32;
}

/** Rows that a task takes. */
export function layerChunkRows(rows: i32, columns: i32): i32 {
  return min(rows, max(16, CHUNK / columns));
}

/** Normalises some rows. */
export function layerNormalizationTask(job: LayerNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const end = min(first + job.chunkRows, job.rows);
  const columns = job.columns;
  for (let row = first; row < end; row++) {
    const bytes = <usize>row * <usize>columns * 4;
    const from = job.x + bytes;
    const to = job.out + bytes;
    const mean = sumOfRow(from, columns) / <f32>columns;
    const variance = squaredDistances(from, columns, mean) / <f32>columns;
    const inverse = <f32>1 / sqrt<f32>(variance + job.epsilon);
    f32.store(job.mean + <usize>row * 4, mean);
    f32.store(job.inverse + <usize>row * 4, inverse);
    const means = f32x4.splat(mean);
    const inverses = f32x4.splat(inverse);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const place = <usize>column * 4;
      const normal = f32x4.mul(f32x4.sub(v128.load(from + place), means), inverses);
      v128.store(
        to + place,
        multiplyAdd(normal, v128.load(job.gamma + place), v128.load(job.beta + place)),
      );
    }
    for (; column < columns; column++) {
      const place = <usize>column * 4;
      const normal = (f32.load(from + place) - mean) * inverse;
      f32.store(to + place, normal * f32.load(job.gamma + place) + f32.load(job.beta + place));
    }
  }
}

function squaredDistances(at: usize, count: i32, mean: f32): f32 {
  const means = f32x4.splat(mean);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let left = count;
  for (; left >= 8; left -= 8) {
    const low = f32x4.sub(v128.load(at), means);
    const high = f32x4.sub(v128.load(at, 16), means);
    a = multiplyAdd(low, low, a);
    b = multiplyAdd(high, high, b);
    at += 32;
  }
  let sum = sumOfLanes(f32x4.add(a, b));
  for (; left > 0; left--) {
    const value = f32.load(at) - mean;
    sum += value * value;
    at += 4;
  }
  return sum;
}

/** The gradient of some rows, and what they add to those of gamma and beta. */
export function layerGradientTask(job: LayerNormalization, index: i32): void {
  const first = index * job.chunkRows;
  const end = min(first + job.chunkRows, job.rows);
  const columns = job.columns;
  const sumBytes = <usize>index * <usize>columns * 4;
  const gammaSums = job.gammaSums + sumBytes;
  const betaSums = job.betaSums + sumBytes;
  memory.fill(gammaSums, 0, <usize>columns * 4);
  memory.fill(betaSums, 0, <usize>columns * 4);
  for (let row = first; row < end; row++) {
    const bytes = <usize>row * <usize>columns * 4;
    layerGradientRow(
      job,
      row,
      job.x + bytes,
      job.gradient + bytes,
      job.out + bytes,
      gammaSums,
      betaSums,
    );
  }
}

function layerGradientRow(
  job: LayerNormalization,
  row: i32,
  from: usize,
  gradient: usize,
  to: usize,
  gammaSums: usize,
  betaSums: usize,
): void {
  const columns = job.columns;
  const gamma = job.gamma;
  const mean = f32.load(job.mean + <usize>row * 4);
  const inverse = f32.load(job.inverse + <usize>row * 4);
  const means = f32x4.splat(mean);
  const inverses = f32x4.splat(inverse);
  let sums = f32x4.splat(0);
  let products = f32x4.splat(0);
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const place = <usize>column * 4;
    const said = v128.load(gradient + place);
    const normal = f32x4.mul(f32x4.sub(v128.load(from + place), means), inverses);
    const scaled = f32x4.mul(said, v128.load(gamma + place));
    sums = f32x4.add(sums, scaled);
    products = multiplyAdd(scaled, normal, products);
    v128.store(gammaSums + place, multiplyAdd(said, normal, v128.load(gammaSums + place)));
    v128.store(betaSums + place, f32x4.add(said, v128.load(betaSums + place)));
  }
  let sum = sumOfLanes(sums);
  let product = sumOfLanes(products);
  for (; column < columns; column++) {
    const place = <usize>column * 4;
    const said = f32.load(gradient + place);
    const normal = (f32.load(from + place) - mean) * inverse;
    const scaled = said * f32.load(gamma + place);
    sum += scaled;
    product += scaled * normal;
    f32.store(gammaSums + place, f32.load(gammaSums + place) + said * normal);
    f32.store(betaSums + place, f32.load(betaSums + place) + said);
  }
  sum /= <f32>columns;
  product /= <f32>columns;
  sums = f32x4.splat(sum);
  products = f32x4.splat(product);
  column = 0;
  for (; column + 4 <= columns; column += 4) {
    const place = <usize>column * 4;
    const normal = f32x4.mul(f32x4.sub(v128.load(from + place), means), inverses);
    const scaled = f32x4.mul(v128.load(gradient + place), v128.load(gamma + place));
    const rest = f32x4.sub(f32x4.sub(scaled, sums), f32x4.mul(normal, products));
    v128.store(to + place, f32x4.mul(rest, inverses));
  }
  for (; column < columns; column++) {
    const place = <usize>column * 4;
    const normal = (f32.load(from + place) - mean) * inverse;
    const scaled = f32.load(gradient + place) * f32.load(gamma + place);
    f32.store(to + place, (scaled - sum - normal * product) * inverse);
  }
}
