import type { ParityRow } from '../parityRow';
import { activationRows } from './activation';
import { convolutionRows } from './convolution';
import { coreRows } from './core';
import { mergingRows } from './merging';
import { normalizationRows } from './normalization';
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
  ...sequenceRows,
];

/** Kinds that no row compares, each with the reason. */
export const kindsWithoutRow: Readonly<Record<string, string>> = {
  input: 'A place where data enters computes nothing.',
  dropout: 'Draws random numbers, other ones than PyTorch.',
};
