import type * as tf from '@tensorflow/tfjs';
import { analyseGraph } from '../analysis/analyse';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { edgesInto } from '../analysis/graphStructure';
import type { Edge, GraphNode } from '../document/project';
import { isStepFamily } from '../kinds/family';
import { type BuiltNetwork, buildModel } from './buildModel';
import { portsInOrder } from './stepEvaluation';

/** The layers that stand in a training step itself, each as a model of its own, by node. */
export async function buildStepLayers(
  step: GraphAnalysis,
  seed: number,
): Promise<ReadonlyMap<string, BuiltNetwork>> {
  const layers = new Map<string, BuiltNetwork>();
  for (const [id, { node, kind, inputs }] of step.nodes) {
    if (!kind || isStepFamily(kind.family)) continue;
    const edges = edgesInto(step.structure, id);
    const isOfBatch = Object.values(inputs).some((type) => type?.per === 'batch');
    const nodes: Record<string, GraphNode> = {};
    const wires: Edge[] = [];
    for (const port of portsInOrder(edges)) {
      const type = inputs[port];
      const input = `input-${port}`;
      nodes[input] = {
        id: input,
        kind: 'input',
        fields: {
          shape: [...(isOfBatch ? [1] : []), ...(type?.shape ?? [])],
          dtype: type?.dtype ?? 'float32',
        },
      };
      wires.push({ from: { node: input, port: 'y' }, to: { node: id, port } });
    }
    nodes[id] = node;
    const network = analyseGraph(id, { role: 'network', nodes, edges: wires });
    const built = await buildModel(network, { seed, forTraining: true });
    layers.set(id, isOfBatch ? appliedAlone(built, id) : built);
  }
  return layers;
}

/** A layer without its model, which would ask tensors for the whole batch for an axis of examples. */
function appliedAlone(built: BuiltNetwork, name: string): BuiltNetwork {
  const layer = built.model.getLayer(name);
  const apply: BuiltNetwork['apply'] = (inputs, training) =>
    [layer.apply([...inputs], { training })].flat(1) as tf.Tensor[];
  return { ...built, apply };
}
