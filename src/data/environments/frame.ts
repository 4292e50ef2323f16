import { type Canvas, createCanvas, fill, rectangle } from '../canvas';
import type { Frame } from './environment';

/** A drawn colour picture. */
export function frameOf({ size, pixels }: Canvas): Frame {
  return { height: size, width: size, pixels };
}

const CELL_PIXELS = 8;

/** A square board of cells, each in a colour (red, green and blue, 0–1). */
export function drawBoard(
  cells: number,
  colourOf: (row: number, column: number) => readonly number[],
): Frame {
  const canvas = createCanvas(cells * CELL_PIXELS, [0.16, 0.17, 0.19]);
  const half = CELL_PIXELS / 2;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const centre = [column * CELL_PIXELS + half, row * CELL_PIXELS + half] as const;
      fill(canvas, rectangle(centre, [half - 0.5, half - 0.5]), colourOf(row, column));
    }
  }
  return frameOf(canvas);
}
