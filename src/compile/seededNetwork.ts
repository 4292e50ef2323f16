import type { JsonValue } from '../base/jsonValue';
import { createRandomness } from '../base/randomness';
import type { LayerConfig, NetworkConfig } from './networkConfig';

/** Initializers that draw random numbers: their name in a config, and their class in tf.js. */
const randomInitializers: Readonly<Record<string, string>> = {
  glorot_uniform: 'GlorotUniform',
  glorot_normal: 'GlorotNormal',
  he_uniform: 'HeUniform',
  he_normal: 'HeNormal',
  lecun_uniform: 'LeCunUniform',
  lecun_normal: 'LeCunNormal',
  random_uniform: 'RandomUniform',
  random_normal: 'RandomNormal',
  truncated_normal: 'TruncatedNormal',
  orthogonal: 'SeededOrthogonal',
};

/** Layer classes that draw random numbers by a field `seed` of their own. */
const drawingLayers: ReadonlySet<string> = new Set([
  'Attention',
  'GaussianNoiseSource',
  'GaussianSampling',
  'GumbelSoftmax',
  'MultiHeadAttention',
  'NoiseInjection',
]);

/** What a network is built for. */
export interface SeedOptions {
  /** The run's seed; the same seed gives the same weights on every backend. */
  readonly seed: number;
  /** Whether dropout must draw its masks from the seed too. */
  readonly forTraining: boolean;
}

/**
 * The network with a seed in everything that draws random numbers. Each seed comes from the run's and
 * from the weight's own name, so that a layer more leaves the other layers' weights as they were.
 */
export function seededNetwork(network: NetworkConfig, options: SeedOptions): NetworkConfig {
  return {
    ...network,
    config: {
      ...network.config,
      layers: network.config.layers.map((layer) => seededLayer(layer, options)),
    },
  };
}

function seededLayer(layer: LayerConfig, { seed, forTraining }: SeedOptions): LayerConfig {
  if (layer.class_name === 'Dropout' && forTraining) {
    const dropoutSeed = seedFor(seed, `${layer.name}/dropout`);
    return {
      ...layer,
      class_name: 'SeededDropout',
      config: { ...layer.config, seed: dropoutSeed },
    };
  }
  const config: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(layer.config)) {
    const className =
      key.endsWith('_initializer') && typeof value === 'string' && randomInitializers[value];
    config[key] = className
      ? { class_name: className, config: { seed: seedFor(seed, `${layer.name}/${key}`) } }
      : value;
  }
  if (drawingLayers.has(layer.class_name)) config.seed = seedFor(seed, `${layer.name}/draws`);
  return { ...layer, config };
}

/** A seed of 1 … 2³¹ for one consumer; 0 would count as none. */
function seedFor(seed: number, name: string): number {
  return (
    1 +
    createRandomness(seed)
      .fork(name)
      .integer(2 ** 31)
  );
}
