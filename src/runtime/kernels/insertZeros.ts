import type * as tf from '@tensorflow/tfjs';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * An image on WASM with stride − 1 zeros between its rows and columns: what turns the input
 * gradient of a strided convolution into an ordinary convolution.
 * Shapes: [n,h,w,c] → [n,(h−1)·strideHeight+1,(w−1)·strideWidth+1,c].
 */
export function insertZeros(
  backend: object,
  image: tf.TensorInfo,
  strideHeight: number,
  strideWidth: number,
): tf.TensorInfo {
  const [batchSize, height, width, channels] = image.shape as [number, number, number, number];
  const wideHeight = (height - 1) * strideHeight + 1;
  const wideWidth = (width - 1) * strideWidth + 1;
  const { info, values } = zerosOnHeap(backend, [batchSize, wideHeight, wideWidth, channels]);
  const source = heapValues(backend, image);
  let from = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let row = 0; row < height; row++) {
      let to = (n * wideHeight + row * strideHeight) * wideWidth * channels;
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < channels; channel++) {
          values[to + channel] = source[from++] as number;
        }
        to += strideWidth * channels;
      }
    }
  }
  return info;
}
