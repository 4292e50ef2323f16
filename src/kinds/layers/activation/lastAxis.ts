import type { KerasLayer } from '../../layerKind';
import { placeOfAxis } from '../axis';

/**
 * A layer that works along the last axis, put to work along another: the axes are swapped before and
 * after it, since tf.js knows no other way.
 */
export function alongLastAxis(axis: number, rank: number, layer: KerasLayer): KerasLayer[] {
  const place = placeOfAxis(axis, rank);
  if (place === null || place === rank - 1) return [layer];
  const dims = Array.from({ length: rank }, (_, index) =>
    index === place ? rank : index === rank - 1 ? place + 1 : index + 1,
  );
  const swap = { className: 'Permute', config: { dims } };
  return [{ ...swap, suffix: 'swapped' }, { ...layer, suffix: 'last' }, swap];
}
