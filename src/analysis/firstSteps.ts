import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { edgesInto } from './graphStructure';
import { scanRoles } from './scanRoles';

/** What an input of a scanned block gets, step by step. */
export interface StepInputTold {
  /** The input node inside the block. */
  readonly node: string;
  readonly role: 'sequence' | 'whole' | 'state' | 'teacher';
  /** The output node whose result of the step before arrives here; null where nothing is fed back. */
  readonly fedFrom: string | null;
  /**
   * The node outside from which it comes, at first or always, with its port where that is not the
   * main one; null for a state that starts from zeros.
   */
  readonly source: string | null;
}

/** What becomes of an output of a scanned block. */
export interface StepOutputTold {
  /** The node inside the block. */
  readonly node: string;
  /** Whether every step's leaves the block, or only the last one's. */
  readonly keep: 'all' | 'last';
  /** Whether the next step gets it. */
  readonly isFedBack: boolean;
}

/** The first steps of a scanned block, to draw side by side. */
export interface FirstSteps {
  /** One step. */
  readonly cell: GraphAnalysis;
  readonly inputs: readonly StepInputTold[];
  readonly outputs: readonly StepOutputTold[];
  /** How many steps are drawn. */
  readonly shown: number;
  /** How many there are; null where that is not known. */
  readonly steps: number | null;
}

/** How the first steps of a scanned block hang together; null for a node that is none, or is wrong. */
export function firstSteps(
  graph: GraphAnalysis,
  { node, parts, ...whole }: NodeAnalysis,
  most: number,
): FirstSteps | null {
  const once = parts?.[0] ?? { node, parts, ...whole };
  const { inner, kind, outputs, steps } = once;
  if (!node.scan || !inner || !kind || !outputs) return null;
  const roles = scanRoles(once, node.scan, inner);
  const ports = Object.keys(kind.inputs);
  const wires = edgesInto(graph.structure, node.id);
  const sourceOf = (argument: number): string | null => {
    const from = wires.get(ports[argument] ?? '')?.from;
    if (!from) return null;
    const isMain = graph.nodes.get(from.node)?.kind?.outputs[0] === from.port;
    return isMain ? from.node : `${from.node}:${from.port}`;
  };
  const outputNode = (place: number): string => inner.outputs[place] ?? '';
  const inputs = roles.inputs.map((input, place): StepInputTold => {
    const isFedBack = input.role === 'state' || input.role === 'teacher';
    return {
      node: inner.inputs[place] ?? '',
      role: input.role,
      fedFrom: isFedBack ? outputNode(input.output) : null,
      source: input.argument === null ? null : sourceOf(input.argument),
    };
  });
  const fedBack = new Set(inputs.map(({ fedFrom }) => fedFrom));
  return {
    cell: inner,
    inputs,
    outputs: roles.outputs.map(({ output, keep }) => {
      const id = outputNode(output);
      return { node: id, keep, isFedBack: fedBack.has(id) };
    }),
    shown: Math.min(most, steps ?? most),
    steps,
  };
}
