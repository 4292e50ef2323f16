import type { ParityRow } from '../parityRow';
import { activationRows } from './activation';
import { attentionRows } from './attention';
import { convolutionRows } from './convolution';
import { coreRows } from './core';
import { mergingRows } from './merging';
import { normalizationRows } from './normalization';
import { normalKernelRows } from './normalKernel';
import { poolingRows } from './pooling';
import { resamplingRows } from './resampling';
import { sequenceRows } from './sequence';
import { shapeRows } from './shape';

/** Every kind that PyTorch has too, with the same configuration in both languages. */
export const parityRows: readonly ParityRow[] = [
  ...coreRows,
  ...convolutionRows,
  ...poolingRows,
  ...resamplingRows,
  ...shapeRows,
  ...mergingRows,
  ...activationRows,
  ...normalizationRows,
  ...normalKernelRows,
  ...sequenceRows,
  ...attentionRows,
];

/** Kinds that no row compares, each with the reason. */
export const kindsWithoutRow: Readonly<Record<string, string>> = {
  input: 'A place where data enters computes nothing.',
  output: 'A place where data leaves computes nothing.',
  dropout: 'Draws random numbers, other ones than PyTorch.',
  alphaDropout: 'Draws random numbers, other ones than PyTorch.',
  gaussianDropout: 'Draws random numbers, other ones than PyTorch.',
  gaussianNoise: 'Draws random numbers, other ones than PyTorch.',
  spatialDropout1d: 'Draws random numbers, other ones than PyTorch.',
  spatialDropout2d: 'Draws random numbers, other ones than PyTorch.',
  spatialDropout3d: 'Draws random numbers, other ones than PyTorch.',
  stochasticDepth: 'Draws random numbers, other ones than PyTorch.',
  activityRegularization: 'Gives what it gets; PyTorch has no layer that adds to the loss.',
  rmsNormalization: 'PyTorch has it from 2.4 on, Debian 12 has 1.13.',
  minibatchStandardDeviation: 'PyTorch has no layer that compares the examples of a batch.',
  pixelNormalization: 'PyTorch has no normalisation of pixels.',
  adaptiveInstanceNormalization: 'PyTorch has no normalisation by a style.',
  spatiallyAdaptiveNormalization: 'PyTorch has no normalisation by a map.',
  gaussianNoiseSource: 'Draws random numbers, other ones than PyTorch.',
  gaussianSampling: 'Draws random numbers, other ones than PyTorch.',
  gumbelSoftmax: 'Draws random numbers, other ones than PyTorch.',
  noiseInjection: 'Draws random numbers, other ones than PyTorch.',
  constant: 'Its numbers are given; PyTorch has no layer that makes some from nothing.',
  learnedTensor: 'PyTorch has no layer for a parameter that meets no input.',
  masking: 'PyTorch has no masks that go on from layer to layer.',
  causalMask: 'A mask of zeros and ones; the row of attention compares what it does.',
  paddingMask: 'A mask of zeros and ones; the row of attention compares what it does.',
  attention: 'PyTorch has no multiplicative attention.',
  additiveAttention: 'PyTorch has no additive attention.',
  sinusoidalPositions: 'PyTorch has no layer that adds waves to positions.',
  convLstm2d: 'PyTorch has no LSTM whose products are convolutions.',
};
