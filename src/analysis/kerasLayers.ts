import type { InputsByPort, KerasLayer } from '../kinds/layerKind';
import { isVariadic, variadicPortIndex } from '../kinds/port';
import type { GraphAnalysis } from './graphAnalysis';
import { edgesInto } from './graphStructure';

/** A Keras layer with its name and the names of the layers that feed it. */
export interface NamedKerasLayer extends KerasLayer {
  /** Unique in the network: the node's id, with a suffix for helper layers before it. */
  readonly name: string;
  /** Names of the layers whose outputs it takes, in argument order; none for inputs. */
  readonly inputs: readonly string[];
  /** The node it stands for. */
  readonly node: string;
}

/**
 * The Keras layers that a sound graph stands for, sources first: what tf.js builds and what code
 * generation prints. Unused nodes are left out.
 */
export function kerasLayers(analysis: GraphAnalysis): readonly NamedKerasLayer[] {
  const { structure, nodes } = analysis;
  const names = new Set(Object.keys(analysis.graph.nodes));
  const layers: NamedKerasLayer[] = [];
  for (const id of structure.order) {
    const found = nodes.get(id);
    if (structure.unused.has(id) && structure.order.length > 1) continue;
    if (!found?.kind || !found.fields || !found.outputs) {
      throw new Error(`Node ${id} has errors; only a sound graph has layers.`);
    }
    const { kind } = found;
    const ports = [...edgesInto(structure, id)].sort(([a], [b]) =>
      isVariadic(kind.inputs)
        ? (variadicPortIndex(a) ?? 0) - (variadicPortIndex(b) ?? 0)
        : Object.keys(kind.inputs).indexOf(a) - Object.keys(kind.inputs).indexOf(b),
    );
    let inputs: readonly string[] = ports.map(([, edge]) => edge.from.node);
    const stack = kind.layers(found.fields, found.inputs as InputsByPort, found.outputs);
    for (const [index, layer] of stack.entries()) {
      let name = id;
      if (index < stack.length - 1) {
        name = `${id}_${layer.suffix ?? index}`;
        while (names.has(name)) name += '_';
        names.add(name);
      }
      layers.push({ ...layer, name, inputs, node: id });
      inputs = [name];
    }
  }
  return layers;
}
