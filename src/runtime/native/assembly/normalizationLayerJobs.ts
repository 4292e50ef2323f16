import { PART_SUM_CHUNK, PartSum } from './addParts';
import { nextParameters, runJob } from './jobs';
import { PART_SUM } from './kindsOfTasks';
import { LAYER_GRADIENT, LAYER_NORMALIZATION } from './normalizationKinds';
import { LayerNormalization, layerChunkRows } from './normalizationLayer';

/**
 * x [rows, columns] → out, each row brought to mean 0 and variance 1, times gamma, plus beta; writes
 * each row's mean, and one over its standard deviation, too.
 */
export function normalizeRows(
  x: usize,
  gamma: usize,
  beta: usize,
  out: usize,
  mean: usize,
  inverse: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  const job = nextLayer(x, gamma, mean, inverse, rows, columns);
  job.beta = beta;
  job.out = out;
  job.epsilon = epsilon;
  runJob(LAYER_NORMALIZATION, layerParts(rows, columns));
}

/** Bytes that `normalizeRowsBack` needs for a while. */
export function rowGradientBytes(rows: i32, columns: i32): usize {
  return <usize>layerParts(rows, columns) * <usize>columns * 8;
}

/** The gradients of x, gamma and beta (`outBeta`) of `normalizeRows`, from that of its output. */
export function normalizeRowsBack(
  gradient: usize,
  x: usize,
  gamma: usize,
  mean: usize,
  inverse: usize,
  out: usize,
  outGamma: usize,
  outBeta: usize,
  memory: usize,
  rows: i32,
  columns: i32,
): void {
  const parts = layerParts(rows, columns);
  const betaSums = memory + <usize>parts * <usize>columns * 4;
  const job = nextLayer(x, gamma, mean, inverse, rows, columns);
  job.gradient = gradient;
  job.out = out;
  job.gammaSums = memory;
  job.betaSums = betaSums;
  runJob(LAYER_GRADIENT, parts);
  addParts(memory, outGamma, parts, columns);
  addParts(betaSums, outBeta, parts, columns);
}

function addParts(from: usize, out: usize, parts: i32, count: i32): void {
  const sum = changetype<PartSum>(nextParameters());
  sum.from = from;
  sum.out = out;
  sum.parts = parts;
  sum.count = count;
  runJob(PART_SUM, (count + PART_SUM_CHUNK - 1) / PART_SUM_CHUNK);
}

function layerParts(rows: i32, columns: i32): i32 {
  const chunkRows = layerChunkRows(rows, columns);
  return (rows + chunkRows - 1) / chunkRows;
}

function nextLayer(
  x: usize,
  gamma: usize,
  mean: usize,
  inverse: usize,
  rows: i32,
  columns: i32,
): LayerNormalization {
  const job = changetype<LayerNormalization>(nextParameters());
  job.x = x;
  job.gamma = gamma;
  job.mean = mean;
  job.inverse = inverse;
  job.rows = rows;
  job.columns = columns;
  job.chunkRows = layerChunkRows(rows, columns);
  return job;
}
