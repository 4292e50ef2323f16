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
  data: 'Data',
  network: 'Networks',
  math: 'Math',
  loss: 'Losses',
  metric: 'Metrics',
  update: 'Updates',
  view: 'Views',
} as const;

/** The identifier of a family. */
export type Family = keyof typeof families;

/** The families whose kinds stand in training steps only. */
const stepFamilies: ReadonlySet<Family> = new Set([
  'data',
  'network',
  'math',
  'loss',
  'metric',
  'update',
  'view',
]);

/** Whether the kinds of a family stand in training steps, and in no network. */
export function isStepFamily(family: Family): boolean {
  return stepFamilies.has(family);
}
