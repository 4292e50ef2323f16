import type { InputsByPort, KerasLayer } from '../kinds/layerKind';
import { isVariadic, variadicPortIndex } from '../kinds/port';
import { type ExpandedNode, expandNetwork, type TensorSource } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { type ScanRoles, scanRoles } from './scanRoles';

/** A tensor that a layer gives: the layer's name, which of its calls, which of that call's outputs. */
export interface LayerTensor {
  readonly layer: string;
  readonly call: number;
  readonly tensor: number;
}

/** One use of a layer. */
export interface LayerCall {
  /** The path of the node that it stands for. */
  readonly path: string;
  /** What it takes, in argument order; nothing for an input. */
  readonly inputs: readonly LayerTensor[];
}

/** A block scanned over a sequence. */
export interface LayerScan {
  readonly cell: GraphAnalysis;
  readonly roles: ScanRoles;
  /** How many steps; null where the length of a sequence decides. */
  readonly steps: number | null;
}

/** A Keras layer with its name and its uses: one, or several where weights are shared. */
export interface NamedKerasLayer extends KerasLayer {
  /** Unique in the network: the node's path, with a suffix for helper layers before it. */
  readonly name: string;
  /** The path of the node whose layer it is. */
  readonly node: string;
  readonly calls: readonly LayerCall[];
  /** What runs in every step, and how the steps hang together, for a scanned block. */
  readonly scan: LayerScan | null;
  /** Weights that are another layer's, by name. */
  readonly tied: { readonly layer: string; readonly weights: readonly string[] } | null;
}

/** The Keras layers that a sound graph stands for, with its ends. */
export interface KerasNetwork {
  /** In an order in which each can be built and called the first time. */
  readonly layers: readonly NamedKerasLayer[];
  /** Every use of every layer, sources first. */
  readonly order: readonly { readonly layer: NamedKerasLayer; readonly call: number }[];
  readonly inputs: readonly LayerTensor[];
  readonly outputs: readonly LayerTensor[];
}

const known = new WeakMap<GraphAnalysis, KerasNetwork>();

/**
 * The Keras layers that a sound graph stands for, sources first: what tf.js builds and what code
 * generation prints. Unused nodes are left out.
 */
export function kerasLayers(analysis: GraphAnalysis): KerasNetwork {
  const before = known.get(analysis);
  if (before) return before;
  const network = new Builder(analysis).build();
  known.set(analysis, network);
  return network;
}

interface Draft extends NamedKerasLayer {
  readonly calls: LayerCall[];
}

class Builder {
  private readonly layers = new Map<string, Draft>();
  private readonly tensors = new Map<string, LayerTensor>();
  private readonly order: { readonly layer: NamedKerasLayer; readonly call: number }[] = [];
  private readonly names: Set<string>;

  constructor(private readonly analysis: GraphAnalysis) {
    this.names = new Set(expandNetwork(analysis).nodes.map(({ path }) => path));
  }

  build(): KerasNetwork {
    const { nodes, inputs, outputs } = expandNetwork(this.analysis);
    const at = (source: TensorSource): LayerTensor => this.tensor(source);
    for (const node of inTurn(nodes)) {
      this.add(node, isFromNothing(node) ? inputs.slice(0, 1).map(at) : []);
    }
    return {
      layers: [...this.layers.values()],
      order: this.order,
      inputs: inputs.map(at),
      outputs: outputs.map(at),
    };
  }

  private tensor({ path, port }: TensorSource): LayerTensor {
    const found = this.tensors.get(`${path}:${port}`);
    if (!found) throw new Error(`${path} has no output ${port}.`);
    return found;
  }

  /** Adds the layers of a node; `like` is what they take where nothing is wired. */
  private add(node: ExpandedNode, like: readonly LayerTensor[]): void {
    const { path, analysis, shared } = node;
    if (!analysis.kind || !analysis.fields || !analysis.outputs) {
      throw new Error(`Node ${path} has errors; only a sound graph has layers.`);
    }
    const isCalledAgain = shared?.weights === 'all' && hasWeights(node);
    const stack: readonly KerasLayer[] = analysis.inner
      ? [{ className: 'Scan', config: {} }]
      : analysis.kind.layers(
          fieldsInUse(analysis),
          analysis.inputs as InputsByPort,
          analysis.outputs,
        );
    const wired = sourcesInOrder(node).map((source) => this.tensor(source));
    let inputs: readonly LayerTensor[] = wired.length > 0 ? wired : like;
    let made: LayerTensor = { layer: path, call: 0, tensor: 0 };
    for (const [place, layer] of stack.entries()) {
      const isLast = place === stack.length - 1;
      const name = isLast
        ? isCalledAgain && shared
          ? shared.path
          : path
        : this.helperName(`${path}_${layer.suffix ?? place}`);
      const draft = this.layers.get(name) ?? this.start(name, layer, node, isLast);
      draft.calls.push({ path, inputs });
      this.order.push({ layer: draft, call: draft.calls.length - 1 });
      made = { layer: name, call: draft.calls.length - 1, tensor: 0 };
      inputs = [made];
    }
    for (const [tensor, port] of Object.keys(analysis.outputs).entries()) {
      this.tensors.set(`${path}:${port}`, { ...made, tensor });
    }
  }

  private start(name: string, layer: KerasLayer, node: ExpandedNode, isLast: boolean): Draft {
    const { shared, analysis } = node;
    const tied =
      isLast && shared && shared.weights !== 'all'
        ? { layer: shared.path, weights: shared.weights }
        : null;
    const owner = isLast ? name : node.path;
    const draft = { ...layer, name, node: owner, calls: [], scan: scanOf(analysis), tied };
    this.layers.set(name, draft);
    return draft;
  }

  private helperName(wanted: string): string {
    let name = wanted;
    while (this.names.has(name)) name += '_';
    this.names.add(name);
    return name;
  }
}

/** The fields of a node; an input of a scanned step has the shape that arrives, not its sample. */
function fieldsInUse({ kind, fields, outputs }: NodeAnalysis): Readonly<Record<string, unknown>> {
  const [type] = Object.values(outputs ?? {});
  return kind?.id === 'input' && type
    ? { ...fields, shape: type.shape, dtype: type.dtype }
    : (fields ?? {});
}

function scanOf({ node, inner, steps, ...rest }: NodeAnalysis): LayerScan | null {
  if (!inner || !node.scan) return null;
  return {
    cell: inner,
    roles: scanRoles({ node, inner, steps, ...rest }, node.scan, inner),
    steps,
  };
}

/** Whether a node makes a tensor without any: its layer takes the number of examples from an input. */
function isFromNothing({ analysis, sources }: ExpandedNode): boolean {
  return sources.size === 0 && analysis.kind?.id !== 'input';
}

/** Sources before targets; the inputs before all where a node makes a tensor from nothing. */
function inTurn(nodes: readonly ExpandedNode[]): readonly ExpandedNode[] {
  if (!nodes.some(isFromNothing)) return nodes;
  const isInput = ({ analysis }: ExpandedNode): boolean => analysis.kind?.id === 'input';
  return [...nodes].sort((a, b) => Number(isInput(b)) - Number(isInput(a)));
}

function hasWeights({ analysis }: ExpandedNode): boolean {
  return analysis.inner !== null || (analysis.costs?.weights.length ?? 0) > 0;
}

/** Where the inputs of a node come from, in the order in which its layer is called with them. */
function sourcesInOrder({ analysis, sources }: ExpandedNode): readonly TensorSource[] {
  const ports = analysis.kind?.inputs ?? {};
  const place = isVariadic(ports)
    ? (port: string): number => variadicPortIndex(port) ?? 0
    : (port: string): number => Object.keys(ports).indexOf(port);
  return [...sources].sort(([a], [b]) => place(a) - place(b)).map(([, source]) => source);
}
