import * as tf from '@tensorflow/tfjs';
import type { StepUpdate } from '../analysis/stepLearners';
import { type Schedule, scheduledShare } from '../kinds/training/update/learningRate';
import { applyWeightConstraints } from '../runtime/corrections/weightConstraints';
import { type NativeModule, nativeModule } from '../runtime/native/nativeModule';
import { normOf, stepOptimizer } from '../runtime/native/optimizerSteps';
import type { NamedWeight, WeightValues } from './buildModel';
import { createOptimizer, disposeOptimizer } from './optimizers';
import type { StepMoment } from './stepProgram';
import {
  clipByNorm,
  clipByValue,
  decayKernels,
  keepBetween,
  setLearningRate,
} from './weightChanges';

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
export function createUpdater({ node, analysis }: StepUpdate, parts: UpdatedParts): Updater {
  const { weights, models } = parts;
  const fields = analysis.fields as unknown as Fields;
  const create = (): tf.Optimizer =>
    createOptimizer(analysis.node.kind, fields as unknown as Readonly<Record<string, unknown>>);
  let optimizer = create();
  return {
    apply(gradients, moment) {
      const rate = fields.learningRate * scheduledShare(fields, moment);
      setLearningRate(optimizer, rate);
      const native = tf.getBackend() === 'wasm' ? nativeModule() : null;
      tf.tidy(() => {
        const share = rate * fields.weightDecay;
        const isDone = native && applyInOnePass(native, optimizer, gradients, fields, share, parts);
        const left = isDone ? weights.filter(({ variable }) => !gradients[variable.name]) : weights;
        if (share > 0)
          decayKernels(
            left.map(({ variable }) => variable),
            share,
          );
        if (!isDone) optimizer.applyGradients(clipGradients(gradients, fields));
        for (const { name, variable } of left) {
          const [lower, upper] = boundsOf(name, parts, fields);
          if (lower > -Infinity || upper < Infinity) {
            keepBetween([variable], lower, upper);
          }
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
        disposeOptimizer(optimizer);
        optimizer = create();
        await optimizer.setWeights(slots);
        tf.dispose(slots.map(({ tensor }) => tensor));
      }
      for (const [name, power] of powersOf(optimizer)) {
        const found = state.get(`${node}/${name}`);
        if (found) tf.tidy(() => power.assign(tf.tensor(found.values, [...found.shape])));
      }
    },
    dispose: () => disposeOptimizer(optimizer),
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

/** Between what a weight is kept: first what the update says of all, then what its tensor says. */
function boundsOf(
  name: string,
  { bounds }: UpdatedParts,
  { clipWeights }: Fields,
): readonly [lower: number, upper: number] {
  const most = clipWeights > 0 ? clipWeights : Number.POSITIVE_INFINITY;
  const [lower, upper] = bounds.get(name) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [Math.min(Math.max(-most, lower), upper), Math.min(Math.max(most, lower), upper)];
}

/** The step with all that is done around it, each weight in one pass; false where there is none. */
function applyInOnePass(
  native: NativeModule,
  optimizer: tf.Optimizer,
  gradients: tf.NamedTensorMap,
  fields: Fields,
  share: number,
  parts: UpdatedParts,
): boolean {
  const { clipNorm, clipValue } = fields;
  const names = new Map(parts.weights.map(({ name, variable }) => [variable.name, name]));
  // A norm is that of the gradients clipped before.
  const isClippedFirst = clipNorm > 0 && clipValue > 0;
  const clipped = isClippedFirst ? clipGradients(gradients, { clipNorm: 0, clipValue }) : gradients;
  const norm = clipNorm > 0 ? normOf(native, Object.values(clipped)) : 0;
  return stepOptimizer(native, optimizer, clipped, {
    limit: clipValue > 0 ? clipValue : Number.POSITIVE_INFINITY,
    share: clipNorm > 0 ? Math.min(1, clipNorm / Math.max(norm, 1e-12)) : 1,
    kept: ({ rank }) => (rank > 1 ? 1 - share : 1),
    bounds: ({ name }) => boundsOf(names.get(name) ?? name, parts, fields),
  });
}

function clipGradients(
  gradients: tf.NamedTensorMap,
  { clipNorm, clipValue }: Pick<Fields, 'clipNorm' | 'clipValue'>,
): tf.NamedTensorMap {
  const limited = clipValue > 0 ? clipByValue(gradients, clipValue) : gradients;
  return clipNorm > 0 ? clipByNorm(limited, clipNorm) : limited;
}
