import * as tf from '@tensorflow/tfjs';
import type { StepUpdate } from '../analysis/stepLearners';
import { type Schedule, scheduledShare } from '../kinds/training/update/learningRate';
import { applyWeightConstraints } from '../runtime/corrections/weightConstraints';
import type { NamedWeight, WeightValues } from './buildModel';
import { createOptimizer, setLearningRate } from './optimizers';
import type { StepMoment } from './stepProgram';

/** The optimizer of an update, with what is done to gradients and weights around it. */
export interface Updater {
  /** Changes the weights by their gradients, which are keyed by the names of variables. */
  apply(gradients: tf.NamedTensorMap, moment: StepMoment): void;
  /** The optimizer's slots and counters, by name. */
  state(): Promise<ReadonlyMap<string, WeightValues>>;
  restore(state: ReadonlyMap<string, WeightValues>): Promise<void>;
  dispose(): void;
}

/** The fields of updates that say what is done. */
interface Fields {
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly fallEpochs: number;
  readonly fallFactor: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly clipValue: number;
  readonly clipWeights: number;
}

/** What an update changes. */
export interface UpdatedParts {
  readonly weights: readonly Pick<NamedWeight, 'name' | 'variable'>[];
  /** The models whose weights these are, for the constraints of layers. */
  readonly models: readonly tf.LayersModel[];
  /** Between what some of the weights are kept, by name. */
  readonly bounds: ReadonlyMap<string, readonly [number, number]>;
}

/** Makes the optimizer of an update for the weights that it changes. */
export function createUpdater(
  { node, analysis }: StepUpdate,
  { weights, models, bounds }: UpdatedParts,
): Updater {
  const fields = analysis.fields as unknown as Fields;
  const create = (): tf.Optimizer =>
    createOptimizer(analysis.node.kind, fields as unknown as Readonly<Record<string, unknown>>);
  let optimizer = create();
  return {
    apply(gradients, moment) {
      const rate = fields.learningRate * scheduledShare(fields, moment);
      setLearningRate(optimizer, rate);
      tf.tidy(() => {
        const clipped = clipGradients(gradients, fields);
        if (fields.weightDecay > 0) decay(weights, rate * fields.weightDecay);
        optimizer.applyGradients(clipped);
        if (fields.clipWeights > 0) {
          for (const { variable } of weights) {
            variable.assign(tf.clipByValue(variable, -fields.clipWeights, fields.clipWeights));
          }
        }
        for (const { name, variable } of weights) {
          const bound = bounds.get(name);
          if (bound) variable.assign(tf.clipByValue(variable, bound[0], bound[1]));
        }
      });
      for (const model of models) applyWeightConstraints(model);
    },
    async state() {
      const slots = await optimizer.getWeights();
      const state = new Map<string, WeightValues>();
      for (const [place, { tensor }] of slots.entries()) {
        state.set(`${node}/slot${place}`, {
          dtype: 'F32',
          shape: tensor.shape,
          values: Float32Array.from(await tensor.data()),
        });
      }
      // The first is the number of steps, made for the asking; the others are the slots themselves.
      slots[0]?.tensor.dispose();
      for (const [name, power] of powersOf(optimizer)) {
        const values = Float32Array.from(await power.data());
        state.set(`${node}/${name}`, { dtype: 'F32', shape: power.shape, values });
      }
      return state;
    },
    async restore(state) {
      const slots: { name: string; tensor: tf.Tensor }[] = [];
      for (let place = 0; ; place++) {
        const found = state.get(`${node}/slot${place}`);
        if (!found) break;
        const dtype = place === 0 && optimizer.iterations !== undefined ? 'int32' : 'float32';
        slots.push({
          name: `slot${place}`,
          tensor: tf.tensor(found.values, [...found.shape], place === 0 ? dtype : 'float32'),
        });
      }
      if (slots.length > 0) {
        // tf.js would leave slots that it has already.
        optimizer.dispose();
        optimizer = create();
        await optimizer.setWeights(slots);
        tf.dispose(slots.map(({ tensor }) => tensor));
      }
      for (const [name, power] of powersOf(optimizer)) {
        const found = state.get(`${node}/${name}`);
        if (found) tf.tidy(() => power.assign(tf.tensor(found.values, [...found.shape])));
      }
    },
    dispose: () => optimizer.dispose(),
  };
}

/**
 * The powers of β₁ and β₂ that Adam keeps as products. tf.js works them out anew from the number of
 * steps when slots are set, which differs in the last digit.
 */
function powersOf(optimizer: tf.Optimizer): readonly (readonly [string, tf.Variable])[] {
  const { accBeta1, accBeta2 } = optimizer as unknown as Partial<Record<string, tf.Variable>>;
  return accBeta1 && accBeta2
    ? [
        ['accBeta1', accBeta1],
        ['accBeta2', accBeta2],
      ]
    : [];
}

function clipGradients(
  gradients: tf.NamedTensorMap,
  { clipNorm, clipValue }: Fields,
): tf.NamedTensorMap {
  let clipped = gradients;
  if (clipValue > 0) {
    clipped = mapTensors(clipped, (gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  }
  if (clipNorm > 0) {
    const squares = Object.values(clipped).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const share = tf.minimum(1, tf.div(clipNorm, tf.maximum(norm, 1e-12)));
    clipped = mapTensors(clipped, (gradient) => tf.mul(gradient, share));
  }
  return clipped;
}

function mapTensors(
  tensors: tf.NamedTensorMap,
  change: (tensor: tf.Tensor) => tf.Tensor,
): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]),
  );
}

/** Shrinks kernels; biases and scales stay, as is usual. */
function decay(weights: readonly Pick<NamedWeight, 'variable'>[], share: number): void {
  for (const { variable } of weights) {
    if (variable.rank > 1) variable.assign(tf.mul(variable, 1 - share));
  }
}
