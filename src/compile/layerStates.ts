import * as tf from '@tensorflow/tfjs';
import type { BuiltNetwork, WeightValues } from './buildModel';

/** A layer that keeps states between batches. */
interface StatefulLayer {
  keptTensors(): readonly tf.Tensor[];
  keepTensors(tensors: readonly tf.Tensor[]): void;
}

function statefulLayers(
  networks: ReadonlyMap<string, BuiltNetwork>,
): readonly (readonly [string, StatefulLayer])[] {
  return [...networks].flatMap(([network, { model }]) =>
    model.layers.flatMap((layer) =>
      'keptTensors' in layer
        ? [[`${network}/${layer.name}`, layer as unknown as StatefulLayer] as const]
        : [],
    ),
  );
}

/** The states that layers of networks keep between batches, by name. */
export async function layerStates(
  networks: ReadonlyMap<string, BuiltNetwork>,
): Promise<ReadonlyMap<string, WeightValues>> {
  const states = new Map<string, WeightValues>();
  for (const [name, layer] of statefulLayers(networks)) {
    for (const [place, tensor] of layer.keptTensors().entries()) {
      const values = Float32Array.from(await tensor.data());
      states.set(`${name}/kept${place}`, { dtype: 'F32', shape: tensor.shape, values });
    }
  }
  return states;
}

/** Gives layers back the states that they kept. */
export function restoreLayerStates(
  networks: ReadonlyMap<string, BuiltNetwork>,
  states: ReadonlyMap<string, WeightValues>,
): void {
  for (const [name, layer] of statefulLayers(networks)) {
    const tensors: tf.Tensor[] = [];
    for (let place = 0; ; place++) {
      const found = states.get(`${name}/kept${place}`);
      if (!found) break;
      tensors.push(tf.tensor(found.values, [...found.shape]));
    }
    if (tensors.length > 0) layer.keepTensors(tensors);
    tf.dispose(tensors);
  }
}
