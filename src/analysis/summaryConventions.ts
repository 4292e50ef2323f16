import { floatingPointConventions } from './floatingPointOperations';
import { receptiveFieldConvention } from './receptiveField';

/** What each number of a summary means, for headings, help and exports. */
export const conventions = {
  output: 'Shape of one example, without the batch axis.',
  parameters:
    'Numbers in all weights; a shared weight counts once. Moving averages are not trainable.',
  trainableParameters:
    'Parameters that training changes; those of frozen layers are not among them.',
  macs: 'Multiply-accumulates of one forward pass of one example; bias and element-wise work not counted.',
  forwardFlops: floatingPointConventions.forward,
  backwardFlops: floatingPointConventions.backward,
  activationBytes:
    'Bytes of every output for one example, 4 a number; layers that only reshape share memory and count 0.',
  batchActivationBytes: 'Bytes of every output for all examples of a batch.',
  weightBytes: 'Bytes of all parameters, 4 a number.',
  gradientBytes: 'One gradient for every trainable parameter, 4 bytes a number.',
  optimizerBytes: 'What the optimizer keeps beside the trainable parameters, 4 bytes a number.',
  receptiveField: receptiveFieldConvention,
  receptiveFieldJump:
    'Input positions between what two neighbouring output positions see, along each axis.',
  receptiveFieldCentre:
    'The middle of what the first output position sees along each axis, the first input position being 0.',
  peakBytes:
    'The most that tf.js holds while it trains one batch: weights, optimizer slots, and what it keeps for the gradient or takes to change weights.',
} as const;
