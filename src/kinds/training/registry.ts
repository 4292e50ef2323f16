import { parseFields } from '../field';
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

function byTitle<Kind extends LayerKind>(kinds: readonly Kind[]): readonly Kind[] {
  return [...kinds].sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Every source of examples and other values, by title. */
export const sourceKinds: readonly LayerKind[] = byTitle<LayerKind>(Object.values(data));

/** Every source whose columns are known by its fields, data sets and endless ones, by title. */
export const dataKinds: readonly DataKind[] = sourceKinds.filter(isDataKind);

/** Every data set that an epoch goes through once, by title; the others never end. */
export const dataSetKinds: readonly DataKind[] = dataKinds.filter((kind) => {
  const { values } = parseFields(kind.fields, {});
  return values !== null && kind.trainCount(values) !== Number.POSITIVE_INFINITY;
});

/** Every loss, by title. */
export const lossKinds: readonly LossKind[] = byTitle(Object.values(losses));

/** Every kind of update, by title: those with an optimizer, and others. */
export const updateKinds: readonly LayerKind[] = byTitle<LayerKind>(Object.values(updates));

/** Every update with an optimizer, by title. */
export const optimizerKinds: readonly UpdateKind[] = updateKinds.filter(isUpdateKind);

/** Every kind that stands in training steps only, family by family. */
export const stepKinds: readonly LayerKind[] = [
  ...sourceKinds,
  ...byTitle(Object.values(math)),
  ...lossKinds,
  ...byTitle(Object.values(metrics)),
  ...updateKinds,
  ...byTitle(Object.values(views)),
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
