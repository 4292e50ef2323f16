import * as tf from '@tensorflow/tfjs';

/**
 * Gradients that tf.js has no formula for: depthToSpace, gatherND, scatterND, the filter
 * gradient of convolution, without which nothing learns through a learning step (MAML), and the
 * input gradient of 3-D convolution, which is the forward pass of conv3dTranspose.
 */
export function addMissingGradients(): void {
  tf.registerGradient({
    kernelName: 'DepthToSpace',
    gradFunc: (dy, _saved, attributes) => ({
      x: () => {
        const block = attributes.blockSize as number;
        const [batchSize, height, width, channels] = (dy as tf.Tensor4D).shape;
        const rows = height / block;
        const columns = width / block;
        // Rank 5 at most, which every backend transposes: batch and rows go together.
        const split = tf.reshape(dy as tf.Tensor, [
          batchSize * rows,
          block,
          columns,
          block,
          channels,
        ]);
        return tf.reshape(tf.transpose(split, [0, 2, 1, 3, 4]), [
          batchSize,
          rows,
          columns,
          block * block * channels,
        ]);
      },
    }),
  });
  tf.registerGradient({
    kernelName: 'GatherNd',
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, saved) => {
      const [params, indices] = saved as [tf.Tensor, tf.Tensor];
      return {
        params: () => tf.scatterND(indices, dy as tf.Tensor, params.shape),
        indices: () => tf.zerosLike(indices),
      };
    },
  });
  tf.registerGradient({
    kernelName: 'ScatterNd',
    inputsToSave: ['indices'],
    gradFunc: (dy, saved) => {
      const indices = saved[0] as tf.Tensor;
      return {
        updates: () => tf.gatherND(dy as tf.Tensor, indices),
        indices: () => tf.zerosLike(indices),
      };
    },
  });
  tf.registerGradient({
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (second, saved, attributes) => {
      const [x, dy] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad, dimRoundingMode } = attributes as unknown as {
        strides: number | [number, number];
        pad: 'valid' | 'same' | number;
        dimRoundingMode?: 'floor' | 'round' | 'ceil';
      };
      const filter = second as tf.Tensor4D;
      return {
        x: () => tf.conv2dTranspose(dy, filter, x.shape, strides, pad, dimRoundingMode),
        dy: () => tf.conv2d(x, filter, strides, pad, 'NHWC', 1, dimRoundingMode),
      };
    },
  });
  tf.registerGradient({
    kernelName: 'Conv3DBackpropInputV2',
    inputsToSave: ['dy', 'filter'],
    gradFunc: (second, saved, attributes) => {
      const [dy, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
      const { strides, pad } = attributes as unknown as {
        strides: number | [number, number, number];
        pad: 'valid' | 'same';
      };
      const x = second as tf.Tensor5D;
      return {
        dy: () => tf.conv3d(x, filter, strides, pad),
        filter: () =>
          tf
            .engine()
            .runKernel(
              'Conv3DBackpropFilterV2',
              { x, dy },
              { strides, pad, filterShape: filter.shape },
            ) as tf.Tensor5D,
      };
    },
  });
}
