import { conv2d, conv2dBackpropFilter, conv2dBackpropInput, fusedConv2d } from './convolutions';
import { batchMatMul, fusedMatMul } from './matrixProducts';
import type { NativeKernels } from './nativeKernels';

/** Matrix products and convolutions. */
export const productKernels: NativeKernels = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: fusedMatMul,
  Conv2D: conv2d,
  FusedConv2D: fusedConv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
};
