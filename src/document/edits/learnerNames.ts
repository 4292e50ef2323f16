import { type Graph, type GraphNode, graphUsedBy, type Phase } from '../project';

/** The fields of parts of training steps in which networks, their parts and tensors are named. */
const namingFields = ['networks', 'policy'] as const;

/** A name after what it names, or what that is a part of, was renamed. */
function renamed(name: string, from: string, to: string): string {
  return name === from || name.startsWith(`${from}/`) ? to + name.slice(from.length) : name;
}

/** A node whose fields name something that was renamed: `network`, `network/node`, a tensor. */
export function withNamesChanged(node: GraphNode, from: string, to: string): GraphNode {
  let { fields } = node;
  for (const field of namingFields) {
    const value = fields[field];
    if (value === undefined) continue;
    const changed = Array.isArray(value)
      ? value.map((name) => renamed(String(name), from, to))
      : renamed(String(value), from, to);
    if (String(changed) !== String(value)) fields = { ...fields, [field]: changed };
  }
  return fields === node.fields ? node : { ...node, fields };
}

/** A phase whose names of what is frozen or fresh follow what was renamed. */
export function phaseWithNamesChanged(phase: Phase, from: string, to: string): Phase {
  const all = (names: readonly string[]): readonly string[] =>
    names.map((name) => renamed(name, from, to));
  return { ...phase, frozen: all(phase.frozen), fresh: all(phase.fresh) };
}

/** The port on which the output of a layer inside a called network leaves the call. */
function portOf(path: string): string {
  return path.replaceAll('/', '_');
}

/** A training step after a node of a network was renamed, which it may name in fields and take features from. */
export function withPartRenamed(step: Graph, network: string, from: string, to: string): Graph {
  const nodes: Record<string, GraphNode> = {};
  const ports = new Map<string, string>();
  for (const [id, node] of Object.entries(step.nodes)) {
    const named = withNamesChanged(node, `${network}/${from}`, `${network}/${to}`);
    const used = graphUsedBy(node.kind);
    const { features } = named.fields;
    if (used?.relation !== 'call' || used.graph !== network || !Array.isArray(features)) {
      nodes[id] = named;
      continue;
    }
    const paths = features.map((path) => {
      const changed = renamed(String(path), from, to);
      if (changed !== path) ports.set(`${id}:${portOf(String(path))}`, portOf(changed));
      return changed;
    });
    nodes[id] = { ...named, fields: { ...named.fields, features: paths } };
  }
  const edges = step.edges.map((edge) => {
    const port = ports.get(`${edge.from.node}:${edge.from.port}`);
    return port === undefined ? edge : { ...edge, from: { ...edge.from, port } };
  });
  return { ...step, nodes, edges };
}
