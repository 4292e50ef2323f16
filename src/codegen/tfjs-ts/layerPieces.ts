import type { GraphAnalysis, NodeAnalysis } from '../../analysis/graphAnalysis';
import type { Names } from '../../analysis/nodeSettings';
import { scanRoles } from '../../analysis/scanRoles';
import type { JsonValue } from '../../base/jsonValue';
import type { InputsByPort, KerasLayer } from '../../kinds/layerKind';
import { isVariadic, variadicPortIndex } from '../../kinds/port';

/** One place of a node: in one use of its graph, and of a repeated node one repetition. */
export interface Place {
  readonly use: GraphAnalysis;
  /** The repetition, not repeated itself. */
  readonly found: NodeAnalysis;
  /** The arguments of the graph, and `index` of a repetition. */
  readonly names: Names;
}

const stacks = new WeakMap<NodeAnalysis, readonly KerasLayer[]>();

/** The Keras layers of a node that stands once, its own last. */
export function stackAt(found: NodeAnalysis): readonly KerasLayer[] {
  const known = stacks.get(found);
  if (known) return known;
  const stack = makeStack(found);
  stacks.set(found, stack);
  return stack;
}

function makeStack(found: NodeAnalysis): readonly KerasLayer[] {
  const { node, inner, kind, fields, inputs, outputs, steps } = found;
  if (!kind || !fields || !outputs) throw new Error(`${node.id} has errors.`);
  if (!inner || !node.scan) return kind.layers(fields, inputs as InputsByPort, outputs);
  const roles = scanRoles(found, node.scan, inner);
  const config = {
    inputs: roles.inputs as unknown as JsonValue,
    outputs: roles.outputs as unknown as JsonValue,
    ...(steps === null ? {} : { steps }),
  };
  return [{ className: 'Scan', config }];
}

/** What a helper layer before a node's own is called after the node. */
export function helperSuffix(layer: KerasLayer, place: number): string {
  return layer.suffix ?? String(place);
}

/** Whether a node in one place has weights. */
export function hasWeights({ found }: Place): boolean {
  return found.inner !== null || (found.costs?.weights.length ?? 0) > 0;
}

/** The ports that are wired, in the order in which the layer is called with them. */
export function portsInOrder(found: NodeAnalysis, wired: Iterable<string>): readonly string[] {
  const ports = found.kind?.inputs ?? {};
  const rank = isVariadic(ports)
    ? (port: string): number => variadicPortIndex(port) ?? 0
    : (port: string): number => Object.keys(ports).indexOf(port);
  return [...wired].sort((a, b) => rank(a) - rank(b));
}

/** How the layers of a node look apart from numbers. */
export function stackForm({ found }: Place): string {
  return JSON.stringify(
    stackAt(found).map(({ className, config, suffix }) => [
      className,
      suffix ?? '',
      Object.keys(config),
    ]),
  );
}
