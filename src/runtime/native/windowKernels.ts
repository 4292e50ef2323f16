import {
  depthwiseConv2d,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  fusedDepthwiseConv2d,
} from './depthwiseKernels';
import { padV2 } from './imagePadding';
import type { NativeKernels } from './nativeKernels';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from './poolingKernels';

/** Pooling, depthwise convolutions, and zeros around images. */
export const windowKernels: NativeKernels = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  DepthwiseConv2dNative: depthwiseConv2d,
  FusedDepthwiseConv2D: fusedDepthwiseConv2d,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dBackpropInput,
  PadV2: padV2,
};
