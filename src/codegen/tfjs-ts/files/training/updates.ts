import * as tf from '@tensorflow/tfjs';
import { drawingLayersOf } from '../../../../compile/drawingLayers';
import { holdStatistics } from '../../../../compile/heldStatistics';
import { belongsTo, type Measured, type StepSettings, type StepWeight } from './types';

export {
  clipByNorm,
  clipByValue,
  decayKernels,
  keepBetween,
  setLearningRate,
} from '../../../../compile/weightChanges';

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
