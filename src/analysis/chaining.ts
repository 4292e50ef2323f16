import type { LayerKind } from '../kinds/layerKind';
import { isVariadic, variadicPortIndex } from '../kinds/port';
import type { NodeAnalysis } from './graphAnalysis';

/**
 * The weights that a node of one kind can take from a node of another: all of them from its own kind,
 * those that its kind names from others; null where it can take none.
 */
export function weightsTaken(kind: LayerKind, owner: LayerKind): 'all' | readonly string[] | null {
  if (kind.id === owner.id) return 'all';
  return kind.sharesWith?.[owner.id] ?? null;
}

/** The input that a bypassed or repeated node's chain runs through: the first. */
export function mainInput(kind: LayerKind, inputs: NodeAnalysis['inputs']): string | undefined {
  if (!isVariadic(kind.inputs)) return Object.keys(kind.inputs)[0];
  return Object.keys(inputs).sort(
    (a, b) => (variadicPortIndex(a) ?? 0) - (variadicPortIndex(b) ?? 0),
  )[0];
}

/**
 * The input ports that each repetition takes from the one before, with its output ports: the first
 * input from the first output, others from outputs of their own name. What is left comes from
 * outside, the same every time.
 */
export function chainedPorts(
  kind: LayerKind,
  inputs: NodeAnalysis['inputs'],
): ReadonlyMap<string, string> {
  const chained = new Map<string, string>();
  const main = mainInput(kind, inputs);
  for (const port of Object.keys(inputs)) {
    const same = kind.outputs.find((output) => output === port);
    const from = same ?? (port === main ? kind.outputs[0] : undefined);
    if (from !== undefined) chained.set(port, from);
  }
  return chained;
}
