import { type Family, families } from './family';
import type { LayerKind } from './layerKind';
import * as layers from './layers/index';
import { findStepKind } from './training/registry';

/** Every kind of layer, in the order of the palette: by family, then by title. */
export const layerKinds: readonly LayerKind[] = Object.values(layers).sort(
  (a, b) => shelf(a.family) - shelf(b.family) || (a.title < b.title ? -1 : 1),
);

function shelf(family: Family): number {
  return Object.keys(families).indexOf(family);
}

const layerKindsById: ReadonlyMap<string, LayerKind> = new Map(
  layerKinds.map((kind) => [kind.id, kind]),
);

/** The kind with an identifier, or null when this version knows none. */
export function findLayerKind(id: string): LayerKind | null {
  return layerKindsById.get(id) ?? null;
}

/** The layer or part of a training step with an identifier, or null when this version knows none. */
export function findKind(id: string): LayerKind | null {
  return findLayerKind(id) ?? findStepKind(id);
}
