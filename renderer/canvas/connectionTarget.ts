import { connectionRefusal } from '../../src/analysis/connection';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesInto } from '../../src/analysis/graphStructure';
import type { TensorType } from '../../src/base/tensorType';
import type { Edge, PortReference } from '../../src/document/project';
import { type LayerKind, onlyOutput } from '../../src/kinds/layerKind';
import { inputPort, inputPortNames, portRefusal } from '../../src/kinds/port';

/** The wire that would be drawn, or the sentence that says why none can be. */
export type ConnectionTarget =
  | { readonly edge: Edge; readonly refusal: null }
  | { readonly edge: null; readonly refusal: string };

/**
 * The wire from an output to a node, at the port named or at the best one: free ports before wired
 * ones, ports that fit before those that refuse.
 */
export function connectionTarget(
  analysis: GraphAnalysis,
  from: PortReference,
  toNode: string,
  toPort: string | null,
): ConnectionTarget {
  const target = analysis.nodes.get(toNode);
  const wired = edgesInto(analysis.structure, toNode);
  const ports =
    toPort === null
      ? target?.kind
        ? inputPortNames(target.kind.inputs, [...wired.keys()])
        : ['x']
      : [toPort];
  if (ports.length === 0) {
    return { edge: null, refusal: `${toNode} takes no wire: examples enter there.` };
  }
  let refusal: string | null = null;
  const byPreference = [
    ...ports.filter((port) => !wired.has(port)),
    ...ports.filter((port) => wired.has(port)),
  ];
  for (const port of byPreference) {
    const to = { node: toNode, port };
    const reason = connectionRefusal(analysis, from, to);
    if (reason === null) return { edge: { from, to }, refusal: null };
    refusal ??= reason;
  }
  return { edge: null, refusal: refusal ?? '' };
}

/** The first output of a node, as the end of a wire. */
export function firstOutput(analysis: GraphAnalysis, node: string): PortReference {
  return { node, port: analysis.nodes.get(node)?.kind?.outputs[0] ?? onlyOutput };
}

/** The input of a kind that takes a type best: its first that does not refuse it; null when none does. */
export function fittingInput(kind: LayerKind, type: TensorType | null): string | null {
  const names = inputPortNames(kind.inputs, []);
  return (
    names.find((name) => {
      const port = inputPort(kind.inputs, name);
      return port !== null && (type === null || portRefusal(port, type) === null);
    }) ?? null
  );
}
