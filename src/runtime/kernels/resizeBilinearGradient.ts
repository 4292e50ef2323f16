import * as tf from '@tensorflow/tfjs';

/** Where an output pixel of one axis comes from: two neighbours, and how much of the second. */
interface Source {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

/**
 * The input gradient of bilinear resizing on CPU and WASM: every output pixel adds to the four it
 * was mixed from. In tf.js 4.22 the CPU kernel gives a gradient with height and width exchanged, and
 * both kernels leave `halfPixelCenters` out of account.
 * Shapes: images [n,h,w,c], dy [n,oh,ow,c] → [n,h,w,c].
 */
export const resizeBilinearGradient = (backendName: 'cpu' | 'wasm'): tf.KernelConfig => ({
  kernelName: 'ResizeBilinearGrad',
  backendName,
  kernelFunc: ({ inputs, attrs }) => {
    const images = inputs.images as tf.Tensor4D;
    const dy = inputs.dy as tf.Tensor4D;
    const { alignCorners, halfPixelCenters } = attrs as unknown as {
      alignCorners: boolean;
      halfPixelCenters: boolean;
    };
    const [batchSize, height, width, channels] = images.shape;
    const rows = sources(height, dy.shape[1], alignCorners, halfPixelCenters);
    const columns = sources(width, dy.shape[2], alignCorners, halfPixelCenters);
    const gradient = dy.dataSync();
    const sums = new Float32Array(images.size);
    const add = (n: number, row: number, column: number, from: number, weight: number): void => {
      if (weight === 0) return;
      const to = ((n * height + row) * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const share = weight * (gradient[from + channel] as number);
        sums[to + channel] = (sums[to + channel] as number) + share;
      }
    };
    let from = 0;
    for (let n = 0; n < batchSize; n++) {
      for (const row of rows) {
        for (const column of columns) {
          add(n, row.first, column.first, from, (1 - row.share) * (1 - column.share));
          add(n, row.first, column.second, from, (1 - row.share) * column.share);
          add(n, row.second, column.first, from, row.share * (1 - column.share));
          add(n, row.second, column.second, from, row.share * column.share);
          from += channels;
        }
      }
    }
    return tf.tensor4d(sums, images.shape);
  },
});

/** The sources of every output pixel of one axis, as the forward kernel picks them. */
function sources(
  size: number,
  outSize: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): Source[] {
  const aligned = alignCorners && outSize > 1;
  const scale = aligned ? (size - 1) / (outSize - 1) : size / outSize;
  return Array.from({ length: outSize }, (_, index) => {
    const place = halfPixelCenters ? (index + 0.5) * scale - 0.5 : index * scale;
    const first = Math.min(size - 1, Math.max(0, Math.floor(place)));
    const second = Math.max(first, Math.min(size - 1, Math.ceil(place)));
    return { first, second, share: place - first };
  });
}
