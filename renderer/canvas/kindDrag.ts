/** The type under which the library hands a kind's identifier to the canvas while it is dragged. */
export const kindDragType = 'application/x-netloom-kind';
