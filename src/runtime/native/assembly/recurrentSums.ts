import { multiplyBlock } from './matrixProduct';
import { ownMemory } from './threadMemory';
import { loadLanes, storeLanes } from './vectors';

/** Rows and columns of one task's block. */
const BLOCK_ROWS = 384;
const BLOCK_COLUMNS = 64;

/** A product whose factors and result are parts of wider matrices; strides are bytes. */
@unmanaged
export class PartProduct {
  left: usize;
  leftRowBytes: usize;
  leftStepBytes: usize;
  right: usize;
  rightStepBytes: usize;
  rightColumnBytes: usize;
  out: usize;
  outRowBytes: usize;
  bias: usize;
  rows: i32;
  inner: i32;
  columns: i32;
  finish: i32;
}

/** How many tasks such a product is. */
export function partProductTasks(product: PartProduct): i32 {
  const columns = (product.columns + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
  return columns * ((product.rows + BLOCK_ROWS - 1) / BLOCK_ROWS);
}

/** One block of such a product. */
export function partProductTask(product: PartProduct, index: i32): void {
  const columnBlocks = (product.columns + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
  const row = (index / columnBlocks) * BLOCK_ROWS;
  const column = (index % columnBlocks) * BLOCK_COLUMNS;
  multiplyBlock(
    product.left + <usize>row * product.leftRowBytes,
    product.leftRowBytes,
    product.leftStepBytes,
    product.right + <usize>column * product.rightColumnBytes,
    product.rightStepBytes,
    product.rightColumnBytes,
    product.out + <usize>row * product.outRowBytes + <usize>column * 4,
    product.outRowBytes,
    min(BLOCK_ROWS, product.rows - row),
    product.inner,
    min(BLOCK_COLUMNS, product.columns - column),
    product.bias === 0 ? <usize>0 : product.bias + <usize>column * 4,
    product.finish,
    ownMemory(),
  );
}

/** The sums of the columns of a matrix, which may be part of a wider one. */
@unmanaged
export class ColumnSum {
  from: usize;
  rowBytes: usize;
  out: usize;
  rows: i32;
  columns: i32;
}

/** Columns that one task adds up. */
export const COLUMN_SUM_COLUMNS: i32 = 16;

/** Adds up some columns, from the first row to the last. */
export function columnSumTask(sum: ColumnSum, index: i32): void {
  const first = index * COLUMN_SUM_COLUMNS;
  const end = min(first + COLUMN_SUM_COLUMNS, sum.columns);
  if (end - first === COLUMN_SUM_COLUMNS) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let from = sum.from + <usize>first * 4;
    for (let row = 0; row < sum.rows; row++) {
      a = f32x4.add(a, v128.load(from));
      b = f32x4.add(b, v128.load(from, 16));
      c = f32x4.add(c, v128.load(from, 32));
      d = f32x4.add(d, v128.load(from, 48));
      from += sum.rowBytes;
    }
    const out = sum.out + <usize>first * 4;
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    return;
  }
  for (let column = first; column < end; column += 4) {
    let total = f32x4.splat(0);
    let from = sum.from + <usize>column * 4;
    for (let row = 0; row < sum.rows; row++) {
      total = f32x4.add(total, loadLanes(from, end - column));
      from += sum.rowBytes;
    }
    storeLanes(sum.out + <usize>column * 4, total, end - column);
  }
}
