import { formatExact } from '../base/humanNumber';
import { bytesPerElement, elementCount, type Shape } from '../base/tensorType';
import type { Weight } from '../kinds/layerKind';
import { isKnownNode, type KnownNode, type NumberedNode } from './numberedNode';

/** A row of a network's table as the lecture writes it. */
export interface SlideRow {
  readonly node: string;
  /** `CONV3-64`, `POOL2`, `FC`, `INPUT`; of other kinds their title. */
  readonly layer: string;
  /** The shape of the output: `[224×224×64]`. */
  readonly shape: string;
  /** Numbers of the output with their product: `224×224×64 = 3.2M`. */
  readonly memory: string;
  /** The weights with their product: `(3×3×3)×64 = 1,728`; `0` where there are none. */
  readonly parameters: string;
  /** What the texts round, exactly; null where it is not known. */
  readonly values: number | null;
  readonly weights: number | null;
}

/** A network's table as the lecture writes it, a row an output, sources first. */
export interface SlideTable {
  readonly rows: readonly SlideRow[];
  readonly total: {
    /** `15.2M × 4 bytes = 60.95 MB / image`. */
    readonly memory: string;
    /** `138,344,128`. */
    readonly parameters: string;
    readonly values: number;
    readonly bytes: number;
    readonly weights: number;
  };
  /** False when rows are missing in the totals because something about them is not known. */
  readonly complete: boolean;
}

/**
 * The lecture's table of VGG-16 for any network: each output's numbers and each layer's weights as
 * products, biases left out or counted in. Layers that only reshape have no row; the lecture counts
 * memory in numbers of one example going forward. Source of the form: Stanford CS231n, lecture 9.
 */
export function slideTable(
  nodes: readonly NumberedNode[],
  { biases }: { readonly biases: boolean },
): SlideTable {
  const shapes = new Map<string, Shape>();
  const rows: SlideRow[] = [];
  const sum = { values: 0, bytes: 0, weights: 0 };
  let complete = true;
  for (const node of nodes) {
    if (!isKnownNode(node)) {
      if (node.bypassed) shapes.set(node.id, shapes.get(node.sources[0] ?? '') ?? []);
      else complete = false;
      continue;
    }
    const before = shapes.get(node.sources[0] ?? '') ?? null;
    if (node.kind.view) {
      // A dense layer behind it reads the numbers in the shape in which they came.
      if (before) shapes.set(node.id, before);
      continue;
    }
    const [type] = Object.values(node.outputs);
    if (!type) continue;
    shapes.set(node.id, type.shape);
    const tensors = node.costs.weights.filter(({ name }) => biases || !isBias(name));
    const row = describeNode(node, type.shape, tensors, before);
    rows.push(row);
    if (row.values === null) complete = false;
    sum.values += row.values ?? 0;
    sum.bytes += (row.values ?? 0) * bytesPerElement(type.dtype);
    sum.weights += row.weights ?? 0;
  }
  const memory = `${roundedCount(sum.values, 3)} × 4 bytes = ${(sum.bytes / 1e6).toFixed(2)} MB / image`;
  return { rows, complete, total: { ...sum, memory, parameters: formatExact(sum.weights) } };
}

const isBias = (name: string): boolean => name.toLowerCase().endsWith('bias');

function describeNode(
  node: KnownNode,
  shape: Shape,
  tensors: readonly Weight[],
  before: Shape | null,
): SlideRow {
  const axes = shape.map((axis) => axis ?? '?');
  const values = elementCount(shape);
  const weights = tensors.reduce((all, tensor) => all + product(tensor.shape), 0);
  const expression = tensors.map((tensor) => weightProduct(tensor.shape, before)).join(' + ');
  const isOneNumber = tensors.length === 1 && tensors[0]?.shape.length === 1;
  return {
    node: node.id,
    layer: layerName(node),
    shape: `[${axes.join('×')}]`,
    memory: axes.length === 1 ? `${axes[0]}` : `${axes.join('×')} = ${roundedCount(values, 2)}`,
    parameters:
      weights === 0
        ? '0'
        : isOneNumber
          ? formatExact(weights)
          : `${expression} = ${formatExact(weights)}`,
    values,
    weights,
  };
}

const product = (axes: readonly number[]): number => axes.reduce((all, axis) => all * axis, 1);

/** A kernel as `(F×F×D)×K`, a matrix as `rows×columns`, its rows as the image that they came from. */
function weightProduct(shape: readonly number[], before: Shape | null): string {
  const last = shape.at(-1);
  const rest = shape.slice(0, -1);
  if (rest.length > 1) return `(${rest.join('×')})×${last}`;
  const isFlattened = before !== null && before.length > 1 && elementCount(before) === rest[0];
  return [...(isFlattened ? before : rest), last].join('×');
}

/** The lecture's names of the layers of VGG; a window's or a kernel's size is its first number. */
function layerName({ kind, fields }: KnownNode): string {
  const size = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
  if (kind.family === 'input') return 'INPUT';
  if (kind.id === 'dense') return 'FC';
  if (fields.kernelSize !== undefined && fields.filters !== undefined) {
    return kind.id === 'conv2d'
      ? `CONV${size(fields.kernelSize)}-${fields.filters}`
      : `${kind.title} ${size(fields.kernelSize)}-${fields.filters}`;
  }
  return kind.id === 'maxPooling2d' ? `POOL${size(fields.poolSize)}` : kind.title;
}

/** A count to so many digits with the lecture's endings: `3.2M`, `800K`, `25K`; whole below 1,000. */
function roundedCount(count: number | null, digits: number): string {
  if (count === null) return '?';
  if (count < 1000) return String(count);
  const rounded = Number(count.toPrecision(digits));
  const [unit, ending] = rounded >= 1e9 ? [1e9, 'G'] : rounded >= 1e6 ? [1e6, 'M'] : [1e3, 'K'];
  return `${Number((rounded / unit).toPrecision(digits))}${ending}`;
}
