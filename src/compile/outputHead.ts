import type { OutputHead } from '../kinds/training/stepKind';
import type { LayerConfig, NetworkConfig } from './networkConfig';

/** A network cut before its last activation. */
export interface SplitNetwork {
  /** The network up to the numbers that go into the head (logits); its weights are the same. */
  readonly body: NetworkConfig;
  /** What turns the body's output into the network's; null where nothing was cut off. */
  readonly head: OutputHead | null;
}

/** The Keras name of the activation that the network's only output ends in; null for several outputs. */
export function outputActivation(network: NetworkConfig): string | null {
  const last = lastLayer(network);
  if (!last) return null;
  const { class_name, config } = normalizedLayer(last) ?? last;
  return typeof config.activation === 'string' && !innerActivations.has(class_name)
    ? config.activation
    : 'linear';
}

/** Classes whose activation acts at every step of a sequence, not on what comes out. */
const innerActivations: ReadonlySet<string> = new Set([
  'SimpleRNN',
  'LSTM',
  'GRU',
  'ConvLSTM2D',
  'RecurrentLayer',
  'ConvolutionalLstm2D',
]);

/** The layer whose kernel another one normalises; its activation comes last. */
function normalizedLayer({
  class_name,
  config,
}: LayerConfig): Pick<LayerConfig, 'class_name' | 'config'> | null {
  if (class_name !== 'KernelNormalization') return null;
  return config.layer as unknown as Pick<LayerConfig, 'class_name' | 'config'>;
}

/** A layer without its activation. */
function linearLayer(layer: LayerConfig): LayerConfig {
  const within = normalizedLayer(layer);
  const config = within
    ? {
        ...layer.config,
        layer: { ...within, config: { ...within.config, activation: 'linear' } },
      }
    : { ...layer.config, activation: 'linear' };
  return { ...layer, config };
}

/**
 * Cuts the activation `head` off the end of a network that ends in exactly that, on the last axis;
 * any other network stays whole. Logarithms of probabilities lose all precision near 0 and 1, logits
 * do not: losses on the body are the same mathematics with better gradients.
 */
export function splitHead(network: NetworkConfig, head: OutputHead | null): SplitNetwork {
  const whole = { body: network, head: null };
  const last = lastLayer(network);
  if (!last || head === null || outputActivation(network) !== head) return whole;
  const { layers } = network.config;
  // A layer that is used several times keeps its activation in the other places.
  if (last.inbound_nodes.length > 1) return whole;
  const isTaken = layers.some((layer) =>
    layer.inbound_nodes.some((call) => call.some(([name]) => name === last.name)),
  );
  if (isTaken) return whole;
  if (last.class_name === 'Activation') {
    const before = last.inbound_nodes[0]?.[0]?.[0];
    if (before === undefined || isInput(network, before)) return whole;
    return {
      head,
      body: {
        ...network,
        config: {
          ...network.config,
          layers: layers.filter((layer) => layer !== last),
          output_layers: [[before, 0, 0]],
        },
      },
    };
  }
  const linear = linearLayer(last);
  return {
    head,
    body: {
      ...network,
      config: {
        ...network.config,
        layers: layers.map((layer) => (layer === last ? linear : layer)),
      },
    },
  };
}

function lastLayer(network: NetworkConfig): LayerConfig | null {
  const [only, ...others] = network.config.output_layers;
  if (!only || others.length > 0) return null;
  return network.config.layers.find((layer) => layer.name === only[0]) ?? null;
}

function isInput(network: NetworkConfig, name: string): boolean {
  return network.config.input_layers.some(([input]) => input === name);
}
