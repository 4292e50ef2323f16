import * as tf from '@tensorflow/tfjs';

/** Padding written out per axis, as tf.js takes it for NHWC. */
export type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

/** What tf.js hands to the kernels of convolution gradients. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly dilations?: number | [number, number];
  readonly pad: 'valid' | 'same' | number | ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
}

/** Where the windows of a 2-D convolution lie; sizes in elements. */
export interface ConvolutionGeometry {
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/**
 * The geometry of an NHWC convolution.
 * @throws where the data format is NCHW, which the WASM backend lacks in the forward pass too.
 */
export function convolutionGeometry(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): ConvolutionGeometry {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error('Convolution gradients on WASM want NHWC tensors, found NCHW.');
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    depthwise,
  );
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const { top: padTop, left: padLeft } = info.padInfo;
  return { strideHeight, strideWidth, dilationHeight, dilationWidth, padTop, padLeft };
}
