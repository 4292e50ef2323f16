import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyTurned } from './multiplyTurned';
import { PANEL_STEP, packPanel } from './packPanels';
import { TILE_COLUMNS, TURNED_ROWS } from './tileSizes';

/** Terms of a sum that are worked off at a time. */
const STEPS = 512;
/** Tiles below each other whose rows are packed at a time. */
const TILES = 16;
/** Bytes of one step of a tile's rows. */
const ROWS_STEP: usize = TURNED_ROWS * 4;
/** Bytes between packed tiles and panels, so that they don't fall on the same lines of the cache. */
const GAP: usize = 64;

/**
 * A product of a turned left factor [inner, rows] and a right one [inner, columns], both with all of a
 * step beside each other: the gradient of a factor. Strides are bytes. Both factors are packed step by
 * step, in the order in which they lie, into `memory`: 512 KiB are enough for 64 columns.
 */
export function multiplyTurnedFactor(
  left: usize,
  leftStepBytes: usize,
  right: usize,
  rightStepBytes: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  finish: i32,
  memory: usize,
): void {
  const panels = columns / TILE_COLUMNS;
  const rest = columns % TILE_COLUMNS;
  for (let done = 0; done < inner || done === 0; done += STEPS) {
    const steps = min(STEPS, inner - done);
    const isLast = done + steps >= inner;
    const chunkFinish = (isLast ? finish : finish & ADD_TO_OUTPUT) | (done > 0 ? ADD_TO_OUTPUT : 0);
    const panelBytes = <usize>steps * PANEL_STEP + GAP;
    const tileBytes = <usize>steps * ROWS_STEP + GAP;
    const from = right + <usize>done * rightStepBytes;
    packColumns(from, rightStepBytes, steps, panels, memory, panelBytes);
    if (rest > 0) {
      const last = <usize>(panels * TILE_COLUMNS * 4);
      packPanel(from + last, rightStepBytes, 4, steps, rest, memory + <usize>panels * panelBytes);
    }
    const tiles = memory + <usize>(panels + 1) * panelBytes;
    for (let row = 0; row < rows; row += TILES * TURNED_ROWS) {
      const count = min(TILES, (rows - row + TURNED_ROWS - 1) / TURNED_ROWS);
      const at = left + <usize>done * leftStepBytes + <usize>row * 4;
      packTiles(at, leftStepBytes, steps, count, tiles, tileBytes);
      for (let column = 0; column < columns; column += TILE_COLUMNS) {
        const panel = memory + <usize>(column / TILE_COLUMNS) * panelBytes;
        for (let tile = 0; tile < count; tile++) {
          const first = row + tile * TURNED_ROWS;
          multiplyTurned(
            tiles + <usize>tile * tileBytes,
            steps,
            ROWS_STEP,
            panel,
            PANEL_STEP,
            out + <usize>first * outRowBytes + <usize>column * 4,
            outRowBytes,
            min(TURNED_ROWS, rows - first),
            min(TILE_COLUMNS, columns - column),
            chunkFinish,
          );
        }
      }
    }
  }
}

/** Copies whole panels of a right factor, step by step. */
function packColumns(
  from: usize,
  stepBytes: usize,
  steps: i32,
  panels: i32,
  to: usize,
  panelBytes: usize,
): void {
  for (let step = 0; step < steps; step++) {
    let at = from;
    let panel = to;
    for (let rest = panels; rest > 0; rest--) {
      v128.store(panel, v128.load(at));
      v128.store(panel, v128.load(at, 16), 16);
      at += PANEL_STEP;
      panel += panelBytes;
    }
    from += stepBytes;
    to += PANEL_STEP;
  }
}

/** Copies the rows of some tiles, step by step; of the last one there may be too many. */
function packTiles(
  from: usize,
  stepBytes: usize,
  steps: i32,
  tiles: i32,
  to: usize,
  tileBytes: usize,
): void {
  for (let step = 0; step < steps; step++) {
    let at = from;
    let tile = to;
    for (let rest = tiles; rest > 0; rest--) {
      v128.store(tile, v128.load(at));
      at += ROWS_STEP;
      tile += tileBytes;
    }
    from += stepBytes;
    to += ROWS_STEP;
  }
}
