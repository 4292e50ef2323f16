import type { NativeKernels } from './nativeKernels';

/** Element-wise work, sums and optimizers. */
export const elementwiseKernels: NativeKernels = {};
