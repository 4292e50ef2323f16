import { blockEnds } from './blockEnds';
import { type ExpandedNetwork, type ExpandedNode, expandNetwork } from './expandNetwork';
import { type FloatingPointOperations, networkOperations } from './floatingPointOperations';
import type { GraphAnalysis } from './graphAnalysis';
import { numberedNodes } from './numberedNode';
import { type ReceptiveField, receptiveFields } from './receptiveField';

/** What is known about the rows of a network only from all of it, by path. */
export interface NetworkNumbers {
  /** Of layers; those inside a scanned block with all of its steps. */
  readonly operations: ReadonlyMap<string, FloatingPointOperations>;
  /** Of layers, and of blocks, which see what their first output sees. */
  readonly receptiveFields: ReadonlyMap<string, ReceptiveField>;
  /** What the first output of the network sees. */
  readonly outputField: ReceptiveField;
}

const known = new WeakMap<GraphAnalysis, NetworkNumbers>();

/** Works out operations and receptive fields of a network, its blocks taken apart; remembered. */
export function networkNumbers(analysis: GraphAnalysis): NetworkNumbers {
  const before = known.get(analysis);
  if (before) return before;
  const network = expandNetwork(analysis);
  const { operations, learning } = networkOperations(numberedNodes(network), []);
  const all = new Map(operations);
  addStepOperations(all, network, learning, { prefix: '', steps: 1 });
  const fields = new Map(receptiveFields(numberedNodes(network)));
  for (const [path, source] of network.blocks) fields.set(path, fields.get(source.path) ?? null);
  for (const node of network.nodes) {
    if (node.analysis.inner && fields.get(node.path) === 'everything') {
      addSeenByAll(fields, node.analysis.inner, `${node.path}/`);
    }
  }
  const [output] = network.outputs;
  const outputField = (output && fields.get(output.path)) ?? null;
  const numbers = { operations: all, receptiveFields: fields, outputField };
  known.set(analysis, numbers);
  return numbers;
}

/** Where a network stands whose scanned blocks are opened, and how often it runs. */
interface Surroundings {
  readonly prefix: string;
  readonly steps: number | null;
}

/** Adds what is inside the scanned blocks of a network, all of their steps together. */
function addStepOperations(
  found: Map<string, FloatingPointOperations>,
  network: ExpandedNetwork,
  learning: ReadonlySet<string>,
  around: Surroundings,
): void {
  for (const node of network.nodes) {
    const { inner, steps: own } = node.analysis;
    if (!inner) continue;
    const step = expandNetwork(inner);
    const inside = networkOperations(numberedNodes(step), inputsThatLearn(node, inner, learning));
    const prefix = `${around.prefix}${node.path}/`;
    const steps = times(own, around.steps);
    for (const [path, { forward, backward }] of inside.operations) {
      found.set(`${prefix}${path}`, {
        forward: times(forward, steps),
        backward: times(backward, steps),
      });
    }
    addStepOperations(found, step, inside.learning, { prefix, steps });
  }
}

/** The inputs of a step with something to train before them: states see the steps before. */
function inputsThatLearn(
  { analysis, sources }: ExpandedNode,
  inner: GraphAnalysis,
  learning: ReadonlySet<string>,
): readonly string[] {
  const states = new Set(analysis.node.scan?.feedback.map(({ to }) => to));
  const learns = (analysis.costs?.trainableParameters ?? 0) > 0;
  return [...blockEnds(inner.graph).inputs].flatMap(([port, inside]) => {
    const source = sources.get(port);
    const arrives = source !== undefined && learning.has(source.path);
    return arrives || (learns && states.has(inside)) ? [inside] : [];
  });
}

/** Inside a scanned block that sees everything, what is fed back sees it too. */
function addSeenByAll(
  fields: Map<string, ReceptiveField>,
  inner: GraphAnalysis,
  prefix: string,
): void {
  const { nodes, blocks } = expandNetwork(inner);
  for (const path of blocks.keys()) fields.set(`${prefix}${path}`, 'everything');
  for (const { path, analysis } of nodes) {
    fields.set(`${prefix}${path}`, 'everything');
    if (analysis.inner) addSeenByAll(fields, analysis.inner, `${prefix}${path}/`);
  }
}

function times(value: number | null, count: number | null): number | null {
  if (value === 0) return 0;
  return value === null || count === null ? null : value * count;
}
