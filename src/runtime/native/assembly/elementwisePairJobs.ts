import { PAIRS } from './elementwiseKinds';
import { PAIR_CHUNK, Pairs } from './elementwisePairs';
import { nextParameters, runJob } from './jobs';

/**
 * Makes [rows, columns] of the pairs of two matrices, by an operation (ADD, …, TANH). A factor whose
 * `…RowBytes` are 0 is one row that all rows have; one that `…IsOne` has one number a row.
 */
export function makePairs(
  operation: i32,
  left: usize,
  right: usize,
  out: usize,
  rows: i32,
  columns: i32,
  leftRowBytes: usize,
  rightRowBytes: usize,
  leftIsOne: bool,
  rightIsOne: bool,
): void {
  const pairs = changetype<Pairs>(nextParameters());
  pairs.operation = operation;
  pairs.left = left;
  pairs.right = right;
  pairs.out = out;
  pairs.rows = rows;
  pairs.columns = columns;
  pairs.leftRowBytes = leftRowBytes;
  pairs.rightRowBytes = rightRowBytes;
  pairs.leftIsOne = leftIsOne;
  pairs.rightIsOne = rightIsOne;
  pairs.rowsAtOnce = max(1, PAIR_CHUNK / max(1, columns));
  const tasks =
    rows === 1
      ? (columns + PAIR_CHUNK - 1) / PAIR_CHUNK
      : (rows + pairs.rowsAtOnce - 1) / pairs.rowsAtOnce;
  runJob(PAIRS, tasks);
}
