import { COLUMN_SUMS, ROW_SUMS } from './elementwiseKinds';
import { ColumnSums, columnChunkRows, RowSums, SUM_CHUNK } from './elementwiseSums';
import { nextParameters, runJob } from './jobs';

/** Bytes that `addMiddle` needs for sums on the way; 0 where it needs none. */
export function middleSumBytes(outer: i32, rows: i32, columns: i32): usize {
  if (columns === 1) {
    const chunks = rowChunks(rows);
    return chunks === 1 ? 0 : <usize>outer * <usize>chunks * 4;
  }
  const chunkRows = columnChunkRows(rows, columns);
  const chunks = (rows + chunkRows - 1) / chunkRows;
  return chunks === 1 ? 0 : <usize>outer * <usize>chunks * <usize>columns * 4;
}

function rowChunks(columns: i32): i32 {
  return max(1, (columns + SUM_CHUNK - 1) / SUM_CHUNK);
}

/**
 * Sums of [outer, rows, columns] over its middle axis, times `factor` → out [outer, columns]; `sums` is
 * memory for a while. With one column, of squares if wanted.
 */
export function addMiddle(
  from: usize,
  out: usize,
  sums: usize,
  outer: i32,
  rows: i32,
  columns: i32,
  factor: f32,
  ofSquares: bool,
): void {
  if (columns === 1) {
    const chunks = rowChunks(rows);
    if (chunks === 1) {
      runRowSums(from, out, outer, rows, 1, factor, ofSquares);
      return;
    }
    runRowSums(from, sums, outer, rows, chunks, 1, ofSquares);
    runRowSums(sums, out, outer, chunks, 1, factor, false);
    return;
  }
  const chunkRows = columnChunkRows(rows, columns);
  const chunks = (rows + chunkRows - 1) / chunkRows;
  if (chunks === 1) {
    runColumnSums(from, out, outer, rows, columns, chunkRows, factor);
    return;
  }
  runColumnSums(from, sums, outer, rows, columns, chunkRows, 1);
  runColumnSums(sums, out, outer, chunks, columns, chunks, factor);
}

function runRowSums(
  from: usize,
  out: usize,
  rows: i32,
  columns: i32,
  chunks: i32,
  factor: f32,
  ofSquares: bool,
): void {
  const sums = changetype<RowSums>(nextParameters());
  sums.from = from;
  sums.out = out;
  sums.rows = rows;
  sums.columns = columns;
  sums.chunks = chunks;
  sums.rowsAtOnce = max(1, SUM_CHUNK / max(1, columns));
  sums.ofSquares = ofSquares;
  sums.factor = factor;
  runJob(ROW_SUMS, chunks > 1 ? rows * chunks : (rows + sums.rowsAtOnce - 1) / sums.rowsAtOnce);
}

function runColumnSums(
  from: usize,
  out: usize,
  outer: i32,
  rows: i32,
  columns: i32,
  chunkRows: i32,
  factor: f32,
): void {
  const sums = changetype<ColumnSums>(nextParameters());
  sums.from = from;
  sums.out = out;
  sums.rows = rows;
  sums.columns = columns;
  sums.chunkRows = chunkRows;
  sums.chunks = (rows + chunkRows - 1) / chunkRows;
  sums.factor = factor;
  runJob(COLUMN_SUMS, outer * sums.chunks);
}
