/** Rows and columns of a tile: twelve sums, which with their factors just fill the registers. */
export const TILE_ROWS = 6;
export const TILE_COLUMNS = 8;
/** Rows of a tile whose left factor is turned: all of a step are loaded before the first is multiplied. */
export const TURNED_ROWS = 4;
