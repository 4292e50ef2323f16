import { graphUsedBy } from '../document/project';
import { isLossKind, type OutputHead } from '../kinds/training/stepKind';
import { blockEnds } from './blockEnds';
import { featurePort } from './callKind';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis, ProjectAnalysis } from './graphAnalysis';
import { edgesInto, edgesOutOf } from './graphStructure';
import { networkHeads } from './networkHeads';
import { learnerOf, type StepUpdate, stepUpdates, trainableTensorKind } from './stepLearners';
import { stepMeasures } from './stepMeasures';
import type { TapeNode } from './tapeMemory';

/**
 * Everything that an update of a step calculates, calls of networks taken apart, sources first: what
 * its losses need, and last what is only measured along with them.
 */
export function updateTape(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  update: StepUpdate,
  batch: number,
): readonly TapeNode[] {
  const needed = nodesBehind(step, update.losses);
  const measured = measuredAlong(step, update);
  const changed = new Set(update.changes.map(learnerOf));
  const tape = new UpdateTape(project, step, { changed, needed }, batch);
  const order = evaluationOrder(step, [...update.losses, ...step.structure.order]);
  for (const id of order) if (needed.has(id)) tape.add(id);
  tape.measure(order.filter((id) => measured.has(id)));
  return tape.nodes;
}

/** The nodes in the order in which they are calculated: each when it is first asked for, sources first. */
function evaluationOrder(step: GraphAnalysis, asked: readonly string[]): readonly string[] {
  const order = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...asked].reverse();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) {
      order.add(id);
      continue;
    }
    seen.add(id);
    const sources = [...edgesInto(step.structure, id).values()].map(({ from }) => from.node);
    waiting.push(id, ...sources.reverse());
  }
  return [...order];
}

/** A port's place on the tape, and how many examples leave it. */
interface Source {
  readonly path: string;
  readonly batch: number;
}

/** How a network is called. */
interface CallUse {
  readonly name: string;
  readonly trains: boolean;
  /** Whether the activation at its end is not calculated. */
  readonly isCut: boolean;
}

interface WiredSource extends Source {
  readonly port: string;
}

class UpdateTape {
  readonly nodes: TapeNode[] = [];
  /** What is behind each output port. */
  #ports = new Map<string, Source>();
  /** What stands before the paths of nodes. */
  #prefix = '';
  #aside: TapeNode['aside'];
  readonly #heads: ReadonlyMap<string, OutputHead>;

  constructor(
    private readonly project: ProjectAnalysis,
    private readonly step: GraphAnalysis,
    private readonly update: {
      readonly changed: ReadonlySet<string>;
      readonly needed: ReadonlySet<string>;
    },
    private readonly batch: number,
  ) {
    this.#heads = networkHeads(step);
  }

  /** Adds a node of the step after those before it. */
  add(id: string): void {
    const found = this.step.nodes.get(id);
    if (!found?.kind) return;
    const wired = [...edgesInto(this.step.structure, id)].flatMap(([port, { from }]) => {
      const source = this.#ports.get(`${from.node}:${from.port}`);
      return source ? [{ port, ...source }] : [];
    });
    const used = graphUsedBy(found.node.kind);
    const network = used ? this.project.graphs[used.graph] : undefined;
    if (used && network) {
      this.#addCall(id, found, network, wired, {
        name: used.graph,
        isCut: used.relation === 'call' && this.#isCut(id, used.graph),
        trains: used.relation === 'call' && this.update.changed.has(used.graph),
      });
    } else this.#addNode(id, found, wired);
  }

  /** Adds nodes of which nothing is recorded. */
  measure(ids: readonly string[]): void {
    this.#aside = 'measured';
    for (const id of ids) this.add(id);
  }

  #addNode(id: string, found: NodeAnalysis, wired: readonly WiredSource[]): void {
    const isTensor = found.node.kind === trainableTensorKind;
    const examples = isTensor
      ? Number(found.fields?.count ?? 1)
      : Math.max(0, ...wired.map((source) => source.batch)) || this.batch;
    const path = this.#prefix + id;
    const again = found.node.kind === 'gradient' ? this.#again(id) : null;
    this.nodes.push({
      path,
      analysis: found,
      sources: again ? [...again] : wired.map((source) => source.path),
      batch: examples,
      trains: isTensor && this.update.changed.has(id),
      given: isTensor || found.kind?.family === 'data',
      aside: this.#aside,
      ...(again ? { differentiates: again } : {}),
    });
    for (const port of found.kind?.outputs ?? []) {
      this.#ports.set(`${id}:${port}`, { path, batch: examples });
    }
  }

  /**
   * Adds once more what lies between both ends of a gradient, of which it is taken; gives the paths
   * of these nodes.
   */
  #again(id: string): readonly string[] {
    const { structure } = this.step;
    const edges = edgesInto(structure, id);
    const of = edges.get('of')?.from.node;
    const to = edges.get('to')?.from.node;
    if (of === undefined || to === undefined) return [];
    const between = nodesBetween(this.step, to, of);
    const before = { ports: this.#ports, prefix: this.#prefix, aside: this.#aside };
    this.#ports = new Map(this.#ports);
    this.#prefix = `${this.#prefix}${id} › `;
    this.#aside = this.#aside ?? 'again';
    const first = this.nodes.length;
    for (const inner of structure.order) if (between.has(inner)) this.add(inner);
    this.#ports = before.ports;
    this.#prefix = before.prefix;
    this.#aside = before.aside;
    return this.nodes.slice(first).map(({ path }) => path);
  }

  /** Whether losses take the activation at the end of a called network, and nothing else does. */
  #isCut(call: string, network: string): boolean {
    const head = this.#heads.get(network);
    return (
      head !== undefined &&
      edgesOutOf(this.step.structure, call).every(({ to }) => {
        const { kind, fields } = this.step.nodes.get(to.node) ?? {};
        if (!kind || !this.update.needed.has(to.node)) return true;
        const isTaken = isLossKind(kind) && kind.head === head && fields?.fromLogits !== true;
        return isTaken && to.port === 'prediction';
      })
    );
  }

  /** Adds the layers of a network that is called, and the ports of the call. */
  #addCall(
    id: string,
    found: NodeAnalysis,
    network: GraphAnalysis,
    wired: readonly WiredSource[],
    { name, trains, isCut }: CallUse,
  ): void {
    const batch = Math.max(0, ...wired.map((source) => source.batch)) || this.batch;
    const expanded = expandNetwork(network);
    const call = this.#prefix + id;
    const inside = (path: string): string => `${call} ${path}`;
    const given = new Map(
      [...blockEnds(network.graph).inputs].map(([port, input]) => [
        input,
        wired.find((source) => source.port === port)?.path,
      ]),
    );
    const [last] = expanded.outputs;
    let end = isCut ? last?.path : undefined;
    for (const { path, analysis: whole, sources } of expanded.nodes) {
      if (!whole.costs) continue;
      const outside = given.get(path);
      const isEnd = path === end;
      if (isEnd && whole.kind?.family === 'activation') {
        end = [...sources.values()][0]?.path;
        continue;
      }
      const analysis =
        isEnd && whole.fields
          ? { ...whole, fields: { ...whole.fields, activation: 'linear' } }
          : whole;
      this.nodes.push({
        path: inside(path),
        analysis,
        sources: outside ? [outside] : [...sources.values()].map((source) => inside(source.path)),
        batch,
        trains,
        weights: `${name}/${path}`,
        call,
        aside: this.#aside,
      });
    }
    for (const [place, source] of expanded.outputs.entries()) {
      const port = found.kind?.outputs[place];
      const path = inside(source === last ? (end ?? source.path) : source.path);
      if (port !== undefined) this.#ports.set(`${id}:${port}`, { path, batch });
    }
    const features = found.fields?.features;
    for (const path of Array.isArray(features) ? features.map(String) : []) {
      const layer = expanded.blocks.get(path)?.path ?? path;
      this.#ports.set(`${id}:${featurePort(path)}`, { path: inside(layer), batch });
    }
  }
}

/**
 * The nodes that others follow from, themselves included, without those that are `known`. What lies
 * between both ends of a gradient is calculated for itself alone.
 */
function nodesBehind(
  step: GraphAnalysis,
  ends: readonly string[],
  known: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...ends];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || known.has(id)) continue;
    found.add(id);
    const edges = edgesInto(step.structure, id);
    const of = edges.get('of')?.from.node;
    const to = edges.get('to')?.from.node;
    const isGradient = step.nodes.get(id)?.node.kind === 'gradient';
    if (!isGradient || of === undefined || to === undefined) {
      for (const { from } of edges.values()) waiting.push(from.node);
      continue;
    }
    waiting.push(to);
    const between = nodesBetween(step, to, of);
    for (const inner of between) {
      for (const { from } of edgesInto(step.structure, inner).values()) {
        if (!between.has(from.node)) waiting.push(from.node);
      }
    }
  }
  return found;
}

/** The nodes on all ways from one to another, the first left out. */
function nodesBetween(step: GraphAnalysis, from: string, to: string): ReadonlySet<string> {
  const follows = new Set([from]);
  for (const id of step.structure.order) {
    const sources = [...edgesInto(step.structure, id).values()];
    if (sources.some((edge) => follows.has(edge.from.node))) follows.add(id);
  }
  const found = new Set<string>();
  const waiting = [to];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === from || found.has(id) || !follows.has(id)) continue;
    found.add(id);
    for (const edge of edgesInto(step.structure, id).values()) waiting.push(edge.from.node);
  }
  return found;
}

/**
 * The nodes of losses and metrics that are measured along with an update: those that need no further
 * call of a network, and that no update before has measured.
 */
function measuredAlong(step: GraphAnalysis, update: StepUpdate): ReadonlySet<string> {
  const along = new Set<string>();
  const done = new Set<string>();
  for (const { node, losses } of stepUpdates(step)) {
    const needed = nodesBehind(step, losses);
    const isLast = node === update.node;
    for (const id of stepMeasures(step)) {
      if (done.has(id)) continue;
      const missing = [...nodesBehind(step, [id], needed)];
      const isAtHand = missing.every((inner) => {
        const { kind } = step.nodes.get(inner) ?? {};
        return kind?.family !== 'network' && kind?.id !== 'historyBuffer';
      });
      if (!isAtHand) continue;
      done.add(id);
      if (isLast) for (const inner of missing) along.add(inner);
    }
    if (isLast) break;
  }
  return along;
}
