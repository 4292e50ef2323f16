import { formatShape } from '../base/tensorType';
import type { PortReference } from '../document/project';
import { inputPort, portRefusal } from '../kinds/port';
import type { GraphAnalysis } from './graphAnalysis';
import { edgesOutOf } from './graphStructure';

/** Why a wire cannot be drawn (a sentence for the pointer's label), or null when it can. */
export function connectionRefusal(
  analysis: GraphAnalysis,
  from: PortReference,
  to: PortReference,
): string | null {
  const source = analysis.nodes.get(from.node);
  const target = analysis.nodes.get(to.node);
  if (!source || !target) return 'That node is no longer there.';
  if (from.node === to.node) return 'A node cannot feed itself.';
  if (leadsTo(analysis, to.node, from.node)) {
    return `${to.node} already leads to ${from.node}: the wire would close a circle.`;
  }
  if (!target.kind) return null;
  const port = inputPort(target.kind.inputs, to.port);
  if (!port) return `${to.node} has no input ${to.port}.`;
  const type = source.outputs?.[from.port];
  if (!type) return null;
  const refusal = portRefusal(port, type);
  return refusal && `${target.kind.title} ${refusal}: ${formatShape(type.shape)}.`;
}

function leadsTo(analysis: GraphAnalysis, start: string, goal: string): boolean {
  const seen = new Set<string>([start]);
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === goal) return true;
    for (const edge of edgesOutOf(analysis.structure, node)) {
      if (seen.has(edge.to.node)) continue;
      seen.add(edge.to.node);
      waiting.push(edge.to.node);
    }
  }
  return false;
}
