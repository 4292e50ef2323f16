import { TILE_COLUMNS } from './tileSizes';
import { loadLanes } from './vectors';

/** Bytes of one step of a panel: eight columns beside each other. */
export const PANEL_STEP: usize = 32;

/** Panels that so many columns fill. */
export function panelCount(columns: i32): i32 {
  return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
}

/**
 * Copies one panel, up to eight columns of a right factor, so that a tile reads it in one stream.
 * Missing columns become 0.
 */
export function packPanel(
  from: usize,
  stepBytes: usize,
  columnBytes: usize,
  steps: i32,
  columns: i32,
  to: usize,
): void {
  if (columnBytes === 4) {
    for (let step = 0; step < steps; step++) {
      v128.store(to, loadLanes(from, columns));
      v128.store(to, loadLanes(from + 16, columns - 4), 16);
      from += stepBytes;
      to += PANEL_STEP;
    }
  } else if (stepBytes === 4 && columns >= TILE_COLUMNS) {
    packTurned(from, columnBytes, steps, to);
    packTurned(from + 4 * columnBytes, columnBytes, steps, to + 16);
  } else {
    for (let step = 0; step < steps; step++) {
      let at = from;
      for (let column = 0; column < TILE_COLUMNS; column++) {
        f32.store(to + 4 * <usize>column, column < columns ? f32.load(at) : 0);
        if (column + 1 < columns) at += columnBytes;
      }
      from += stepBytes;
      to += PANEL_STEP;
    }
  }
}

/** Four columns of a panel whose steps lie beside each other: squares of 4 × 4 are turned. */
function packTurned(from: usize, columnBytes: usize, steps: i32, to: usize): void {
  let left = steps;
  for (; left >= 4; left -= 4) {
    const a = v128.load(from);
    const b = v128.load(from + columnBytes);
    const c = v128.load(from + 2 * columnBytes);
    const d = v128.load(from + 3 * columnBytes);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 32);
    v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
    v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
    from += 16;
    to += 4 * PANEL_STEP;
  }
  for (; left > 0; left--) {
    f32.store(to, f32.load(from));
    f32.store(to, f32.load(from + columnBytes), 4);
    f32.store(to, f32.load(from + 2 * columnBytes), 8);
    f32.store(to, f32.load(from + 3 * columnBytes), 12);
    from += 4;
    to += PANEL_STEP;
  }
}

/** A right factor to be packed whole, panel after panel. */
@unmanaged
export class Packing {
  from: usize;
  to: usize;
  /** Bytes between blocks of steps, from one step to the next, and from column to column. */
  blockBytes: usize;
  stepBytes: usize;
  columnBytes: usize;
  blocks: i32;
  steps: i32;
  columns: i32;
}

/** Packs one panel; blocks follow each other in it. */
export function packingTask(packing: Packing, panel: i32): void {
  const first = panel * TILE_COLUMNS;
  const columns = min(TILE_COLUMNS, packing.columns - first);
  const blockBytes = <usize>packing.steps * PANEL_STEP;
  let to = packing.to + <usize>panel * <usize>packing.blocks * blockBytes;
  let from = packing.from + <usize>first * packing.columnBytes;
  for (let block = 0; block < packing.blocks; block++) {
    packPanel(from, packing.stepBytes, packing.columnBytes, packing.steps, columns, to);
    from += packing.blockBytes;
    to += blockBytes;
  }
}
