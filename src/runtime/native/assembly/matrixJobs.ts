import { PART_SUM_CHUNK, PartSum } from './addParts';
import { nextParameters, runJob } from './jobs';
import { MATRIX_PRODUCT, PART_SUM } from './kindsOfTasks';
import { MatrixProduct, matrixProductTasks, productTasks } from './matrixProduct';

/** Tasks that keep some threads busy, and the fewest steps that are worth being summed apart. */
const GOOD_TASKS: i32 = 8;
const LEAST_STEPS: i32 = 1024;

/**
 * Stacks of matrix products, left [stack, rows, inner] · right [stack, inner, columns] → out
 * [stack, rows, columns]; a transposed factor lies the other way round. A factor with `…Stacks` 0 is
 * the same for the whole stack. `bias` (0: none) has one number a column.
 */
export function multiplyMatrices(
  left: usize,
  right: usize,
  out: usize,
  bias: usize,
  stack: i32,
  rows: i32,
  inner: i32,
  columns: i32,
  transposeLeft: bool,
  transposeRight: bool,
  leftStacks: bool,
  rightStacks: bool,
  finish: i32,
): void {
  const product = changetype<MatrixProduct>(nextParameters());
  product.left = left;
  product.right = right;
  product.out = out;
  product.bias = bias;
  product.rows = rows;
  product.inner = inner;
  product.columns = columns;
  product.leftRowBytes = transposeLeft ? 4 : <usize>inner * 4;
  product.leftStepBytes = transposeLeft ? <usize>rows * 4 : 4;
  product.rightStepBytes = transposeRight ? 4 : <usize>columns * 4;
  product.rightColumnBytes = transposeRight ? <usize>inner * 4 : 4;
  product.leftStackBytes = leftStacks ? <usize>rows * <usize>inner * 4 : 0;
  product.rightStackBytes = rightStacks ? <usize>inner * <usize>columns * 4 : 0;
  product.finish = finish;
  runJob(MATRIX_PRODUCT, matrixProductTasks(product, stack));
}

/** Parts in which the gradient of a factor is summed; the same for any threads. */
export function factorGradientGroups(steps: i32, rows: i32, columns: i32): i32 {
  const tasks = productTasks(rows, columns);
  let groups = 1;
  while (
    groups * tasks < GOOD_TASKS &&
    (steps / groups) % 2 === 0 &&
    steps / groups >= LEAST_STEPS
  ) {
    groups *= 2;
  }
  return groups;
}

/**
 * The gradient of a factor, left [steps, rows] turned · right [steps, columns] → out [rows, columns],
 * for many steps. `sums` has room for as many gradients as there are groups; with one, `out` may be given.
 */
export function multiplyForFactor(
  left: usize,
  right: usize,
  sums: usize,
  out: usize,
  steps: i32,
  rows: i32,
  columns: i32,
): void {
  const groups = factorGradientGroups(steps, rows, columns);
  multiplyMatrices(
    left,
    right,
    sums,
    0,
    groups,
    rows,
    steps / groups,
    columns,
    true,
    false,
    true,
    true,
    0,
  );
  if (sums === out) return;
  const sum = changetype<PartSum>(nextParameters());
  sum.from = sums;
  sum.out = out;
  sum.parts = groups;
  sum.count = rows * columns;
  runJob(PART_SUM, (sum.count + PART_SUM_CHUNK - 1) / PART_SUM_CHUNK);
}
