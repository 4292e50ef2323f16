import * as tf from '@tensorflow/tfjs';

type Interpolation = 'nearest' | 'bilinear';

/**
 * Resizing with pixels as areas (`halfPixelCenters`) has a gradient that the kernels of tf.js on
 * graphics processors leave out of account: they spread what arrives as if pixels lay on corners.
 * There the gradient is taken as a product with the matrix of each axis; on CPU and WASM our own
 * kernels are right, and faster.
 */
export function correctResizeGradients(): void {
  correctGradient('ResizeBilinear', 'bilinear');
  correctGradient('ResizeNearestNeighbor', 'nearest');
}

function correctGradient(kernelName: string, interpolation: Interpolation): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, saved, attributes) => {
      const images = saved[0] as tf.Tensor4D;
      const gradient = dy as tf.Tensor4D;
      const hasOwnKernel = ['cpu', 'wasm'].includes(tf.getBackend());
      return {
        images: () =>
          attributes.halfPixelCenters === true && !hasOwnKernel
            ? centeredResizeGradient(gradient, images.shape, interpolation)
            : (tf
                .engine()
                .runKernel(`${kernelName}Grad`, { images, dy: gradient }, attributes) as tf.Tensor),
      };
    },
  });
}

/**
 * What arrives at a resized image, given back to the pixels that it was made of: Rᵀ·dy·C with the
 * matrices of rows and columns. Shapes: dy [n,oh,ow,c] → [n,h,w,c].
 */
export function centeredResizeGradient(
  dy: tf.Tensor4D,
  shape: readonly [number, number, number, number],
  interpolation: Interpolation,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = shape;
    const [, outHeight, outWidth] = dy.shape;
    const rows = tf.matMul(
      contributions(height, outHeight, interpolation),
      tf.reshape(dy, [batch, outHeight, outWidth * channels]),
    );
    const columns = tf.matMul(
      contributions(width, outWidth, interpolation),
      tf.reshape(rows, [batch * height, outWidth, channels]),
    );
    return tf.reshape(columns, [batch, height, width, channels]) as tf.Tensor4D;
  });
}

/** How much each place of an axis gives to each place of the resized one; shape [1,size,outSize]. */
function contributions(size: number, outSize: number, interpolation: Interpolation): tf.Tensor3D {
  const shares = new Float32Array(size * outSize);
  const last = size - 1;
  for (let out = 0; out < outSize; out++) {
    const centre = ((out + 0.5) * size) / outSize;
    const give = (place: number, share: number): void => {
      const at = Math.min(last, Math.max(0, place)) * outSize + out;
      shares[at] = (shares[at] as number) + share;
    };
    const first = Math.floor(centre - 0.5);
    const second = centre - 0.5 - first;
    if (interpolation === 'nearest') give(Math.floor(centre), 1);
    else {
      give(first, 1 - second);
      give(first + 1, second);
    }
  }
  return tf.tensor3d(shares, [1, size, outSize]);
}
