import * as tf from '@tensorflow/tfjs';

type Shape5D = [number, number, number, number, number];

/** What tf.js hands to the kernels of 3-D convolution gradients. */
export interface Convolution3DAttributes {
  readonly strides: number | [number, number, number];
  readonly pad: 'valid' | 'same';
  readonly inputShape?: Shape5D;
  readonly filterShape?: Shape5D;
}

/**
 * Visits every multiplication of a 3-D convolution, channels left out: output voxel, filter tap and
 * input voxel, each by its index. Taps that fall on padding are left out.
 */
export function forEachTap(
  inputShape: number[],
  filterShape: number[],
  attributes: Convolution3DAttributes,
  visit: (output: number, tap: number, input: number) => void,
): void {
  const info = tf.backend_util.computeConv3DInfo(
    inputShape as Shape5D,
    filterShape as Shape5D,
    attributes.strides,
    1,
    attributes.pad,
  );
  const { inDepth, inHeight, inWidth, outDepth, outHeight, outWidth } = info;
  const { filterDepth, filterHeight, filterWidth, padInfo } = info;
  const voxels = info.batchSize * outDepth * outHeight * outWidth;
  for (let output = 0; output < voxels; output++) {
    const left = (output % outWidth) * info.strideWidth - padInfo.left;
    const line = Math.floor(output / outWidth);
    const top = (line % outHeight) * info.strideHeight - padInfo.top;
    const plane = Math.floor(line / outHeight);
    const front = (plane % outDepth) * info.strideDepth - padInfo.front;
    const n = Math.floor(plane / outDepth);
    const endZ = Math.min(filterDepth, inDepth - front);
    const endY = Math.min(filterHeight, inHeight - top);
    const endX = Math.min(filterWidth, inWidth - left);
    for (let z = Math.max(0, -front); z < endZ; z++) {
      for (let y = Math.max(0, -top); y < endY; y++) {
        const row = ((n * inDepth + front + z) * inHeight + top + y) * inWidth + left;
        const taps = (z * filterHeight + y) * filterWidth;
        for (let x = Math.max(0, -left); x < endX; x++) visit(output, taps + x, row + x);
      }
    }
  }
}
