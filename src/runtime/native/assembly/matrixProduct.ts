import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyTile, TILE_COLUMNS, TILE_ROWS } from './multiplyTile';
import { PANEL_STEP, packPanel } from './packPanels';
import { ownMemory } from './threadMemory';

/** Terms of a sum that are worked off at a time: their block of the right factor stays in the cache. */
const BLOCK_STEPS = 1024;
/** Columns of a block. */
const BLOCK_COLUMNS = 64;
/** Rows of a block. */
const BLOCK_ROWS = 384;
/** From so many rows on, packing the right factor is worth it. */
const PACKED_ROWS = 24;

/** Stacks of matrix products; strides are bytes. */
@unmanaged
export class MatrixProduct {
  left: usize;
  right: usize;
  out: usize;
  bias: usize;
  rows: i32;
  inner: i32;
  columns: i32;
  leftRowBytes: usize;
  leftStepBytes: usize;
  rightStepBytes: usize;
  rightColumnBytes: usize;
  leftStackBytes: usize;
  rightStackBytes: usize;
  finish: i32;
}

function blocksOf(size: i32, block: i32): i32 {
  return (size + block - 1) / block;
}

/** How many tasks a stack of so many products is. */
export function matrixProductTasks(product: MatrixProduct, stack: i32): i32 {
  return stack * blocksOf(product.rows, BLOCK_ROWS) * blocksOf(product.columns, BLOCK_COLUMNS);
}

/** One block of one product of the stack. */
export function matrixProductTask(product: MatrixProduct, index: i32): void {
  const columnBlocks = blocksOf(product.columns, BLOCK_COLUMNS);
  const rowBlocks = blocksOf(product.rows, BLOCK_ROWS);
  const place = index / (columnBlocks * rowBlocks);
  const firstRow = ((index / columnBlocks) % rowBlocks) * BLOCK_ROWS;
  const firstColumn = (index % columnBlocks) * BLOCK_COLUMNS;
  const rows = min(BLOCK_ROWS, product.rows - firstRow);
  const columns = min(BLOCK_COLUMNS, product.columns - firstColumn);
  const outRowBytes = <usize>product.columns * 4;
  const left =
    product.left + <usize>place * product.leftStackBytes + <usize>firstRow * product.leftRowBytes;
  const right =
    product.right +
    <usize>place * product.rightStackBytes +
    <usize>firstColumn * product.rightColumnBytes;
  const out =
    product.out +
    (<usize>place * <usize>product.rows + <usize>firstRow) * outRowBytes +
    <usize>firstColumn * 4;
  const bias = product.bias === 0 ? <usize>0 : product.bias + <usize>firstColumn * 4;
  multiplyBlock(
    left,
    product.leftRowBytes,
    product.leftStepBytes,
    right,
    product.rightStepBytes,
    product.rightColumnBytes,
    out,
    outRowBytes,
    rows,
    product.inner,
    columns,
    bias,
    product.finish,
    ownMemory(),
  );
}

/**
 * A product of two matrices that lie anywhere, with strides in bytes; the right factor is packed into
 * `memory` where that pays, 64 KiB for each 16 columns.
 */
export function multiplyBlock(
  left: usize,
  leftRowBytes: usize,
  leftStepBytes: usize,
  right: usize,
  rightStepBytes: usize,
  rightColumnBytes: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  bias: usize,
  finish: i32,
  memory: usize,
): void {
  const packs = rightColumnBytes !== 4 || rows >= PACKED_ROWS;
  for (let done = 0; done < inner || done === 0; done += BLOCK_STEPS) {
    const steps = min(BLOCK_STEPS, inner - done);
    const isLast = done + steps >= inner;
    const from = right + <usize>done * rightStepBytes;
    const adds = done > 0 ? ADD_TO_OUTPUT : 0;
    const blockFinish = isLast ? finish | adds : (finish & ADD_TO_OUTPUT) | adds;
    const panelBytes = packs ? <usize>steps * PANEL_STEP : <usize>TILE_COLUMNS * 4;
    if (packs) {
      let to = memory;
      for (let column = 0; column < columns; column += TILE_COLUMNS) {
        packPanel(
          from + <usize>column * rightColumnBytes,
          rightStepBytes,
          rightColumnBytes,
          steps,
          min(TILE_COLUMNS, columns - column),
          to,
        );
        to += panelBytes;
      }
    }
    const panels = packs ? memory : from;
    const step = packs ? PANEL_STEP : rightStepBytes;
    for (let row = 0; row < rows; row += TILE_ROWS) {
      const last = <usize>(min(TILE_ROWS, rows - row) - 1);
      const at = left + <usize>row * leftRowBytes + <usize>done * leftStepBytes;
      const at1 = at + min<usize>(1, last) * leftRowBytes;
      const at2 = at + min<usize>(2, last) * leftRowBytes;
      const at3 = at + min<usize>(3, last) * leftRowBytes;
      const at4 = at + min<usize>(4, last) * leftRowBytes;
      const at5 = at + min<usize>(5, last) * leftRowBytes;
      let panel = panels;
      for (let column = 0; column < columns; column += TILE_COLUMNS) {
        multiplyTile(
          at,
          at1,
          at2,
          at3,
          at4,
          at5,
          1,
          0,
          1,
          0,
          steps,
          leftStepBytes,
          panel,
          step,
          out + <usize>row * outRowBytes + <usize>column * 4,
          outRowBytes,
          <i32>last + 1,
          min(TILE_COLUMNS, columns - column),
          bias === 0 || !isLast ? 0 : bias + <usize>column * 4,
          blockFinish,
        );
        panel += panelBytes;
      }
    }
  }
}
