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
  'KernelNormalization',
  'MultiHeadAttention',
  'NoiseInjection',
]);

type Config = LayerConfig['config'];

/** Layer classes that draw without a seed, and the seeded class that does the same in training. */
const seededLayers: Readonly<Record<string, (config: Config) => readonly [string, Config]>> = {
  Dropout: () => ['SeededDropout', {}],
  SpatialDropout1D: () => ['SeededDropout', { unit: 'channel' }],
  SpatialDropout2D: () => ['SeededDropout', { unit: 'channel' }],
  SpatialDropout3D: () => ['SeededDropout', { unit: 'channel' }],
  StochasticDepth: () => ['SeededDropout', { unit: 'example' }],
  AlphaDropout: ({ rate = 0 }) => ['SeededNoise', { noise: 'alphaDropout', amount: rate }],
  GaussianDropout: ({ rate = 0 }) => ['SeededNoise', { noise: 'gaussianDropout', amount: rate }],
  GaussianNoise: ({ stddev = 0 }) => ['SeededNoise', { noise: 'gaussianNoise', amount: stddev }],
};

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
 * `prefix` goes before the names of a network within a layer.
 */
export function seededNetwork(
  network: NetworkConfig,
  options: SeedOptions,
  prefix = '',
): NetworkConfig {
  return {
    ...network,
    config: {
      ...network.config,
      layers: network.config.layers.map((layer) => ({
        ...layer,
        ...seededParts(layer, prefix + layer.name, options),
      })),
    },
  };
}

/** Class and config of a layer, or of one within another, in the layer of that name. */
function seededParts(
  { class_name, config }: Pick<LayerConfig, 'class_name' | 'config'>,
  name: string,
  options: SeedOptions,
): Pick<LayerConfig, 'class_name' | 'config'> {
  const { seed, forTraining } = options;
  const replaced = seededLayers[class_name]?.(config);
  if (replaced && forTraining) {
    const [seededClass, added] = replaced;
    return {
      class_name: seededClass,
      config: { ...config, ...added, seed: seedFor(seed, `${name}/dropout`) },
    };
  }
  const seeded: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(config)) {
    const draws = key.endsWith('_initializer') ? randomInitializer(value) : null;
    seeded[key] = draws
      ? { ...draws, config: { ...draws.config, seed: seedFor(seed, `${name}/${key}`) } }
      : value;
  }
  if (class_name === 'Scan') {
    const cell = config.cell as unknown as NetworkConfig;
    seeded.cell = seededNetwork(cell, options, `${name}/`) as unknown as JsonValue;
  }
  if (isLayer(config.layer)) seeded.layer = { ...seededParts(config.layer, name, options) };
  if (drawingLayers.has(class_name)) seeded.seed = seedFor(seed, `${name}/draws`);
  return { class_name, config: seeded };
}

/** An initializer that draws random numbers, named or with a config of its own; null for others. */
function randomInitializer(value: JsonValue): Pick<LayerConfig, 'class_name' | 'config'> | null {
  if (typeof value === 'string') {
    const className = randomInitializers[value];
    return className === undefined ? null : { class_name: className, config: {} };
  }
  return isLayer(value) && Object.values(randomInitializers).includes(value.class_name)
    ? value
    : null;
}

/** Whether a value of a config is a layer that a wrapper holds, or something else with a config. */
function isLayer(
  value: JsonValue | undefined,
): value is { readonly class_name: string; readonly config: Config } {
  return typeof value === 'object' && value !== null && 'class_name' in value && 'config' in value;
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
