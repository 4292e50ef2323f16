import type { LayerKind } from './layerKind';
import * as layers from './layers/index';

/** Every kind of layer, in the order of the palette: by family, then by title. */
export const layerKinds: readonly LayerKind[] = Object.values(layers);

const layerKindsById: ReadonlyMap<string, LayerKind> = new Map(
  layerKinds.map((kind) => [kind.id, kind]),
);

/** The kind with an identifier, or null when this version knows none. */
export function findLayerKind(id: string): LayerKind | null {
  return layerKindsById.get(id) ?? null;
}
