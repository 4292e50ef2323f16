/** Sizes of a 2-D convolution, channels last; `pad` may be negative, which cuts off. */
@unmanaged
export class ConvolutionShape {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
}

/** A 2-D convolution of a batch; the kernel lies in panels of eight outputs. */
@unmanaged
export class Convolution {
  image: usize;
  panels: usize;
  out: usize;
  bias: usize;
  finish: i32;
  images: i32;
  shape: ConvolutionShape;
}

/** Bytes of own memory that a strip of a padded image may take. */
export const STRIP_BYTES: i32 = 768 << 10;
/** Bytes from which strips are made smaller: so many stay in the cache. */
const GOOD_STRIP_BYTES: i32 = 192 << 10;

/** Rows of the image that so many rows of output look at. */
export function rowsSeen(shape: ConvolutionShape, outRows: i32): i32 {
  return (outRows - 1) * shape.strideHeight + (shape.filterHeight - 1) * shape.dilationHeight + 1;
}

/** Columns of the image that the output looks at, padding included. */
export function columnsSeen(shape: ConvolutionShape): i32 {
  return (
    (shape.outWidth - 1) * shape.strideWidth + (shape.filterWidth - 1) * shape.dilationWidth + 1
  );
}

/** Whether nothing has to be added around the image. */
export function isInside(shape: ConvolutionShape): bool {
  return (
    shape.padTop <= 0 &&
    shape.padLeft <= 0 &&
    rowsSeen(shape, shape.outHeight) - shape.padTop <= shape.height &&
    columnsSeen(shape) - shape.padLeft <= shape.width
  );
}

/** Rows of output that are worked out at a time; 0 where not even one row's image fits. */
export function stripRows(shape: ConvolutionShape): i32 {
  const rowBytes = <i64>columnsSeen(shape) * shape.channels * 4;
  if (rowBytes * rowsSeen(shape, 1) > STRIP_BYTES) return isInside(shape) ? shape.outHeight : 0;
  let rows = shape.outHeight;
  while (rows > 1 && rowBytes * rowsSeen(shape, rows) > GOOD_STRIP_BYTES) rows = (rows + 1) >> 1;
  return rows;
}

/**
 * Copies the rows that a strip of output looks at, with zeros around them, and returns where they
 * begin; where nothing has to be added, the image itself is read.
 */
export function paddedStrip(
  shape: ConvolutionShape,
  image: usize,
  firstOutRow: i32,
  outRows: i32,
  own: usize,
): usize {
  const rowBytes = <usize>(shape.width * shape.channels * 4);
  const firstRow = firstOutRow * shape.strideHeight - shape.padTop;
  const pixelBytes = <usize>(shape.channels * 4);
  if (isInside(shape)) {
    return image + <usize>firstRow * rowBytes + <usize>-shape.padLeft * pixelBytes;
  }
  const rows = rowsSeen(shape, outRows);
  const columns = columnsSeen(shape);
  const before = max(0, shape.padLeft);
  const skipped = max(0, -shape.padLeft);
  const copied = max(0, min(columns - before, shape.width - skipped));
  const after = columns - before - copied;
  let to = own;
  for (let row = firstRow; row < firstRow + rows; row++) {
    if (row < 0 || row >= shape.height || copied === 0) {
      memory.fill(to, 0, <usize>columns * pixelBytes);
      to += <usize>columns * pixelBytes;
    } else {
      memory.fill(to, 0, <usize>before * pixelBytes);
      to += <usize>before * pixelBytes;
      memory.copy(
        to,
        image + <usize>row * rowBytes + <usize>skipped * pixelBytes,
        <usize>copied * pixelBytes,
      );
      to += <usize>copied * pixelBytes;
      memory.fill(to, 0, <usize>after * pixelBytes);
      to += <usize>after * pixelBytes;
    }
  }
  return own;
}
