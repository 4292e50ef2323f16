import type { TensorType } from '../base/tensorType';
import type { InputsByPort, LayerKind, Weight } from '../kinds/layerKind';
import type { ExpandedNetwork, ExpandedNode } from './expandNetwork';

/** The costs of a node that other numbers build on. */
interface CountedWork {
  /** Empty for a block that is one layer, whose numbers of parameters say whether it has some. */
  readonly weights: readonly Weight[];
  /** Numbers in all its weights but those that belong to another node. */
  readonly parameters: number;
  readonly trainableParameters: number;
  /** Multiply-accumulates of one forward pass of one example. */
  readonly macs: number | null;
  /** What it computes beside these; see `LayerKind.operations`. */
  readonly operations: number | null;
}

/**
 * A node as the numbers of a network need it, blocks already unfolded: lists of them are given
 * sources first.
 */
export interface NumberedNode {
  readonly id: string;
  /** The nodes whose outputs arrive here. */
  readonly sources: readonly string[];
  /** Null when this version does not know the kind. */
  readonly kind: LayerKind | null;
  readonly fields: Readonly<Record<string, unknown>> | null;
  readonly inputs: Readonly<Record<string, TensorType | null>>;
  /** Null while something is wrong here or before. */
  readonly outputs: InputsByPort | null;
  readonly costs: CountedWork | null;
  /** Whether it lets its input through untouched. */
  readonly bypassed?: boolean;
}

/** A node of which everything is known that its kind may be asked about. */
export interface KnownNode extends NumberedNode {
  readonly kind: LayerKind;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: InputsByPort;
  readonly outputs: InputsByPort;
  readonly costs: CountedWork;
}

/** Whether a node can be worked out: its kind, fields and all types that arrive and leave. */
export function isKnownNode(node: NumberedNode): node is KnownNode {
  const { kind, fields, inputs, outputs, costs } = node;
  return (
    kind !== null &&
    fields !== null &&
    outputs !== null &&
    costs !== null &&
    Object.values(inputs).every((type) => type !== null)
  );
}

interface Numbered {
  readonly network: ExpandedNetwork;
  readonly nodes: readonly NumberedNode[];
}

/** What was made last, by the wiring of its network. */
const latest = new WeakMap<object, Numbered>();

/**
 * The layers of an expanded network by their paths; remembered, so that of a network in which little
 * changed most are the objects from before.
 */
export function numberedNodes(network: ExpandedNetwork): readonly NumberedNode[] {
  const before = latest.get(network.wiring);
  if (before?.network === network) return before.nodes;
  const nodes = network.nodes.map((node, place) =>
    before && node === before.network.nodes[place]
      ? (before.nodes[place] as NumberedNode)
      : numbered(node),
  );
  latest.set(network.wiring, { network, nodes });
  return nodes;
}

function numbered({ path, analysis, sources }: ExpandedNode): NumberedNode {
  const { kind, fields, inputs, outputs, costs, bypassed } = analysis;
  const paths: string[] = [];
  for (const source of sources.values()) paths.push(source.path);
  return { id: path, sources: paths, kind, fields, inputs, outputs, costs, bypassed };
}
