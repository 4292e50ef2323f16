import { nextParameters, runJob } from './jobs';
import { MATRIX_PRODUCT } from './kindsOfTasks';
import { MatrixProduct, matrixProductTasks } from './matrixProduct';

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
