import * as tf from '@tensorflow/tfjs';

/**
 * The input gradient of nearest-neighbour resizing on CPU and WASM: every output pixel adds to the
 * pixel it was copied from. In tf.js 4.22 the CPU kernel is wrong from the second example of a batch
 * on (it mistakes the input's batch stride for the output's), the WASM one for an aligned single
 * pixel; both leave `halfPixelCenters` out of account.
 * Shapes: images [n,h,w,c], dy [n,oh,ow,c] → [n,h,w,c].
 */
export const resizeNearestNeighborGradient = (backendName: 'cpu' | 'wasm'): tf.KernelConfig => ({
  kernelName: 'ResizeNearestNeighborGrad',
  backendName,
  kernelFunc: ({ inputs, attrs }) => {
    const images = inputs.images as tf.Tensor4D;
    const dy = inputs.dy as tf.Tensor4D;
    const { alignCorners, halfPixelCenters } = attrs as unknown as {
      alignCorners: boolean;
      halfPixelCenters: boolean;
    };
    const [batchSize, height, width, channels] = images.shape;
    const rows = sourceIndices(height, dy.shape[1], alignCorners, halfPixelCenters);
    const columns = sourceIndices(width, dy.shape[2], alignCorners, halfPixelCenters);
    const gradient = dy.dataSync();
    const sums = new Float32Array(images.size);
    let from = 0;
    for (let n = 0; n < batchSize; n++) {
      for (const row of rows) {
        for (const column of columns) {
          const to = ((n * height + row) * width + column) * channels;
          for (let channel = 0; channel < channels; channel++) {
            sums[to + channel] = (sums[to + channel] as number) + (gradient[from++] as number);
          }
        }
      }
    }
    return tf.tensor4d(sums, images.shape);
  },
});

/** The pixel that each output pixel of one axis is copied from, as the forward kernel picks it. */
function sourceIndices(
  size: number,
  outSize: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): number[] {
  const aligned = alignCorners && outSize > 1;
  const scale = aligned ? (size - 1) / (outSize - 1) : size / outSize;
  return Array.from({ length: outSize }, (_, index) => {
    const place = (halfPixelCenters ? index + 0.5 : index) * scale;
    return Math.min(size - 1, aligned ? Math.round(place) : Math.floor(place));
  });
}
