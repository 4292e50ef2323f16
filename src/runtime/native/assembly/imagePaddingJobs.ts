import { ImagePadding } from './imagePadding';
import { nextParameters, runJob } from './jobs';
import { IMAGE_PADDING } from './kindsOfWindowTasks';

/** Copies images, `height` rows of `rowBytes` each, between zeros, `top` rows and `leftBytes` before. */
export function padImages(
  image: usize,
  out: usize,
  images: i32,
  height: i32,
  rowBytes: usize,
  outHeight: i32,
  outRowBytes: usize,
  top: i32,
  leftBytes: usize,
): void {
  const padding = changetype<ImagePadding>(nextParameters());
  padding.image = image;
  padding.out = out;
  padding.height = height;
  padding.rowBytes = rowBytes;
  padding.outHeight = outHeight;
  padding.outRowBytes = outRowBytes;
  padding.top = top;
  padding.leftBytes = leftBytes;
  runJob(IMAGE_PADDING, images);
}
