import { cast, identity } from './copies';
import type { NativeKernels } from './nativeKernels';
import { binary, unary } from './pairs';
import { sum } from './sums';

/** Element-wise work, sums and optimizers. */
export const elementwiseKernels: NativeKernels = {
  Add: (native) => binary(native, 'add'),
  Cast: cast,
  Identity: identity,
  Maximum: (native) => binary(native, 'maximum'),
  Mean: (native) => sum(native, true),
  Minimum: (native) => binary(native, 'minimum'),
  Multiply: (native) => binary(native, 'multiply'),
  RealDiv: (native) => binary(native, 'divide'),
  Relu: (native) => unary(native, 'relu'),
  SquaredDifference: (native) => binary(native, 'squaredDifference'),
  Sub: (native) => binary(native, 'subtract'),
  Sum: (native) => sum(native, false),
  Tanh: (native) => unary(native, 'tanh'),
};
