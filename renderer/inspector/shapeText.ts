/** The text of a shape field: `28, 28, 1`, `?` for an axis of any length. */
export function writeShape(shape: readonly (number | null)[]): string {
  return shape.map((axis) => axis ?? '?').join(', ');
}

/** Reads the text of a shape field, separated by commas, blanks, × or x; null when it is none. */
export function readShape(text: string): (number | null)[] | null {
  const parts = text
    .replace(/[()[\]]/g, ' ')
    .split(/[\s,×x*]+/i)
    .filter(Boolean);
  const axes = parts.map((part) => {
    if (part === '?') return null;
    return /^-?\d+$/.test(part) ? Number(part) : Number.NaN;
  });
  return axes.some(Number.isNaN) ? null : axes;
}
