import { graphUsedBy } from '../document/project';
import { blockEnds } from './blockEnds';
import { featurePort } from './callKind';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis, ProjectAnalysis } from './graphAnalysis';
import { edgesInto } from './graphStructure';
import { learnerOf, type StepUpdate, trainableTensorKind } from './stepLearners';
import type { TapeNode } from './tapeMemory';

/** Everything that an update of a step calculates, calls of networks taken apart, sources first. */
export function updateTape(
  project: ProjectAnalysis,
  step: GraphAnalysis,
  update: StepUpdate,
  batch: number,
): readonly TapeNode[] {
  const needed = nodesBehind(step, update.losses);
  const changed = new Set(update.changes.map(learnerOf));
  const nodes: TapeNode[] = [];
  /** The tape's node behind each output port, and how many examples leave it. */
  const ports = new Map<string, { readonly path: string; readonly batch: number }>();
  for (const id of step.structure.order) {
    const found = step.nodes.get(id);
    if (!found?.kind || !needed.has(id)) continue;
    const wired = [...edgesInto(step.structure, id)].flatMap(([port, { from }]) => {
      const source = ports.get(`${from.node}:${from.port}`);
      return source ? [{ port, ...source }] : [];
    });
    const used = graphUsedBy(found.node.kind);
    const network = used ? project.graphs[used.graph] : undefined;
    if (used && network) {
      const trains = used.relation === 'call' && changed.has(used.graph);
      addCall(nodes, ports, id, found, network, wired, { trains, batch });
      continue;
    }
    const isTensor = found.node.kind === trainableTensorKind;
    const examples = isTensor
      ? Number(found.fields?.count ?? 1)
      : Math.max(0, ...wired.map((source) => source.batch)) || batch;
    nodes.push({
      path: id,
      analysis: found,
      sources: wired.map(({ path }) => path),
      batch: examples,
      trains: isTensor && changed.has(id),
      given: isTensor || found.kind.family === 'data',
    });
    for (const port of found.kind.outputs)
      ports.set(`${id}:${port}`, { path: id, batch: examples });
  }
  return nodes;
}

/** Adds the layers of a network that is called, and the ports of the call. */
function addCall(
  nodes: TapeNode[],
  ports: Map<string, { readonly path: string; readonly batch: number }>,
  id: string,
  found: NodeAnalysis,
  network: GraphAnalysis,
  wired: readonly { readonly port: string; readonly path: string; readonly batch: number }[],
  { trains, batch }: { readonly trains: boolean; readonly batch: number },
): void {
  const examples = Math.max(0, ...wired.map((source) => source.batch)) || batch;
  const expanded = expandNetwork(network);
  const inside = (path: string): string => `${id} ${path}`;
  const given = new Map(
    [...blockEnds(network.graph).inputs].map(([port, input]) => [
      input,
      wired.find((source) => source.port === port)?.path,
    ]),
  );
  for (const { path, analysis, sources } of expanded.nodes) {
    if (!analysis.costs) continue;
    const outside = given.get(path);
    nodes.push({
      path: inside(path),
      analysis,
      sources: outside ? [outside] : [...sources.values()].map((source) => inside(source.path)),
      batch: examples,
      trains,
      call: id,
    });
  }
  for (const [place, source] of expanded.outputs.entries()) {
    const port = found.kind?.outputs[place];
    if (port !== undefined)
      ports.set(`${id}:${port}`, { path: inside(source.path), batch: examples });
  }
  const features = found.fields?.features;
  for (const path of Array.isArray(features) ? features.map(String) : []) {
    const layer = expanded.blocks.get(path)?.path ?? path;
    ports.set(`${id}:${featurePort(path)}`, { path: inside(layer), batch: examples });
  }
}

/** The nodes that others follow from, themselves included. */
function nodesBehind(step: GraphAnalysis, ends: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...ends];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const { from } of edgesInto(step.structure, id).values()) waiting.push(from.node);
  }
  return found;
}
