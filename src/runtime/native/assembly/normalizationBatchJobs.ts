import { columnChunkRows } from './elementwiseSums';
import { nextParameters, runJob } from './jobs';
import { BatchNormalization, batchParts } from './normalizationBatch';
import {
  BATCH_GRADIENT,
  BATCH_GRADIENT_SUMS,
  BATCH_MOMENTS,
  BATCH_NORMALIZATION,
  BOUNDED_GRADIENT,
  BOUNDED_GRADIENT_SUMS,
} from './normalizationKinds';

/** Bytes that `normalizeBatch` and its gradient need for a while. */
export function batchNormalizationBytes(rows: i32, channels: i32): usize {
  return (<usize>batchParts(rows, channels) * 2 + 5) * <usize>channels * 4;
}

/**
 * x [rows, channels] → out, each channel brought to mean 0 and variance 1, times gamma, plus beta (0:
 * 1 and 0), plus the addend [rows, channels] (0: none), kept between low and high; writes the mean and
 * variance [channels] too.
 */
export function normalizeBatch(
  x: usize,
  gamma: usize,
  beta: usize,
  addend: usize,
  out: usize,
  mean: usize,
  variance: usize,
  memory: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  low: f32,
  high: f32,
): void {
  const parts = batchParts(rows, channels);
  const bytes = <usize>channels * 4;
  const first = memory + 5 * bytes;
  const second = first + <usize>parts * bytes;
  const chunkRows = columnChunkRows(rows, channels);
  const moments = nextBatch(x, rows, channels);
  moments.first = first;
  moments.second = second;
  runJob(BATCH_MOMENTS, parts);
  for (let channel = 0; channel < channels; channel++) {
    const place = <usize>channel * 4;
    let sum: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const count = min(chunkRows, rows - part * chunkRows);
      sum += <f64>f32.load(first + <usize>part * bytes + place) * <f64>count;
    }
    const middle = sum / <f64>rows;
    let squares: f64 = 0;
    for (let part = 0; part < parts; part++) {
      const count = min(chunkRows, rows - part * chunkRows);
      const distance = <f64>f32.load(first + <usize>part * bytes + place) - middle;
      squares +=
        <f64>f32.load(second + <usize>part * bytes + place) + distance * distance * <f64>count;
    }
    f32.store(mean + place, <f32>middle);
    f32.store(variance + place, <f32>(squares / <f64>rows));
  }
  writeScaleAndShift(gamma, beta, variance, memory, channels, epsilon);
  const job = nextBatch(x, rows, channels);
  job.addend = addend;
  job.out = out;
  job.mean = mean;
  job.scale = memory;
  job.shift = memory + bytes;
  job.low = low;
  job.high = high;
  runJob(BATCH_NORMALIZATION, parts);
}

/** As `normalizeBatch`, with a mean and variance that are given; `memory` has room for 2 · channels. */
export function normalizeWith(
  x: usize,
  gamma: usize,
  beta: usize,
  out: usize,
  mean: usize,
  variance: usize,
  memory: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
): void {
  writeScaleAndShift(gamma, beta, variance, memory, channels, epsilon);
  const job = nextBatch(x, rows, channels);
  job.out = out;
  job.mean = mean;
  job.scale = memory;
  job.shift = memory + <usize>channels * 4;
  runJob(BATCH_NORMALIZATION, batchParts(rows, channels));
}

/** Writes what x − mean is multiplied by, [channels], and behind it what is added then. */
function writeScaleAndShift(
  gamma: usize,
  beta: usize,
  variance: usize,
  out: usize,
  channels: i32,
  epsilon: f32,
): void {
  const shift = out + <usize>channels * 4;
  for (let channel = 0; channel < channels; channel++) {
    const place = <usize>channel * 4;
    const factor = gamma === 0 ? <f32>1 : f32.load(gamma + place);
    f32.store(out + place, factor / sqrt<f32>(f32.load(variance + place) + epsilon));
    f32.store(shift + place, beta === 0 ? <f32>0 : f32.load(beta + place));
  }
}

/**
 * The gradients of x, gamma and beta (`outBeta`) of `normalizeBatch`, from that of its output. Where
 * the bounds are not infinite, there was no addend.
 */
export function normalizeBatchBack(
  gradient: usize,
  x: usize,
  gamma: usize,
  beta: usize,
  mean: usize,
  variance: usize,
  out: usize,
  outGamma: usize,
  outBeta: usize,
  memory: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  low: f32,
  high: f32,
): void {
  const parts = batchParts(rows, channels);
  const bytes = <usize>channels * 4;
  const isBounded = low > -Infinity || high < Infinity;
  const outScale = memory + 3 * bytes;
  const first = memory + 5 * bytes;
  const second = first + <usize>parts * bytes;
  if (isBounded) writeScaleAndShift(gamma, beta, variance, outScale, channels, epsilon);
  const sums = nextBatch(x, rows, channels);
  sums.gradient = gradient;
  sums.mean = mean;
  sums.first = first;
  sums.second = second;
  sums.outScale = outScale;
  sums.outShift = outScale + bytes;
  sums.low = low;
  sums.high = high;
  runJob(isBounded ? BOUNDED_GRADIENT_SUMS : BATCH_GRADIENT_SUMS, parts);
  const gradientScale = memory + 2 * bytes;
  for (let channel = 0; channel < channels; channel++) {
    const place = <usize>channel * 4;
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let part = 0; part < parts; part++) {
      sum += <f64>f32.load(first + <usize>part * bytes + place);
      product += <f64>f32.load(second + <usize>part * bytes + place);
    }
    const inverse = 1 / sqrt<f64>(<f64>f32.load(variance + place) + <f64>epsilon);
    const factor = inverse * <f64>(gamma === 0 ? <f32>1 : f32.load(gamma + place));
    f32.store(outBeta + place, <f32>sum);
    f32.store(outGamma + place, <f32>(product * inverse));
    f32.store(gradientScale + place, <f32>factor);
    f32.store(memory + place, <f32>((-factor * product * inverse * inverse) / <f64>rows));
    f32.store(memory + bytes + place, <f32>((-factor * sum) / <f64>rows));
  }
  const job = nextBatch(x, rows, channels);
  job.gradient = gradient;
  job.out = out;
  job.mean = mean;
  job.scale = memory;
  job.shift = memory + bytes;
  job.gradientScale = gradientScale;
  job.outScale = outScale;
  job.outShift = outScale + bytes;
  job.low = low;
  job.high = high;
  runJob(isBounded ? BOUNDED_GRADIENT : BATCH_GRADIENT, parts);
}

function nextBatch(x: usize, rows: i32, channels: i32): BatchNormalization {
  const job = changetype<BatchNormalization>(nextParameters());
  job.x = x;
  job.addend = 0;
  job.low = -Infinity;
  job.high = Infinity;
  job.rows = rows;
  job.channels = channels;
  job.chunkRows = columnChunkRows(rows, channels);
  return job;
}

/** out = average − (average − value) · share, for so many numbers. */
export function moveAverage(
  average: usize,
  value: usize,
  out: usize,
  share: f32,
  count: i32,
): void {
  for (let place = 0; place < count; place++) {
    const at = <usize>place * 4;
    const before = f32.load(average + at);
    f32.store(out + at, before - (before - f32.load(value + at)) * share);
  }
}
