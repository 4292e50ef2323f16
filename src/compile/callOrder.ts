import type { LayerTensor, NamedKerasLayer } from '../analysis/kerasLayers';

/** The calls of every layer by its name, as places in `calls`, in the order in which tf.js makes them. */
export type CallOrder = ReadonlyMap<string, readonly number[]>;

/**
 * The order in which tf.js makes the calls of shared layers: it goes through the layers again and
 * again, and makes of each all calls whose inputs are there. Calls are numbered as they are made, so
 * that a call may come before one that the drawing has earlier. Source: `Container.fromConfig` of tf.js.
 */
export function callOrder(layers: readonly NamedKerasLayer[]): CallOrder {
  const made = new Map<string, number[]>(layers.map(({ name }) => [name, []]));
  const isThere = ({ layer, call }: LayerTensor): boolean =>
    made.get(layer)?.includes(call) ?? false;
  let waiting: readonly NamedKerasLayer[] = layers;
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const { name, calls } of waiting) {
      const done = made.get(name) as number[];
      for (const [call, { inputs }] of calls.entries()) {
        if (done.includes(call) || !inputs.every(isThere)) continue;
        done.push(call);
        isMoving = true;
      }
    }
    waiting = waiting.filter(({ name, calls }) => calls.length > (made.get(name)?.length ?? 0));
  }
  return made;
}
