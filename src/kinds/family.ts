/** The shelves of the library, in the order in which they are shown. */
export const families = {
  input: 'Input',
  source: 'Sources',
  block: 'Blocks',
  core: 'Dense',
  convolution: 'Convolution',
  pooling: 'Pooling',
  resampling: 'Resampling',
  shape: 'Shape',
  merging: 'Merging',
  activation: 'Activation',
  normalization: 'Normalisation',
  regularization: 'Regularisation',
  sequence: 'Sequence',
  attention: 'Attention',
} as const;

/** The identifier of a family. */
export type Family = keyof typeof families;
