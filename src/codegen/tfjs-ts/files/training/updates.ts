import * as tf from '@tensorflow/tfjs';
import { drawingLayersOf } from '../../../../compile/drawingLayers';
import { holdStatistics } from '../../../../compile/heldStatistics';
import { belongsTo, type Measured, type StepSettings, type StepWeight } from './types';

/** The weights that an update changes: what is named, without what is frozen. */
export function changedWeights(
  weights: readonly StepWeight[],
  names: readonly string[],
  { frozen }: StepSettings,
): tf.Variable[] {
  const changed = weights.filter(
    ({ name, trainable }) =>
      trainable &&
      names.some((one) => belongsTo(name, one)) &&
      !frozen.some((one) => belongsTo(name, one)),
  );
  if (changed.length === 0) throw new Error(`Everything in ${names.join(', ')} is frozen.`);
  return changed.map(({ variable }) => variable);
}

/** The kernels of the parts that are named, as a penalty on weights takes them. */
export function kernelsOf(
  weights: readonly StepWeight[],
  names: readonly string[],
): Readonly<Record<string, tf.Variable>> {
  const kernels = weights.filter(
    ({ name, shape, trainable }) =>
      trainable && shape.length > 1 && names.some((one) => belongsTo(name, one)),
  );
  return Object.fromEntries(kernels.map(({ variable }, place) => [`w${place}`, variable]));
}

/** How far apart the random numbers of two evaluations lie in the streams of layers. */
const drawsPerEvaluation = 4096;

/** Lets layers that draw random numbers go on at the place of this evaluation in their streams. */
export function placeDraws(
  layers: readonly (tf.LayersModel | tf.layers.Layer)[],
  evaluation: number,
): void {
  for (const one of layers) {
    const all = one instanceof tf.LayersModel ? one.layers : [one];
    for (const layer of all.flatMap(drawingLayersOf)) {
      layer.position = evaluation * drawsPerEvaluation;
    }
  }
}

/** Keeps what was measured, where no update before has measured it. */
export function keepMeasured(measured: Measured, found: Readonly<Record<string, tf.Tensor>>): void {
  for (const [name, value] of Object.entries(found)) {
    measured[name] ??= tf.keep(tf.clone(value.asScalar()));
  }
}

/** Changes how far an optimizer goes from now on. */
export function setLearningRate(optimizer: tf.Optimizer, learningRate: number): void {
  const changed = optimizer as unknown as { setLearningRate?(learningRate: number): void };
  if (changed.setLearningRate) changed.setLearningRate(learningRate);
  else Object.assign(optimizer, { learningRate });
}

/** Gradients whose every entry is within ± a limit. */
export function clipByValue(gradients: tf.NamedTensorMap, limit: number): tf.NamedTensorMap {
  return mapTensors(gradients, (gradient) => tf.clipByValue(gradient, -limit, limit));
}

/** Gradients that are together no longer than a limit. */
export function clipByNorm(gradients: tf.NamedTensorMap, limit: number): tf.NamedTensorMap {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const share = tf.minimum(1, tf.div(limit, tf.maximum(norm, 1e-12)));
  return mapTensors(gradients, (gradient) => tf.mul(gradient, share));
}

function mapTensors(
  tensors: tf.NamedTensorMap,
  change: (tensor: tf.Tensor) => tf.Tensor,
): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]),
  );
}

/** Shrinks kernels by a share; biases and scales stay. */
export function decayKernels(variables: readonly tf.Variable[], share: number): void {
  for (const variable of variables) {
    if (variable.rank > 1) variable.assign(tf.mul(variable, 1 - share));
  }
}

/** Brings weights back between two bounds. */
export function keepBetween(variables: readonly tf.Variable[], low: number, high: number): void {
  for (const variable of variables) variable.assign(tf.clipByValue(variable, low, high));
}

/** The moving averages of networks, which follow the batches with which a network itself is trained. */
export class Averages {
  readonly #networks: readonly tf.LayersModel[];
  readonly #held: readonly ReturnType<typeof holdStatistics>[];

  constructor(networks: readonly tf.LayersModel[]) {
    this.#networks = networks;
    this.#held = networks.map((network) => holdStatistics(network));
  }

  /** Holds those of networks of which an update changes nothing. */
  hold(changed: readonly tf.Variable[]): void {
    for (const [place, network] of this.#networks.entries()) {
      const held = this.#held[place];
      const isChanged = network.weights.some((weight) =>
        changed.includes(weight.read() as tf.Variable),
      );
      if (held) held.isHeld = !isChanged;
    }
  }

  /** Lets all of them follow again. */
  release(): void {
    for (const held of this.#held) held.isHeld = false;
  }
}
