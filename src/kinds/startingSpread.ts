import type { JsonValue } from '../base/jsonValue';
import { type FieldSet, field } from './field';
import type { KerasLayer } from './layerKind';

/** What tf.js and Keras take where nothing is said. */
const usualSpread = 0.05;

/** How far weights that start at random lie apart, for every initializer of a node. */
const startingSpreadField = field.number({
  label: 'Starting spread',
  help: 'The standard deviation of weights that start as randomNormal or truncatedNormal; randomUniform draws from minus this to this. What starts otherwise does not look at it.',
  default: usualSpread,
  min: 0,
  step: 0.01,
  advanced: true,
});

/** The field `startingSpread` for kinds that have initializers; none for others. */
export function startingSpreadFields(fields: FieldSet): FieldSet {
  const starts = Object.keys(fields).some((name) => name.endsWith('Initializer'));
  return starts ? { startingSpread: startingSpreadField } : {};
}

/** The initializers that take a spread, as Keras writes them down. */
const spread: Readonly<Record<string, (spread: number) => KerasLayer>> = {
  randomNormal: (stddev) => ({ className: 'RandomNormal', config: { stddev } }),
  truncatedNormal: (stddev) => ({ className: 'TruncatedNormal', config: { stddev } }),
  randomUniform: (range) => ({
    className: 'RandomUniform',
    config: { minval: 0 - range, maxval: range },
  }),
};

/** A layer whose initializers draw with the spread of its node, and so the layer that it may hold. */
export function withStartingSpread<Layer extends KerasLayer>(
  layer: Layer,
  { startingSpread = usualSpread }: { readonly startingSpread?: unknown },
): Layer {
  if (typeof startingSpread !== 'number' || startingSpread === usualSpread) return layer;
  const config = Object.entries(layer.config).map(([name, value]): [string, JsonValue] => {
    if (name === 'layer') {
      const within = value as unknown as KerasLayer;
      return [name, { ...withStartingSpread(within, { startingSpread }) }];
    }
    const draws = name.endsWith('Initializer') ? spread[String(value)] : undefined;
    return [name, draws ? { ...draws(startingSpread) } : value];
  });
  return { ...layer, config: Object.fromEntries(config) };
}
