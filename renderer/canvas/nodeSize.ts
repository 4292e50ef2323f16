/** The width of a node on the canvas, in canvas pixels. */
export const nodeWidth = 232;

/** The height of a node on the canvas, in canvas pixels. */
export const nodeHeight = 48;

/** What positions are rounded to, in canvas pixels. */
export const gridSize = 8;
