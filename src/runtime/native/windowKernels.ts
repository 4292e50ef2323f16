import type { NativeKernels } from './nativeKernels';

/** Pooling and depthwise convolutions. */
export const windowKernels: NativeKernels = {};
