/** Images that get zeros around them, rows of bytes. */
@unmanaged
export class ImagePadding {
  image: usize;
  out: usize;
  height: i32;
  rowBytes: usize;
  outHeight: i32;
  outRowBytes: usize;
  top: i32;
  leftBytes: usize;
}

/** Copies one image between zeros. */
export function imagePaddingTask(padding: ImagePadding, place: i32): void {
  const imageBytes = <usize>padding.height * padding.rowBytes;
  const outBytes = <usize>padding.outHeight * padding.outRowBytes;
  const out = padding.out + <usize>place * outBytes;
  memory.fill(out, 0, outBytes);
  let from = padding.image + <usize>place * imageBytes;
  let to = out + <usize>padding.top * padding.outRowBytes + padding.leftBytes;
  for (let row = 0; row < padding.height; row++) {
    memory.copy(to, from, padding.rowBytes);
    from += padding.rowBytes;
    to += padding.outRowBytes;
  }
}
