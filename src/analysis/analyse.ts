import { graphOrder } from '../base/graphOrder';
import { withValues } from '../base/overlaidMap';
import { sameType, type TensorType } from '../base/tensorType';
import { nodeOf } from '../document/lineage';
import {
  type Graph,
  type GraphNode,
  type GraphRole,
  graphUsedBy,
  type Project,
} from '../document/project';
import type { InputsByPort } from '../kinds/layerKind';
import { blockEnds } from './blockEnds';
import { defaultArguments, kindLookup } from './blockKind';
import { blocksUsed } from './blocksUsed';
import type {
  AnalysisContext,
  GraphAnalysis,
  GraphUse,
  NodeAnalysis,
  ProjectAnalysis,
} from './graphAnalysis';
import { graphDiagnostics } from './graphDiagnostics';
import {
  changedNodes,
  edgesInto,
  edgesOutOf,
  type GraphStructure,
  graphStructure,
} from './graphStructure';
import { keepLayerCount, largestNetwork, layerCount, layersOf } from './layerCount';
import { keptEnds, wiredEnds } from './networkEnds';
import { analyseNode } from './nodeAnalysis';
import { dependsOnArguments } from './nodeSettings';
import { nodesByRole } from './nodesByRole';
import { keepNotedNodes } from './notedNodes';

/** How deep blocks may stand in one another. */
const deepest = 100;

/**
 * Analyses a project: order, shapes, costs and problems of every graph. Given the analysis from
 * before an edit, only what the edit reaches is worked out anew; the result is the same. `given` says
 * what leaves nodes whose files were read. Never throws.
 */
export function analyseProject(
  project: Project,
  previous?: ProjectAnalysis,
  given?: GivenTypes,
): ProjectAnalysis {
  const blocks = blocksUsed(project.graphs, previous);
  const context = new ProjectContext(project, blocks, previous, given);
  const insideOf = (role: GraphRole): ReadonlySet<string> =>
    new Set(
      Object.entries(project.graphs).flatMap(([id, graph]) =>
        graph.role === role ? [...(blocks.get(id) ?? [])] : [],
      ),
    );
  const used = insideOf('network');
  const trained = insideOf('trainingStep');
  const graphs: Record<string, GraphAnalysis> = {};
  // Networks first: they decide how their blocks are used.
  for (const [id, graph] of Object.entries(project.graphs)) {
    if (used.has(id) && !trained.has(id)) continue;
    graphs[id] = context.analyseAlone(id, graph);
    context.note(graphs[id]);
  }
  for (const [id, graph] of Object.entries(project.graphs)) {
    if (graphs[id]) continue;
    graphs[id] = context.firstUse(id) ?? context.analyseAlone(id, graph);
    context.note(graphs[id]);
  }
  const inOrder: Record<string, GraphAnalysis> = {};
  for (const id of Object.keys(project.graphs)) inOrder[id] = graphs[id] as GraphAnalysis;
  return { project, graphs: inOrder, kinds: context.kinds, uses: context.uses };
}

/** A project with one graph analysed by itself, with its default arguments. */
export function analyseGraph(id: string, graph: Graph, previous?: GraphAnalysis): GraphAnalysis {
  const project: Project = { name: id, graphs: { [id]: graph }, phases: [] };
  const context = new ProjectContext(project, blocksUsed(project.graphs, undefined), undefined);
  return context.analyse(id, graph, aloneUse(graph), previous, true);
}

function aloneUse(graph: Graph): GraphUse {
  return { arguments: defaultArguments(graph), inputs: null, frozen: false };
}

/** What leaves data nodes of training steps, where it is known from their files: by graph and node. */
export type GivenTypes = Readonly<Record<string, Readonly<Record<string, InputsByPort>>>>;

/** The text under which a use of a block is remembered. */
function keyOfUse(graphId: string, use: GraphUse): string {
  let key = `${graphId}\n${JSON.stringify(use.arguments)}\n${use.frozen ? 'frozen' : ''}`;
  for (const [id, type] of Object.entries(use.inputs ?? {})) {
    key += `\n${id} ${type ? `${type.shape.join(',')} ${type.dtype}` : '?'}`;
  }
  return key;
}

/** One analysis of a project: remembers the uses of blocks, and takes over what an edit left alone. */
class ProjectContext implements AnalysisContext {
  readonly graphs: Project['graphs'];
  readonly kinds: AnalysisContext['kinds'];
  readonly recursive: ReadonlySet<string>;
  readonly uses = new Map<string, GraphAnalysis>();
  private readonly noted = new Set<GraphAnalysis>();
  private readonly first = new Map<string, GraphAnalysis>();
  private readonly alone = new Map<string, GraphAnalysis>();
  private readonly unchanged = new Map<string, boolean>();
  private depth = 0;

  constructor(
    project: Project,
    private readonly blocks: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly previous: ProjectAnalysis | undefined,
    private readonly given: GivenTypes = {},
  ) {
    this.graphs = project.graphs;
    this.kinds = kindLookup(project.graphs);
    const ids = Object.keys(project.graphs);
    const pairs = ids.flatMap((id) =>
      [...(blocks.get(id) ?? [])].map((block) => [block, id] as const),
    );
    const { order, cyclic } = graphOrder(ids, pairs);
    this.recursive = new Set(cyclic);
    // Blocks come before what uses them.
    for (const id of order) {
      const same =
        previous !== undefined &&
        previous.project.graphs[id] === project.graphs[id] &&
        [...(blocks.get(id) ?? [])].every((block) => this.unchanged.get(block));
      this.unchanged.set(id, same);
    }
  }

  firstUse(id: string): GraphAnalysis | undefined {
    return this.first.get(id);
  }

  /** Remembers the uses of blocks in a graph, in the order of its nodes, as the first of their block. */
  note(analysis: GraphAnalysis): void {
    if (this.noted.has(analysis)) return;
    this.noted.add(analysis);
    if ((this.blocks.get(analysis.id)?.size ?? 0) === 0) return;
    for (const id of nodesByRole(analysis.graph, analysis.structure).users) {
      const node = analysis.nodes.get(id) as NodeAnalysis;
      for (const { inner } of node.parts ?? [node]) {
        if (!inner || this.noted.has(inner)) continue;
        this.uses.set(keyOfUse(inner.id, inner.use), inner);
        if (!this.first.has(inner.id)) this.first.set(inner.id, inner);
        this.note(inner);
      }
    }
  }

  analyseAlone(id: string, graph: Graph): GraphAnalysis {
    const before = this.previous?.graphs[id];
    const previous = before?.use.inputs === null ? before : undefined;
    const given = this.given[id];
    const use = given ? { ...aloneUse(graph), given } : aloneUse(graph);
    const found =
      this.alone.get(id) ?? this.analyse(id, graph, use, previous, this.unchanged.get(id) ?? false);
    this.alone.set(id, found);
    return found;
  }

  analyseUse(graphId: string, use: GraphUse): GraphAnalysis {
    const graph = this.graphs[graphId] as Graph;
    if (use.inputs === null) return this.analyseAlone(graphId, graph);
    const key = keyOfUse(graphId, use);
    const known = this.uses.get(key);
    if (known) return known;
    const before = this.previous?.uses.get(key);
    this.depth++;
    const found = this.analyse(graphId, graph, use, before, this.unchanged.get(graphId) ?? false);
    this.depth--;
    this.uses.set(key, found);
    return found;
  }

  /** Analyses a graph in one use, taking over what an earlier analysis of it found. */
  analyse(
    id: string,
    graph: Graph,
    use: GraphUse,
    previous: GraphAnalysis | undefined,
    unchanged: boolean,
  ): GraphAnalysis {
    const sameUse =
      previous !== undefined &&
      previous.use.given === use.given &&
      keyOfUse('', previous.use) === keyOfUse('', use);
    if (previous && sameUse && unchanged && previous.graph === graph) return previous;
    if (this.depth > deepest) return this.tooDeep(id, graph, use);
    const blocks = this.blocks.get(id) ?? new Set<string>();
    const samePorts = [...blocks].every((block) => this.samePorts(block));
    const changed =
      previous && sameUse && samePorts
        ? changedNodes(previous.structure, previous.graph, graph)
        : null;
    const reuse: Reuse = { sameArguments: sameUse, isChanged: (node) => this.isChanged(node) };
    const wasFull = previous !== undefined && layerCount(previous) > largestNetwork;
    if (previous && changed && !wasFull) {
      const all = withChangedBlocks(changed, graph, previous.structure, blocks, reuse);
      const changes = this.analyseChanged(id, graph, use, all, previous, reuse);
      const nodes = withValues(previous.nodes, changes);
      keepNotedNodes(previous, nodes, changes);
      const found = this.finish(id, graph, use, previous.structure, nodes);
      keepLayerCount(previous, found, changes);
      // Which blocks of a network that is too large are refused depends on all of it.
      if (layerCount(found) <= largestNetwork) return found;
    }
    const structure = graphStructure(id, graph, this.kinds);
    const nodes = new Map<string, NodeAnalysis>();
    let layers = 0;
    for (const nodeId of structure.order) {
      const node = graph.nodes[nodeId] as GraphNode;
      const types = inputTypes(structure, nodeId, nodes);
      const isFull = layers > largestNetwork;
      const before = wasFull ? undefined : previous?.nodes.get(nodeId);
      const found = isFull
        ? analyseNode(this, id, node, types, use, isFull)
        : this.again(id, node, types, use, before, reuse);
      nodes.set(nodeId, found);
      layers += layersOf(found);
    }
    return this.finish(id, graph, use, structure, nodes);
  }

  private samePorts(block: string): boolean {
    const before = this.previous?.project.graphs[block];
    const now = this.graphs[block];
    if (before === now) return true;
    if (!before || !now) return false;
    const ports = (graph: Graph): string => {
      const { inputs, outputs } = blockEnds(graph);
      return `${[...inputs.keys()]} ${[...outputs.keys()]}`;
    };
    return ports(before) === ports(now);
  }

  private isChanged(node: GraphNode): boolean {
    const used = graphUsedBy(node.kind);
    return used !== null && !this.unchanged.get(used.graph);
  }

  /** Of a graph that is wired as before, the changed nodes anew and those whose inputs change. */
  private analyseChanged(
    graphId: string,
    graph: Graph,
    use: GraphUse,
    changed: readonly string[],
    { structure, nodes: previous }: GraphAnalysis,
    reuse: Reuse,
  ): ReadonlyMap<string, NodeAnalysis> {
    const changes = new Map<string, NodeAnalysis>();
    const nodes: FoundNodes = { get: (id) => changes.get(id) ?? previous.get(id) };
    const waiting = new Set(changed);
    const { order, places } = structure;
    let place = changed.reduce((least, id) => Math.min(least, places.get(id) ?? 0), order.length);
    for (; waiting.size > 0 && place < order.length; place++) {
      const nodeId = order[place] as string;
      if (!waiting.delete(nodeId)) continue;
      const before = previous.get(nodeId) as NodeAnalysis;
      const types = inputTypes(structure, nodeId, nodes);
      const node = nodeOf(graph, nodeId) as GraphNode;
      const after = this.again(graphId, node, types, use, before, reuse);
      if (after !== before) changes.set(nodeId, after);
      if (sameOutputs(after.outputs, before.outputs)) continue;
      for (const edge of edgesOutOf(structure, nodeId)) waiting.add(edge.to.node);
    }
    return changes;
  }

  /** Uses the earlier analysis of a node when nothing about it changed, and its types when they are equal. */
  private again(
    graphId: string,
    node: GraphNode,
    inputs: NodeAnalysis['inputs'],
    use: GraphUse,
    before: NodeAnalysis | undefined,
    reuse: Reuse,
  ): NodeAnalysis {
    if (!before) return analyseNode(this, graphId, node, inputs, use);
    const ports = Object.keys(inputs);
    const sameInputs =
      ports.length === Object.keys(before.inputs).length &&
      ports.every((port) => port in before.inputs && inputs[port] === before.inputs[port]);
    const sameSetting =
      sameInputs &&
      !reuse.isChanged(node) &&
      (reuse.sameArguments ||
        (!dependsOnArguments(node) &&
          node.kind !== 'input' &&
          !before.inner &&
          !before.parts &&
          !use.frozen));
    if (sameSetting && before.node === node) return before;
    const onlyMoved = sameSetting && differsOnlyInPosition(before.node, node);
    if (onlyMoved) {
      const parts = before.parts?.map((part) => ({ ...part, node })) ?? null;
      return { ...before, node, parts };
    }
    const after = analyseNode(this, graphId, node, inputs, use);
    if (!after.outputs || !before.outputs) return after;
    return { ...after, outputs: keepEqualTypes(after.outputs, before.outputs) };
  }

  private finish(
    id: string,
    graph: Graph,
    use: GraphUse,
    structure: GraphStructure,
    nodes: ReadonlyMap<string, NodeAnalysis>,
  ): GraphAnalysis {
    const ends = graph.role === 'network' ? wiredEnds(graph, structure) : [];
    const outputs = use.inputs === null ? keptEnds(ends, nodes) : ends;
    const inputs = nodesByRole(graph, structure).inputs.filter(
      (nodeId) => !structure.unused.has(nodeId),
    );
    const diagnostics = graphDiagnostics(id, graph, use, structure, nodes, outputs);
    return { id, graph, use, structure, nodes, inputs, outputs, diagnostics };
  }

  private tooDeep(id: string, graph: Graph, use: GraphUse): GraphAnalysis {
    return {
      id,
      graph,
      use,
      structure: graphStructure(id, { role: graph.role, nodes: {}, edges: [] }, this.kinds),
      nodes: new Map(),
      inputs: [],
      outputs: [],
      diagnostics: [
        {
          code: 'block/tooDeep',
          severity: 'error',
          graph: id,
          node: null,
          message: `Blocks stand in one another more than ${deepest} deep here. Nest them less.`,
          fixes: [],
        },
      ],
    };
  }
}

/** What of an earlier analysis may be taken over. */
interface Reuse {
  readonly sameArguments: boolean;
  /** Whether a node is a block in which something changed. */
  readonly isChanged: (node: GraphNode) => boolean;
}

/** What is known of nodes so far. */
type FoundNodes = Pick<ReadonlyMap<string, NodeAnalysis>, 'get'>;

function withChangedBlocks(
  changed: readonly string[],
  graph: Graph,
  structure: GraphStructure,
  blocks: ReadonlySet<string>,
  { isChanged }: Reuse,
): readonly string[] {
  if (blocks.size === 0) return changed;
  const all = new Set(changed);
  for (const id of nodesByRole(graph, structure).users) {
    if (isChanged(nodeOf(graph, id) as GraphNode)) all.add(id);
  }
  return [...all];
}

function differsOnlyInPosition(before: GraphNode, after: GraphNode): boolean {
  return (
    before.fields === after.fields &&
    before.kind === after.kind &&
    before.id === after.id &&
    before.repeat === after.repeat &&
    before.sharedWeights === after.sharedWeights &&
    before.bypass === after.bypass &&
    before.weightsOf === after.weightsOf &&
    before.scan === after.scan
  );
}

function sameOutputs(a: InputsByPort | null, b: InputsByPort | null): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const ports = Object.keys(a);
  return ports.length === Object.keys(b).length && ports.every((port) => a[port] === b[port]);
}

function inputTypes(
  structure: GraphStructure,
  nodeId: string,
  nodes: FoundNodes,
): Record<string, TensorType | null> {
  const types: Record<string, TensorType | null> = {};
  for (const [port, edge] of edgesInto(structure, nodeId)) {
    types[port] = nodes.get(edge.from.node)?.outputs?.[edge.from.port] ?? null;
  }
  return types;
}

function keepEqualTypes(after: InputsByPort, before: InputsByPort): InputsByPort {
  const kept: Record<string, TensorType> = {};
  for (const [port, type] of Object.entries(after)) {
    const old = before[port];
    kept[port] = old && sameType(old, type) ? old : type;
  }
  return kept;
}

/** Whether a graph has no errors, so that it can be compiled. */
export function isSound(analysis: GraphAnalysis): boolean {
  return !analysis.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
