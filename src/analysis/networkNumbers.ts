import { withValues } from '../base/overlaidMap';
import { blockEnds } from './blockEnds';
import { type ExpandedNetwork, type ExpandedNode, expandNetwork } from './expandNetwork';
import {
  type FloatingPointOperations,
  type NetworkOperations,
  networkOperations,
  updatedOperations,
} from './floatingPointOperations';
import type { GraphAnalysis } from './graphAnalysis';
import { numberedNodes } from './numberedNode';
import { type NetworkFields, networkFields, type ReceptiveField } from './receptiveField';

/** What is known about the rows of a network only from all of it, by path. */
export interface NetworkNumbers {
  /** Of layers; those inside a scanned block with all of its steps. */
  readonly operations: ReadonlyMap<string, FloatingPointOperations>;
  /** Of layers, and of blocks, which see what their first output sees. */
  readonly receptiveFields: ReadonlyMap<string, ReceptiveField>;
  /** The layers with something to train in them or before them. */
  readonly learning: ReadonlySet<string>;
  /** What the first output of the network sees. */
  readonly outputField: ReceptiveField;
}

/** Numbers with what the next ones can be made from. */
interface Remembered extends NetworkNumbers {
  readonly network: ExpandedNetwork;
  readonly own: NetworkOperations;
  readonly seen: NetworkFields;
}

/** What was worked out last, by the wiring of its network. */
const latest = new WeakMap<object, Remembered>();

/**
 * Works out operations and receptive fields of a network, its blocks taken apart; remembered, so that
 * of a network in which little changed only what the change reaches is worked out anew.
 */
export function networkNumbers(analysis: GraphAnalysis): NetworkNumbers {
  const network = expandNetwork(analysis);
  const before = latest.get(network.wiring);
  if (before?.network === network) return before;
  const numbers = (before && updatedNumbers(network, before)) ?? allNumbers(network);
  latest.set(network.wiring, numbers);
  return numbers;
}

function allNumbers(network: ExpandedNetwork): Remembered {
  const nodes = numberedNodes(network);
  const own = networkOperations(nodes, []);
  const operations = new Map(own.operations);
  addStepOperations(operations, network, own.learning, { prefix: '', steps: 1 });
  const seen = networkFields(nodes, null);
  const receptiveFields = new Map(seen.fields);
  for (const [path, source] of network.blocks) {
    receptiveFields.set(path, receptiveFields.get(source.path) ?? null);
  }
  for (const node of network.nodes) {
    if (node.analysis.inner && receptiveFields.get(node.path) === 'everything') {
      addSeenByAll(receptiveFields, node.analysis.inner, `${node.path}/`);
    }
  }
  const outputField = firstOutput(network, receptiveFields);
  const { learning } = own;
  return { network, own, seen, operations, learning, receptiveFields, outputField };
}

/** The numbers of a network with the same wiring as before; null where all have to be made anew. */
function updatedNumbers(network: ExpandedNetwork, before: Remembered): Remembered | null {
  // What is inside the steps of scanned blocks depends on what is around them.
  if (network.nodes.some(({ analysis }) => analysis.inner)) return null;
  const nodes = numberedNodes(network);
  const own = updatedOperations(nodes, before.seen.nodes, before.own);
  if (!own) return null;
  const seen = networkFields(nodes, before.seen);
  const changes = new Map<string, ReceptiveField>();
  for (const path of seen.changed) changes.set(path, seen.fields.get(path) ?? null);
  for (const [path, source] of network.blocks) {
    if (seen.changed.has(source.path)) changes.set(path, seen.fields.get(source.path) ?? null);
  }
  const receptiveFields = withValues(before.receptiveFields, changes);
  const outputField = firstOutput(network, receptiveFields);
  return { network, own, seen, ...own, receptiveFields, outputField };
}

function firstOutput(
  { outputs }: ExpandedNetwork,
  fields: ReadonlyMap<string, ReceptiveField>,
): ReceptiveField {
  const [output] = outputs;
  return (output && fields.get(output.path)) ?? null;
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
