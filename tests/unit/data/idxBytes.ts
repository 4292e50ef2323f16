const WRITERS: Readonly<Record<number, [number, (view: DataView, at: number, n: number) => void]>> =
  {
    8: [1, (view, at, n) => view.setUint8(at, n)],
    9: [1, (view, at, n) => view.setInt8(at, n)],
    11: [2, (view, at, n) => view.setInt16(at, n)],
    12: [4, (view, at, n) => view.setInt32(at, n)],
    13: [4, (view, at, n) => view.setFloat32(at, n)],
    14: [8, (view, at, n) => view.setFloat64(at, n)],
  };

/** An IDX file of the given element code, shape and numbers. */
export function idxBytes(
  code: number,
  shape: readonly number[],
  numbers: readonly number[],
): Uint8Array {
  const writer = WRITERS[code];
  if (!writer) throw new Error(`There is no IDX element ${code}.`);
  const [size, write] = writer;
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + size * numbers.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, code, shape.length]);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  for (const [index, number] of numbers.entries()) write(view, start + size * index, number);
  return bytes;
}
