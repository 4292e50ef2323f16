import type { NativeKernels } from './nativeKernels';

/** Normalisation and softmax. */
export const normalizationKernels: NativeKernels = {};
