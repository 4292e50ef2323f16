import { type Graph, graphUsedBy } from '../document/project';
import { isUpdateKind } from '../kinds/training/stepKind';
import { expandNetwork } from './expandNetwork';
import type { NodeAnalysis } from './graphAnalysis';
import { edgesInto, type GraphStructure } from './graphStructure';

/** A training step as far as it has been worked out. */
export interface StepParts {
  readonly id: string;
  readonly graph: Graph;
  readonly structure: GraphStructure;
  readonly nodes: ReadonlyMap<string, NodeAnalysis>;
}

/**
 * What can be trained in a step: networks, by their names, and trainable tensors, by those of their
 * nodes. Where both have a name, the network is meant.
 */
export interface StepLearners {
  /** The networks called, with the nodes that call them; copies are not among them. */
  readonly networks: ReadonlyMap<string, readonly string[]>;
  /** Networks that some call freezes. */
  readonly frozen: ReadonlySet<string>;
  readonly tensors: readonly string[];
}

/** The kind of a tensor that updates change. */
export const trainableTensorKind = 'trainableTensor';

/** All that can be trained in a step. */
export function stepLearners({ structure, nodes }: StepParts): StepLearners {
  const networks = new Map<string, string[]>();
  const frozen = new Set<string>();
  const tensors: string[] = [];
  for (const id of structure.ids) {
    const found = nodes.get(id);
    if (!found) continue;
    const used = graphUsedBy(found.node.kind);
    if (used?.relation === 'call') {
      const calls = networks.get(used.graph);
      if (calls) calls.push(id);
      else networks.set(used.graph, [id]);
      if (found.fields?.frozen === true) frozen.add(used.graph);
    } else if (found.node.kind === trainableTensorKind) tensors.push(id);
  }
  return { networks, frozen, tensors };
}

/** Learners whose weights the gradient of some node's output reaches. */
export function learnersBehind(parts: StepParts, node: string): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = [node];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const here = parts.nodes.get(id);
    if (!here || here.node.kind === 'stopGradient') continue;
    const used = graphUsedBy(here.node.kind);
    if (used?.relation === 'call') found.add(used.graph);
    if (here.node.kind === trainableTensorKind) {
      found.add(id);
      continue;
    }
    // A penalty on weights reaches them by name, without a wire.
    if (here.kind?.family === 'loss' && here.kind.fields.networks) {
      for (const name of namedLearners(parts, here)) found.add(name);
    }
    for (const edge of edgesInto(parts.structure, id).values()) {
      const type = parts.nodes.get(edge.from.node)?.outputs?.[edge.from.port];
      // Whole numbers and truths have no gradient.
      if (type && type.dtype !== 'float32') continue;
      waiting.push(edge.from.node);
    }
  }
  return found;
}

/** The learners that a node names; none named means all networks. */
function namedLearners(parts: StepParts, { fields }: NodeAnalysis): readonly string[] {
  const names = fields?.networks;
  return Array.isArray(names) && names.length > 0
    ? names.map((name) => learnerOf(String(name)))
    : [...stepLearners(parts).networks.keys()];
}

/** The learner that a name means or is a part of: `generator` of `generator/conv1`. */
export function learnerOf(name: string): string {
  const slash = name.indexOf('/');
  return slash < 0 ? name : name.slice(0, slash);
}

/** Whether a step has what a name means, a learner or a part of one, and whether training could change it. */
export function findLearner(
  parts: StepParts,
  name: string,
): { readonly exists: boolean; readonly isTrainable: boolean } {
  const learner = learnerOf(name);
  const { networks, tensors } = stepLearners(parts);
  const [call] = networks.get(learner) ?? [];
  if (call === undefined) {
    const exists = tensors.includes(name);
    return { exists, isTrainable: exists };
  }
  const found = parts.nodes.get(call);
  // With errors inside, nothing is known about its weights.
  if (!found?.inner || !found.costs || !found.outputs) return { exists: true, isTrainable: true };
  if (learner === name) return { exists: true, isTrainable: found.costs.trainableParameters > 0 };
  const part = name.slice(learner.length + 1);
  const layers = expandNetwork(found.inner).nodes.filter(
    // The step of a scanned block is taken apart no further.
    ({ path }) => path === part || path.startsWith(`${part}/`) || part.startsWith(`${path}/`),
  );
  return {
    exists: layers.length > 0,
    isTrainable: layers.some(({ analysis }) => (analysis.costs?.trainableParameters ?? 0) > 0),
  };
}

/** Whether a weight belongs to what a name names: a network, a part of one, a tensor. */
export function belongsTo(weight: string, name: string): boolean {
  return weight === name || weight.startsWith(`${name}/`);
}

/** An update of a training step. */
export interface StepUpdate {
  readonly node: string;
  readonly analysis: NodeAnalysis;
  /** The nodes of its losses, in the order of its ports. */
  readonly losses: readonly string[];
  /** What it changes, as it is named: networks, parts of them, trainable tensors. */
  readonly changes: readonly string[];
}

/** The updates of a step that have an optimizer, in the order in which they run. */
export function stepUpdates(parts: StepParts): readonly StepUpdate[] {
  const updates = parts.structure.ids.flatMap((node): StepUpdate[] => {
    const analysis = parts.nodes.get(node);
    if (!analysis?.kind || !isUpdateKind(analysis.kind)) return [];
    const losses = [...edgesInto(parts.structure, node)]
      .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
      .map(([, edge]) => edge.from.node);
    return [{ node, analysis, losses, changes: changesOf(parts, analysis, losses) }];
  });
  const order = ({ analysis }: StepUpdate): number => Number(analysis.fields?.order ?? 1);
  return updates
    .map((update, place) => ({ update, place }))
    .sort((a, b) => order(a.update) - order(b.update) || a.place - b.place)
    .map(({ update }) => update);
}

function changesOf(
  parts: StepParts,
  { fields }: NodeAnalysis,
  losses: readonly string[],
): readonly string[] {
  const named = fields?.networks;
  if (Array.isArray(named) && named.length > 0) return named.map(String);
  const { frozen } = stepLearners(parts);
  const reached = new Set(losses.flatMap((loss) => [...learnersBehind(parts, loss)]));
  return [...reached].filter((learner) => !frozen.has(learner));
}
