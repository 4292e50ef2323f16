import { cast, identity } from './copies';
import type { NativeKernels } from './nativeKernels';
import { sum } from './sums';

/** Element-wise work, sums and optimizers. */
export const elementwiseKernels: NativeKernels = {
  Cast: cast,
  Identity: identity,
  Mean: (native) => sum(native, true),
  Sum: (native) => sum(native, false),
};
