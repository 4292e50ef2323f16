import type { Scan } from '../document/project';
import { blockEnds } from './blockEnds';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';

/** What an input of a scanned block is at every step. */
export type StepInput =
  /** One entry of a sequence, the argument of that place. */
  | { readonly role: 'sequence'; readonly argument: number }
  /** An argument, whole. */
  | { readonly role: 'whole'; readonly argument: number }
  /** What an output gave the step before; at first zeros, or the argument. */
  | { readonly role: 'state'; readonly output: number; readonly argument: number | null }
  /** In training an entry of the argument, a sequence; otherwise its first entry, then the output. */
  | { readonly role: 'teacher'; readonly output: number; readonly argument: number };

/** An output of a scanned block: an output of the step, all steps stacked or the last one's. */
export interface StepOutput {
  readonly output: number;
  readonly keep: 'all' | 'last';
}

/** How the steps of a scanned block hang together; everything by place. */
export interface ScanRoles {
  /** For every input of the step. */
  readonly inputs: readonly StepInput[];
  /** For every output port of the block. */
  readonly outputs: readonly StepOutput[];
}

/** The roles of the inputs and outputs of a sound scanned block. Throws for an unsound one. */
export function scanRoles(node: NodeAnalysis, scan: Scan, inner: GraphAnalysis): ScanRoles {
  const ends = blockEnds(inner.graph);
  const portOf = new Map([...ends.inputs].map(([port, id]) => [id, port]));
  const ports = Object.keys(node.kind?.inputs ?? {});
  const argumentOf = (id: string): number => ports.indexOf(portOf.get(id) ?? '');
  const outputOf = (id: string): number => {
    const place = inner.outputs.indexOf(id);
    if (place < 0) throw new Error(`${id} is no output of ${inner.id}.`);
    return place;
  };
  const states = new Map(scan.feedback.map((entry) => [entry.to, entry]));
  const inputs = inner.inputs.map((id): StepInput => {
    const state = states.get(id);
    const argument = argumentOf(id);
    if (state?.initial === 'teacher') {
      return { role: 'teacher', output: outputOf(state.from), argument };
    }
    if (state) {
      return {
        role: 'state',
        output: outputOf(state.from),
        argument: state.initial === 'port' ? argument : null,
      };
    }
    return { role: scan.whole.includes(id) ? 'whole' : 'sequence', argument };
  });
  const outputs = [...ends.outputs.values()].map((id): StepOutput => {
    return { output: outputOf(id), keep: scan.last.includes(id) ? 'last' : 'all' };
  });
  return { inputs, outputs };
}
