import type { GraphAnalysis } from '../analysis/graphAnalysis';
import {
  kerasLayers,
  type LayerScan,
  type LayerTensor,
  type NamedKerasLayer,
} from '../analysis/kerasLayers';
import type { JsonValue } from '../base/jsonValue';
import { type CallOrder, callOrder } from './callOrder';

/** One use of a layer: for every input the layer, call and tensor it comes from, and arguments. */
export type InboundTensor = readonly [layer: string, call: number, tensor: number, kwargs: object];

/** One end of a network: layer, call and tensor. */
export type NetworkEnd = readonly [layer: string, call: number, tensor: number];

/** A layer of a functional Keras model, in Keras' own (Python) spelling. */
export interface LayerConfig {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, JsonValue>>;
  readonly inbound_nodes: readonly (readonly InboundTensor[])[];
}

/** A functional Keras model, as `model.to_json()` writes it. */
export interface NetworkConfig {
  readonly class_name: 'Functional';
  readonly config: {
    readonly name: string;
    readonly layers: readonly LayerConfig[];
    readonly input_layers: readonly NetworkEnd[];
    readonly output_layers: readonly NetworkEnd[];
  };
}

/**
 * The functional Keras config of a sound graph: layers named after the paths of their nodes, those
 * whose weights are shared called several times, one input layer for every input node. Throws for a
 * graph with errors. Source: Keras, Functional.get_config.
 */
export function networkConfig(analysis: GraphAnalysis): NetworkConfig {
  const { layers, inputs, outputs } = kerasLayers(analysis);
  const order = callOrder(layers);
  const end: EndOf = ({ layer, call, tensor }) => [
    layer,
    order.get(layer)?.indexOf(call) ?? call,
    tensor,
  ];
  return {
    class_name: 'Functional',
    config: {
      name: analysis.id,
      layers: layers.map((layer) => layerConfig(layer, order, end)),
      input_layers: inputs.map(end),
      output_layers: outputs.map(end),
    },
  };
}

/** An end as a config names it. */
type EndOf = (tensor: LayerTensor) => NetworkEnd;

function layerConfig(layer: NamedKerasLayer, order: CallOrder, end: EndOf): LayerConfig {
  const calls = (order.get(layer.name) ?? []).map((place) =>
    (layer.calls[place]?.inputs ?? []).map((input): InboundTensor => [...end(input), {}]),
  );
  const config = layer.scan
    ? scanConfig(layer.scan)
    : (pythonSpelling(layer.config) as Record<string, JsonValue>);
  return {
    class_name: layer.className,
    name: layer.name,
    config: { name: layer.name, ...config },
    inbound_nodes: calls.filter((call) => call.length > 0),
  };
}

/** Turns `kernelSize` into `kernel_size`, in names of arguments and in texts, which are all names. */
function pythonSpelling(value: JsonValue): JsonValue {
  if (typeof value === 'string') return snakeCase(value);
  if (Array.isArray(value)) return value.map(pythonSpelling);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      snakeCase(key),
      // Class names are capitalised in both spellings.
      key === 'className' ? inner : pythonSpelling(inner as JsonValue),
    ]),
  );
}

function snakeCase(name: string): string {
  if (name.startsWith('leCun')) return snakeCase(`lecun${name.slice('leCun'.length)}`);
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A scanned block: the network of one step, and by place what becomes of its inputs and outputs. */
function scanConfig({ cell, roles, steps }: LayerScan): Record<string, JsonValue> {
  return {
    cell: networkConfig(cell) as unknown as JsonValue,
    inputs: roles.inputs as unknown as JsonValue,
    outputs: roles.outputs as unknown as JsonValue,
    steps,
  };
}
