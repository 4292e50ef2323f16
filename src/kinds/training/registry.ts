import type { LayerKind } from '../layerKind';
import * as data from './data/index';
import * as losses from './loss/index';
import * as math from './math/index';
import * as metrics from './metric/index';
import {
  type DataKind,
  isDataKind,
  isUpdateKind,
  type LossKind,
  type UpdateKind,
} from './stepKind';
import * as updates from './update/index';
import * as views from './view/index';

/** Every source of examples and other values, in menu order. */
export const sourceKinds: readonly LayerKind[] = Object.values(data);

/** Every data set, in menu order. */
export const dataKinds: readonly DataKind[] = sourceKinds.filter(isDataKind);

/** Every loss, in menu order. */
export const lossKinds: readonly LossKind[] = Object.values(losses);

/** Every kind of update, in menu order: those with an optimizer, and others. */
export const updateKinds: readonly LayerKind[] = Object.values(updates);

/** Every update with an optimizer, in menu order. */
export const optimizerKinds: readonly UpdateKind[] = updateKinds.filter(isUpdateKind);

/** Every kind that stands in training steps only, family by family. */
export const stepKinds: readonly LayerKind[] = [
  ...sourceKinds,
  ...Object.values(math),
  ...lossKinds,
  ...Object.values(metrics),
  ...updateKinds,
  ...Object.values(views),
];

const stepKindsById: ReadonlyMap<string, LayerKind> = new Map(
  stepKinds.map((kind) => [kind.id, kind]),
);

/** The kind of a part of a training step with an identifier, or null. */
export function findStepKind(id: string): LayerKind | null {
  return stepKindsById.get(id) ?? null;
}

/** The data set with an identifier, or null. */
export function findDataKind(id: string): DataKind | null {
  return dataKinds.find((kind) => kind.id === id) ?? null;
}

/** The loss with an identifier, or null. */
export function findLossKind(id: string): LossKind | null {
  return lossKinds.find((kind) => kind.id === id) ?? null;
}

/** The update with an identifier, or null. */
export function findOptimizerKind(id: string): UpdateKind | null {
  return optimizerKinds.find((kind) => kind.id === id) ?? null;
}
