import type { TensorType } from '../base/tensorType';
import { type Graph, type GraphNode, type GraphRole, graphUsedBy } from '../document/project';
import { isStepFamily } from '../kinds/family';
import type { InputsByPort, LayerKind } from '../kinds/layerKind';
import { isVariadic } from '../kinds/port';
import { findLayerKind } from '../kinds/registry';
import { applyBlock } from './applyBlock';
import { applyCall } from './applyCall';
import { applyLayer } from './applyLayer';
import { chainedPorts, mainInput, weightsTaken } from './chaining';
import type { AnalysisContext, GraphUse, NodeAnalysis, NodeCosts } from './graphAnalysis';
import { largestNetwork, layersOf, refuseLayers } from './layerCount';
import { addCosts, noCosts, withoutWeights } from './nodeCosts';
import { nodeReport } from './nodeReport';
import { type Names, resolveBypass, resolveRepeat } from './nodeSettings';

/**
 * Works out one node from the types that arrive at it, as often as it is repeated; never throws,
 * whatever the fields hold. In a network that `isFull` of layers, blocks and repetitions are refused.
 */
export function analyseNode(
  context: AnalysisContext,
  graphId: string,
  node: GraphNode,
  inputs: NodeAnalysis['inputs'],
  use: GraphUse,
  isFull = false,
): NodeAnalysis {
  const kind = context.kinds(node);
  const { diagnostics, say } = nodeReport(graphId, node);
  const nothing: NodeAnalysis = {
    node,
    kind,
    fields: null,
    inputs,
    outputs: null,
    costs: null,
    diagnostics,
    bypassed: false,
    parts: null,
    inner: null,
    steps: 1,
  };
  if (isFull && kind && (kind.family === 'block' || node.repeat !== undefined)) {
    return refuse(graphId, nothing, Infinity);
  }
  if (!kind) {
    const used = graphUsedBy(node.kind);
    say(
      used === null ? 'graph/unknownKind' : 'block/unknown',
      'error',
      used === null
        ? `"${node.kind}" is not a kind that this version of Netloom knows. Everything it holds is kept; replace it or use a newer version.`
        : used.relation === 'block'
          ? `There is no graph "${used.graph}" in this project that ${node.id} could use as a block. Add it, or choose another.`
          : `There is no network "${used.graph}" in this project that ${node.id} could call. Add it, or choose another.`,
    );
    return nothing;
  }
  const misplaced = misplacement(context.graphs[graphId]?.role ?? 'network', node, kind);
  if (misplaced !== null) {
    say('graph/misplaced', 'error', misplaced);
    return nothing;
  }
  if (kind.family === 'network') {
    return applyCall(context, graphId, node, kind, inputs, use.arguments);
  }
  const repeat = resolveRepeat(node, use.arguments);
  if (!repeat.ok) say('graph/invalidRepeat', 'error', repeat.error, { field: 'repeat' });
  const bypass = resolveBypass(node, use.arguments);
  if (!bypass.ok) say('graph/invalidBypass', 'error', bypass.error, { field: 'bypass' });
  if (!repeat.ok || !bypass.ok) return nothing;
  if (bypass.value || repeat.value === 0) {
    const port = mainInput(kind, inputs);
    const type = port === undefined ? null : (inputs[port] ?? null);
    const out = kind.outputs[0];
    const isOpen = port !== undefined && !Object.hasOwn(inputs, port);
    const isMissing = isOpen && !isVariadic(kind.inputs) && !kind.inputs[port]?.optional;
    // What is missing is said with the wires.
    if (port === undefined || (isOpen && !isMissing)) {
      say(
        'graph/nothingToPass',
        'error',
        `${node.id} is bypassed, but has no input that it could let through. Connect it, or set ${bypass.value ? 'bypass to false' : 'repeat to at least 1'}.`,
      );
    }
    return {
      ...nothing,
      outputs: type && out !== undefined ? { [out]: type } : null,
      costs: noCosts,
      bypassed: true,
    };
  }
  if (node.scan && kind.family !== 'block') {
    say(
      'graph/scannedLayer',
      'warning',
      `${node.id} is a layer, and only a block can be scanned along a sequence. Take the scan out, or group ${node.id} into a block.`,
      { field: 'scan' },
    );
  }
  if (
    (repeat.value ?? 1) > 1 &&
    !isVariadic(kind.inputs) &&
    mainInput(kind, inputs) === undefined
  ) {
    say(
      'graph/nothingToRepeat',
      'error',
      `${node.id} has no input, so its ${repeat.value} repetitions cannot feed each other. Set repeat to 1.`,
      { field: 'repeat' },
    );
    return nothing;
  }
  const once = (arriving: NodeAnalysis['inputs'], names: Names): NodeAnalysis =>
    kind.family === 'block'
      ? applyBlock(context, graphId, node, kind, arriving, names, use.frozen)
      : applyLayer(graphId, node, kind, arriving, names, use);
  if (repeat.value === null) {
    const made = once(inputs, use.arguments);
    const found =
      diagnostics.length === 0
        ? made
        : { ...made, diagnostics: [...diagnostics, ...made.diagnostics] };
    const taken = found.costs && takenWeights(context, graphId, node, kind);
    return taken && found.costs ? { ...found, costs: withoutWeights(found.costs, taken) } : found;
  }
  return chain(graphId, nothing, kind, repeat.value, use, once);
}

/** Why a kind cannot stand in a graph of a role, in one sentence; null where it can. */
function misplacement(role: GraphRole, { id }: GraphNode, kind: LayerKind): string | null {
  if (role === 'network') {
    return isStepFamily(kind.family)
      ? `${kind.title} belongs in a training step, and ${id} stands in a network. Delete it here and add it to a training step.`
      : null;
  }
  if (kind.family === 'block') {
    return `${id} uses a graph as a block, and this is a training step. Call the graph as a network here.`;
  }
  if (kind.family === 'input') {
    return `${kind.title} belongs in a network; in a training step values come from data. Delete ${id}, and add a data set, noise or a constant.`;
  }
  // Only networks have weights, so that they are saved, counted and shared with them.
  return !isStepFamily(kind.family) && 'trainable' in kind.fields
    ? `${kind.title} has weights, which belong in a network. Put ${id} into a network, and call that here.`
    : null;
}

/** Whether a kind can stand in a graph of a role. */
export function isPlaceable(role: GraphRole, kind: LayerKind): boolean {
  return misplacement(role, { id: '', kind: kind.id, fields: {} }, kind) === null;
}

/** Works out a layer by itself, apart from any project. */
export function analyseLayer(node: GraphNode, inputs: NodeAnalysis['inputs']): NodeAnalysis {
  const graph: Graph = { role: 'network', nodes: { [node.id]: node }, edges: [] };
  const context: AnalysisContext = {
    graphs: { main: graph },
    kinds: ({ kind }) => findLayerKind(kind),
    recursive: new Set(),
    analyseUse() {
      throw new Error('A layer by itself has no blocks.');
    },
  };
  return analyseNode(context, 'main', node, inputs, { arguments: {}, inputs: null, frozen: false });
}

/** The weights that a node takes from another one; null for a node with its own. */
function takenWeights(
  context: AnalysisContext,
  graphId: string,
  node: GraphNode,
  kind: LayerKind,
): 'all' | readonly string[] | null {
  if (node.weightsOf === undefined) return null;
  const owner = context.graphs[graphId]?.nodes[node.weightsOf];
  const ownerKind = owner && context.kinds(owner);
  return ownerKind ? weightsTaken(kind, ownerKind) : null;
}

function chain(
  graphId: string,
  nothing: NodeAnalysis,
  kind: LayerKind,
  times: number,
  use: GraphUse,
  once: (inputs: NodeAnalysis['inputs'], names: Names) => NodeAnalysis,
): NodeAnalysis {
  const { node, inputs } = nothing;
  const chained = chainedPorts(kind, inputs);
  const parts: NodeAnalysis[] = [];
  const diagnostics = [...nothing.diagnostics];
  const said = new Set<string>();
  let arriving = inputs;
  let costs: NodeCosts | null = noCosts;
  let layers = 0;
  for (let index = 1; index <= times; index++) {
    const found = once(arriving, { ...use.arguments, index });
    const counted: NodeCosts | null =
      found.costs && (node.weightsOf !== undefined || (node.sharedWeights && index > 1))
        ? withoutWeights(found.costs, 'all')
        : found.costs;
    const part = { ...found, costs: counted };
    for (const diagnostic of part.diagnostics) {
      if (said.has(diagnostic.message)) continue;
      said.add(diagnostic.message);
      diagnostics.push(diagnostic);
    }
    parts.push(part);
    layers += layersOf(part);
    if (layers > largestNetwork) {
      return refuse(
        graphId,
        { ...nothing, fields: parts[0]?.fields ?? null },
        layers * (times / index),
      );
    }
    costs = costs && counted ? addCosts(costs, counted) : null;
    const { outputs } = part;
    if (!outputs) {
      return { ...nothing, fields: parts[0]?.fields ?? null, parts, costs: null, diagnostics };
    }
    const first = parts[0] as NodeAnalysis;
    if (node.sharedWeights && index > 1 && !sameWeights(first, part)) {
      const { diagnostics: added, say } = nodeReport(graphId, node);
      say(
        'sharing/differs',
        'error',
        `The repetitions of ${node.id} share their weights, but those of repetition ${index} have other shapes than the first's. Give all the same fields and input shapes, or do not share.`,
      );
      diagnostics.push(...added);
      break;
    }
    arriving = nextInputs(arriving, chained, outputs);
  }
  const last = parts.at(-1);
  return {
    ...nothing,
    fields: parts[0]?.fields ?? null,
    outputs: last?.outputs ?? null,
    costs,
    parts,
    diagnostics,
  };
}

function refuse(graphId: string, nothing: NodeAnalysis, layers: number): NodeAnalysis {
  const { diagnostics, say } = nodeReport(graphId, nothing.node);
  refuseLayers(nothing.node.id, Math.round(layers), say);
  return { ...nothing, diagnostics };
}

function nextInputs(
  inputs: NodeAnalysis['inputs'],
  chained: ReadonlyMap<string, string>,
  outputs: InputsByPort,
): NodeAnalysis['inputs'] {
  const next: Record<string, TensorType | null> = { ...inputs };
  for (const [port, from] of chained) next[port] = outputs[from] ?? null;
  return next;
}

/** Whether two nodes have weights of the same names and shapes, inside blocks too. */
export function sameWeights(a: NodeAnalysis, b: NodeAnalysis): boolean {
  if (a.parts || b.parts) {
    return (
      a.parts?.length === b.parts?.length &&
      (a.parts ?? []).every((part, index) => sameWeights(part, b.parts?.[index] as NodeAnalysis))
    );
  }
  if (a.inner || b.inner) {
    if (!a.inner || !b.inner || a.inner.graph !== b.inner.graph) return false;
    if (a.inner === b.inner) return true;
    return [...a.inner.nodes].every(([id, node]) => {
      const other = b.inner?.nodes.get(id);
      return other !== undefined && sameWeights(node, other);
    });
  }
  const shapes = (node: NodeAnalysis): string =>
    (node.costs?.weights ?? []).map(({ name, shape }) => `${name} ${shape}`).join(';');
  // A layer of tf.js that normalises is built for one number of axes.
  const axes = ({ kind, outputs }: NodeAnalysis): number | undefined =>
    kind?.family === 'normalization' ? Object.values(outputs ?? {})[0]?.shape.length : undefined;
  return shapes(a) === shapes(b) && axes(a) === axes(b);
}
