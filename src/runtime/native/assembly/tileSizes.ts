/** Rows and columns of a tile: twelve sums, which with their factors just fill the registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;
