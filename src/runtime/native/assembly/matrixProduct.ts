import { ADD_TO_OUTPUT, finishRow } from './finishRow';
import { multiplyRun } from './multiplyRun';
import { multiplyTurned } from './multiplyTurned';
import { PANEL_STEP, packPanel, panelCount } from './packPanels';
import { ownMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS, TURNED_ROWS } from './tileSizes';
import { multiplyTurnedFactor } from './turnedProduct';
import { loadLanes } from './vectors';

/** Terms of a sum that are worked off at a time: their block of the right factor stays in the cache. */
const BLOCK_STEPS = 1024;
/** Terms at a time where the left factor is turned: four rows of it are packed beside the block. */
const TURNED_STEPS = 512;
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

/** How many tasks one product is. */
export function productTasks(rows: i32, columns: i32): i32 {
  return blocksOf(rows, BLOCK_ROWS) * blocksOf(columns, BLOCK_COLUMNS);
}

/** How many tasks a stack of so many products is. */
export function matrixProductTasks(product: MatrixProduct, stack: i32): i32 {
  return stack * productTasks(product.rows, product.columns);
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
  if (
    product.bias === 0 &&
    product.leftStepBytes !== 4 &&
    product.rightColumnBytes === 4 &&
    rows >= PACKED_ROWS
  ) {
    multiplyTurnedFactor(
      left,
      product.leftStepBytes,
      right,
      product.rightStepBytes,
      out,
      outRowBytes,
      rows,
      product.inner,
      columns,
      product.finish,
      ownMemory(),
    );
    return;
  }
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
 * A product of two matrices that lie anywhere, with strides in bytes; either the rows or the steps of
 * the left factor lie beside each other. The right factor is packed into `memory`, 32 bytes for each
 * of up to 1024 steps and eight columns, unless the left one is turned and too small for that to pay;
 * of a turned one, 16 bytes for each of up to 512 steps are packed behind it.
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
  const isTurned = leftStepBytes !== 4;
  const packs = !isTurned || rightColumnBytes !== 4 || rows >= PACKED_ROWS || bias !== 0;
  const most = isTurned ? TURNED_STEPS : BLOCK_STEPS;
  for (let done = 0; done < inner || done === 0; done += most) {
    const steps = min(most, inner - done);
    const isLast = done + steps >= inner;
    const from = right + <usize>done * rightStepBytes;
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
    multiplyPanels(
      left + <usize>done * leftStepBytes,
      leftRowBytes,
      leftStepBytes,
      packs ? memory : from,
      packs ? PANEL_STEP : rightStepBytes,
      panelBytes,
      out,
      outRowBytes,
      rows,
      steps,
      columns,
      memory + (packs ? <usize>panelCount(columns) * panelBytes : 0),
      isLast ? bias : 0,
      (isLast ? finish : finish & ADD_TO_OUTPUT) | (done > 0 ? ADD_TO_OUTPUT : 0),
    );
  }
}

/** A product with the panels of a right factor; four rows of a turned left one are packed into `memory`. */
function multiplyPanels(
  left: usize,
  leftRowBytes: usize,
  leftStepBytes: usize,
  panels: usize,
  panelStep: usize,
  panelBytes: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  steps: i32,
  columns: i32,
  memory: usize,
  bias: usize,
  finish: i32,
): void {
  const isTurned = leftStepBytes !== 4;
  const packs = isTurned && columns > TILE_COLUMNS;
  const stepBytes = packs ? <usize>TURNED_ROWS * 4 : leftStepBytes;
  const tileRows = isTurned ? TURNED_ROWS : TILE_ROWS;
  for (let row = 0; row < rows; row += tileRows) {
    const count = min(tileRows, rows - row);
    let at = left + <usize>row * leftRowBytes;
    if (packs) {
      packRows(at, leftStepBytes, steps, memory);
      at = memory;
    }
    const to = out + <usize>row * outRowBytes;
    let panel = panels;
    for (let column = 0; column < columns; column += TILE_COLUMNS) {
      const width = min(TILE_COLUMNS, columns - column);
      const biasAt = bias === 0 ? 0 : bias + <usize>column * 4;
      multiplyPanel(
        at,
        leftRowBytes,
        stepBytes,
        panel,
        panelStep,
        to + <usize>column * 4,
        outRowBytes,
        count,
        steps,
        width,
        biasAt,
        finish,
      );
      panel += panelBytes;
    }
  }
}

/** Copies four rows of a turned left factor: far apart, their steps would push each other out of the cache. */
function packRows(from: usize, stepBytes: usize, steps: i32, to: usize): void {
  for (let step = 0; step < steps; step++) {
    v128.store(to, v128.load(from));
    from += stepBytes;
    to += TURNED_ROWS * 4;
  }
}

function multiplyPanel(
  at: usize,
  leftRowBytes: usize,
  leftStepBytes: usize,
  panel: usize,
  panelStep: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  steps: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  if (leftStepBytes !== 4) {
    const turnedFinish = bias === 0 ? finish : finish & ADD_TO_OUTPUT;
    multiplyTurned(
      at,
      steps,
      leftStepBytes,
      panel,
      panelStep,
      out,
      outRowBytes,
      rows,
      columns,
      turnedFinish,
    );
    if (bias === 0) return;
    for (let row = 0; row < rows; row++) {
      const to = out + <usize>row * outRowBytes;
      const low = loadLanes(to, columns);
      finishRow(to, low, loadLanes(to + 16, columns - 4), columns, bias, finish & ~ADD_TO_OUTPUT);
    }
    return;
  }
  const last = <usize>(rows - 1);
  multiplyRun(
    at,
    at + min<usize>(1, last) * leftRowBytes,
    at + min<usize>(2, last) * leftRowBytes,
    at + min<usize>(3, last) * leftRowBytes,
    at + min<usize>(4, last) * leftRowBytes,
    at + min<usize>(5, last) * leftRowBytes,
    steps,
    panel,
    out,
    outRowBytes,
    rows,
    columns,
    bias,
    finish,
  );
}
