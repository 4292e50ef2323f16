import * as tf from '@tensorflow/tfjs';
import { createRandomness } from '../../../../base/randomness';
import { seededNetwork } from '../../../../compile/seededNetwork';
import { SeededOrthogonal } from '../../../../compile/seededOrthogonal';
import { SeededDropout, type SeededDropoutConfig } from '../../../../runtime/layers/seededDropout';
import { SeededNoise, type SeededNoiseConfig } from '../../../../runtime/layers/seededNoise';
import { namedWeights } from '../weights';
import type { LayerConfig, StepWeight } from './types';

/** Networks and trainable tensors by name. */
export type Parts = Readonly<Record<string, tf.LayersModel | tf.Variable>>;

/** How a trainable tensor begins. */
export interface TensorStart {
  readonly count: number;
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
}

/** What draws a weight. */
interface Initializer {
  apply(shape: number[]): tf.Tensor;
}

const initializers = new WeakMap<tf.LayerVariable, Initializer>();
const starts = new WeakMap<tf.Variable, TensorStart>();

/** The method by which a layer makes its weights. */
interface WeightMaker {
  addWeight(
    name: string,
    shape: tf.Shape,
    dtype?: tf.DataType,
    initializer?: Initializer,
    ...others: unknown[]
  ): tf.LayerVariable;
}

// Remembers of every weight how it is drawn, so that it can be drawn again, from a seed.
const maker = tf.layers.Layer.prototype as unknown as WeightMaker;
const { addWeight } = maker;
maker.addWeight = function (this: WeightMaker, name, shape, dtype, initializer, ...others) {
  const weight = addWeight.call(this, name, shape, dtype, initializer, ...others);
  if (initializer) initializers.set(weight, initializer);
  return weight;
};

/** A tensor that updates change, drawn when its first phase begins. */
export function trainableTensor(start: TensorStart): tf.Variable {
  const variable = tf.variable(tf.zeros([start.count, ...start.shape]), true);
  starts.set(variable, start);
  return variable;
}

/** Every weight of some parts by the name under which it is saved. */
export function weightsOf(parts: Parts): StepWeight[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    if (!(part instanceof tf.LayersModel)) {
      return [{ name, shape: part.shape, trainable: true, variable: part }];
    }
    const trained = new Set(part.trainableWeights.map((weight) => weight.read()));
    return [...namedWeights(part, `${name}/`)].map(([weight, variable]) => ({
      name: weight,
      shape: variable.shape,
      trainable: trained.has(variable),
      variable,
    }));
  });
}

/**
 * Gives everything in a network that draws random numbers, as dropout does, a stream of its own that
 * the seed decides; and lets normalizations that are frozen leave their averages alone.
 */
export function seedNetwork(model: tf.LayersModel, seed: number, prefix = ''): void {
  for (const layer of model.layers) {
    const { cell } = layer as { readonly cell?: unknown };
    if (cell instanceof tf.LayersModel) seedNetwork(cell, seed, `${prefix}${layer.name}/`);
    else seedLayer(layer, seed, `${prefix}${layer.name}`);
  }
}

/** Gives a layer a stream of its own; see `seedNetwork`. */
export function seedLayer(layer: tf.layers.Layer, seed: number, name = layer.name): void {
  const { layer: inner, config } = layer as { layer?: tf.layers.Layer; config?: object };
  if (inner) seedLayer(inner, seed, name);
  const className = layer.getClassName();
  const seeded = withSeed(className, layer.getConfig(), seed, name);
  if (seeded.class_name !== className) {
    const drawing =
      seeded.class_name === 'SeededDropout'
        ? new SeededDropout(seeded.config as unknown as SeededDropoutConfig)
        : new SeededNoise(seeded.config as unknown as SeededNoiseConfig);
    layer.call = drawing.call.bind(drawing) as typeof layer.call;
    Object.defineProperty(layer, 'position', {
      configurable: true,
      get: () => drawing.position,
      set: (position: number) => {
        drawing.position = position;
      },
    });
  } else if (typeof seeded.config.seed === 'number') {
    const { seed: own } = seeded.config;
    Object.assign(layer, { seed: own });
    if (config) Object.assign(layer, { config: { ...config, seed: own } });
  }
  if (className === 'BatchNormalization' && !layer.trainable) {
    const call = tf.layers.batchNormalization().call;
    layer.call = (inputs, kwargs) => call.call(layer, inputs, { ...kwargs, training: false });
  }
}

/** Draws the weights of a part that are chosen by their names anew, as the seed decides. */
export function drawWeights(
  name: string,
  part: tf.LayersModel | tf.Variable,
  seed: number,
  isChosen: (name: string) => boolean,
): void {
  if (part instanceof tf.LayersModel) drawNetwork(part, seed, isChosen, `${name}/`, '');
  else if (isChosen(name)) drawTensor(name, part, seed);
}

function drawTensor(name: string, variable: tf.Variable, seed: number): void {
  const { mean, deviation } = starts.get(variable) as TensorStart;
  const randomness = createRandomness(seed).fork(`tensor ${name}`);
  const values = Float32Array.from(
    { length: variable.size },
    () => mean + deviation * randomness.normal(),
  );
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}

function drawNetwork(
  model: tf.LayersModel,
  seed: number,
  isChosen: (name: string) => boolean,
  network: string,
  path: string,
): void {
  for (const layer of model.layers) {
    const { cell } = layer as { readonly cell?: unknown };
    if (cell instanceof tf.LayersModel) {
      drawNetwork(cell, seed, isChosen, network, `${path}${layer.name}/`);
      continue;
    }
    for (const weight of layer.weights) {
      const name = `${path}${layer.name}/${weight.originalName.split('/').at(-1)}`;
      const initializer = initializers.get(weight);
      if (!initializer || !isChosen(network + name)) continue;
      const key = keyOf(layer as Holder, initializer);
      tf.tidy(() => {
        weight.write(seeded(initializer, key, seed, path + layer.name).apply(shapeOf(weight)));
      });
    }
  }
}

function shapeOf({ shape }: tf.LayerVariable): number[] {
  return shape.map((length) => length ?? 0);
}

/** The parts of a layer that hold initializers: itself, its cells, and so of the layer within. */
interface Holder {
  readonly cell?: Holder;
  readonly backwardCell?: Holder;
  readonly layer?: Holder;
}

/** The name by which a config knows an initializer: `kernel_initializer`. */
function keyOf(layer: Holder, initializer: Initializer): string {
  const within = layer.layer ?? {};
  for (const holder of [layer, layer.cell, within, within.cell]) {
    const found = nameIn(holder, initializer);
    if (found) return snakeCase(found);
  }
  const found = nameIn(layer.backwardCell ?? within.backwardCell, initializer);
  if (!found) return 'initializer';
  // Both directions read one initializer of biases.
  return found === 'biasInitializer' ? snakeCase(found) : `backward_${snakeCase(found)}`;
}

function nameIn(holder: Holder | undefined, initializer: Initializer): string | undefined {
  return Object.entries(holder ?? {}).find(
    ([key, value]) => value === initializer && key.endsWith('Initializer'),
  )?.[0];
}

function seeded(initializer: Initializer, key: string, seed: number, name: string): Initializer {
  const { className = '' } = initializer.constructor as { className?: string };
  const text = snakeCase(className.replace('LeCun', 'Lecun')).slice(1);
  const chosen = withSeed('', { [key]: text }, seed, name).config[key];
  if (typeof chosen === 'string') return initializer;
  const { class_name: chosenClass, config } = chosen as unknown as {
    class_name: string;
    config: { seed: number };
  };
  if (chosenClass === 'SeededOrthogonal') return new SeededOrthogonal(config);
  return Object.assign(initializer, config);
}

/** The class and the config of a layer with the seed that it gets. */
function withSeed(className: string, all: object, seed: number, name: string): LayerConfig {
  const config = Object.fromEntries(
    Object.entries(all).filter(([, value]) => ['string', 'number'].includes(typeof value)),
  ) as LayerConfig['config'];
  const layers: LayerConfig[] = [{ class_name: className, name, config, inbound_nodes: [] }];
  const network = seededNetwork({ config: { layers } } as never, { seed, forTraining: true });
  return network.config.layers[0] as unknown as LayerConfig;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What a network gives before the activation at its end: exact where logarithms of shares are not. */
export function logits(
  model: tf.LayersModel,
  inputs: tf.Tensor | tf.Tensor[],
  options: { readonly training: boolean },
): tf.Tensor {
  const [output] = model.outputs;
  const last = output?.sourceLayer as tf.layers.Layer & { layer?: tf.layers.Layer };
  const active = (last.layer ?? last) as unknown as { activation: unknown };
  const { activation } = active;
  active.activation = linear;
  try {
    return model.apply(inputs, { ...options }) as tf.Tensor;
  } finally {
    active.activation = activation;
  }
}

const { activation: linear } = tf.layers.activation({ activation: 'linear' }) as unknown as {
  activation: unknown;
};

/** A network that also gives what leaves some layers inside. */
export function withFeatures(model: tf.LayersModel, layers: readonly string[]): tf.LayersModel {
  const features = layers.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
  return tf.model({ inputs: model.inputs, outputs: [...model.outputs, ...features] });
}

/** Moves the weights of a copy towards a network's; a decay of 0 makes them equal. */
export function follow(copy: tf.LayersModel, network: tf.LayersModel, decay = 0): void {
  const sources = namedWeights(network);
  for (const [name, variable] of namedWeights(copy)) {
    const source = sources.get(name) as tf.Variable;
    tf.tidy(() =>
      variable.assign(
        decay === 0 ? tf.clone(source) : tf.add(tf.mul(variable, decay), tf.mul(source, 1 - decay)),
      ),
    );
  }
}

/** Gives a trainable tensor the first examples of a batch, the first one again where there are too few. */
export function startFrom(variable: tf.Variable, batch: tf.Tensor): void {
  tf.tidy(() => {
    const count = variable.shape[0] ?? 1;
    const rows = tf.slice(batch, 0, Math.min(count, batch.shape[0] ?? 1));
    const missing = count - (rows.shape[0] ?? 0);
    const times = [missing, ...batch.shape.slice(1).map(() => 1)];
    const first = tf.slice(rows, 0, 1);
    variable.assign(missing > 0 ? tf.concat([rows, tf.tile(first, times)]) : rows);
  });
}
