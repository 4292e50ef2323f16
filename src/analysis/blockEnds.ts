import type { Graph } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';

/** Where a graph is entered and left when it is used as a block. */
export interface BlockEnds {
  /** Input ports with the input nodes they lead to, in file order; a single one is called `x`. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Output ports with the nodes they come from: output nodes, or open ends; a single one is called `y`. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** The input port of a block that has one. */
const onlyInput = 'x';

const endsByGraph = new WeakMap<Graph, BlockEnds>();

/** The ends of a graph as a block. */
export function blockEnds(graph: Graph): BlockEnds {
  const known = endsByGraph.get(graph);
  if (known) return known;
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (const node of Object.values(graph.nodes)) {
    if (node.kind === 'input') inputs.push(node.id);
    if (node.kind === 'output') outputs.push(node.id);
  }
  const ends = {
    inputs: portsTo(inputs, onlyInput),
    outputs: portsTo(outputs.length > 0 ? outputs : openEnds(graph), onlyOutput),
  };
  endsByGraph.set(graph, ends);
  return ends;
}

function portsTo(nodes: readonly string[], only: string): ReadonlyMap<string, string> {
  const [first, ...others] = nodes;
  if (first !== undefined && others.length === 0) return new Map([[only, first]]);
  return new Map(nodes.map((node) => [node, node]));
}

/** Nodes that something feeds (or that need nothing) and that feed nothing. */
function openEnds(graph: Graph): string[] {
  const sources = new Set<string>();
  const targets = new Set<string>();
  for (const { from, to } of graph.edges) {
    sources.add(from.node);
    targets.add(to.node);
  }
  return Object.keys(graph.nodes).filter((id) => !sources.has(id) && targets.has(id));
}
