import { csv } from './data/csv';
import { idx } from './data/idx';
import { imageFolder } from './data/imageFolder';
import { mnist } from './data/mnist';
import { playground } from './data/playground';
import { binaryCrossentropy } from './loss/binaryCrossentropy';
import { categoricalCrossentropy } from './loss/categoricalCrossentropy';
import { hinge } from './loss/hinge';
import { meanAbsoluteError } from './loss/meanAbsoluteError';
import { meanSquaredError } from './loss/meanSquaredError';
import { adagrad } from './optimizer/adagrad';
import { adam } from './optimizer/adam';
import { momentum } from './optimizer/momentum';
import { rmsprop } from './optimizer/rmsprop';
import { sgd } from './optimizer/sgd';
import type { DataKind, LossKind, OptimizerKind } from './trainingKind';

/** Every source of examples, in menu order. */
export const dataKinds: readonly DataKind[] = [mnist, playground, csv, idx, imageFolder];

/** Every loss, in menu order. */
export const lossKinds: readonly LossKind[] = [
  categoricalCrossentropy,
  binaryCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  hinge,
];

/** Every optimizer, in menu order. */
export const optimizerKinds: readonly OptimizerKind[] = [sgd, momentum, adam, rmsprop, adagrad];

/** The data kind with an identifier, or null. */
export function findDataKind(id: string): DataKind | null {
  return dataKinds.find((kind) => kind.id === id) ?? null;
}

/** The loss with an identifier, or null. */
export function findLossKind(id: string): LossKind | null {
  return lossKinds.find((kind) => kind.id === id) ?? null;
}

/** The optimizer with an identifier, or null. */
export function findOptimizerKind(id: string): OptimizerKind | null {
  return optimizerKinds.find((kind) => kind.id === id) ?? null;
}
