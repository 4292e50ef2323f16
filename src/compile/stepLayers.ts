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
    const nodes: Record<string, GraphNode> = {};
    const wires: Edge[] = [];
    for (const port of portsInOrder(edges)) {
      const type = inputs[port];
      const input = `input-${port}`;
      nodes[input] = {
        id: input,
        kind: 'input',
        fields: { shape: [...(type?.shape ?? [])], dtype: type?.dtype ?? 'float32' },
      };
      wires.push({ from: { node: input, port: 'y' }, to: { node: id, port } });
    }
    nodes[id] = node;
    const network = analyseGraph(id, { role: 'network', nodes, edges: wires });
    layers.set(id, await buildModel(network, { seed, forTraining: true }));
  }
  return layers;
}
