import { ADD_TO_OUTPUT, finishTile } from './finishRow';
import { storeTile } from './runTiles';
import { tileMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';

/**
 * One tile of a matrix product: 6 rows by 8 columns, each summed over `steps` numbers that lie beside
 * each other. `at0` … `at5` are where the rows of the left factor begin; the right factor is a packed
 * panel. Rows past `rows` and columns past `columns` are worked out and thrown away.
 */
export function multiplyRun(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  at4: usize,
  at5: usize,
  steps: i32,
  right: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  const isWhole = rows === TILE_ROWS && columns === TILE_COLUMNS && (finish & ADD_TO_OUTPUT) === 0;
  const to = isWhole ? out : tileMemory();
  const stride = isWhole ? outStride : TILE_COLUMNS * 4;
  storeTile(at0, at1, at2, at3, at4, at5, steps, right, to, stride);
  if (isWhole && finish === 0 && bias === 0) return;
  finishTile(to, stride, out, outStride, rows, columns, bias, finish);
}
