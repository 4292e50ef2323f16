import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';
import { sumOfSquares } from './sums';

/** What is done around a step of an optimizer. */
export interface StepSettings {
  /** Gradients are kept between −limit and limit, */
  readonly limit: number;
  /** then multiplied by this. */
  readonly share: number;
  /** What a weight is multiplied by before its step. */
  kept(weight: tf.Variable): number;
  /** Between what a weight is kept after its step. */
  bounds(weight: tf.Variable): readonly [lower: number, upper: number];
}

/** A slot as tf.js's optimizers keep it. */
interface Slot {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** The fields of tf.js's optimizers, each having some. */
interface OptimizerParts {
  readonly learningRate: number;
  readonly momentum: number;
  readonly useNesterov: boolean;
  readonly decay: number;
  readonly centered: boolean;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly initialAccumulatorValue: number;
  readonly accumulations: Slot[];
  readonly accumulatedGrads: Slot[];
  readonly accumulatedMeanSquares: Slot[];
  readonly accumulatedMoments: Slot[];
  readonly accumulatedFirstMoment: Slot[];
  readonly accumulatedSecondMoment: Slot[];
  incrementIterations(): void;
}

/** How an optimizer steps; the numbers are those of the compiled kernel `updateWeight`. */
interface Rule {
  readonly rule: number;
  /** Its slots, with what tf.js calls them and fills them with. */
  readonly slots: readonly (readonly [list: Slot[], name: string, start: number])[];
  readonly keptFirst?: number;
  readonly keptSecond?: number;
  readonly newFirst?: number;
  readonly newSecond?: number;
  readonly sumFirst?: number;
  readonly sumSecond?: number;
  readonly epsilon?: number;
}

/**
 * Takes a step of an optimizer of tf.js, each weight in one pass: equal to its own `applyGradients`
 * with clipping, decay and bounds around it. Gradients are keyed by the names of variables. False,
 * with nothing changed, for an optimizer that has no such pass.
 */
export function stepOptimizer(
  native: NativeModule,
  optimizer: tf.Optimizer,
  gradients: tf.NamedTensorMap,
  settings: StepSettings,
): boolean {
  const parts = optimizer as unknown as OptimizerParts;
  const rule = rules[optimizer.getClassName()]?.(parts) ?? null;
  if (rule === null) return false;
  for (const [place, [name, gradient]] of Object.entries(gradients).entries()) {
    const weight = tf.engine().registeredVariables[name] as tf.Variable;
    updateWeight(native, rule, parts.learningRate, place, weight, gradient, settings);
  }
  if (parts.accBeta1) {
    tf.tidy(() => {
      parts.accBeta1.assign(tf.mul(parts.accBeta1, parts.beta1));
      parts.accBeta2.assign(tf.mul(parts.accBeta2, parts.beta2));
    });
  }
  parts.incrementIterations();
  return true;
}

/** The rule of each optimizer, by the name of its class; all are instances of each other's for tf.js. */
const rules: Readonly<Record<string, (parts: OptimizerParts) => Rule | null>> = {
  SGD: () => ({ rule: 0, slots: [] }),
  Momentum: ({ useNesterov, accumulations, momentum }) => ({
    rule: useNesterov ? 2 : 1,
    slots: [[accumulations, 'momentum', 0]],
    keptFirst: momentum,
  }),
  Adam: (parts) => ({
    rule: 3,
    slots: [
      [parts.accumulatedFirstMoment, 'm', 0],
      [parts.accumulatedSecondMoment, 'v', 0],
    ],
    keptFirst: parts.beta1,
    keptSecond: parts.beta2,
    newFirst: 1 - parts.beta1,
    newSecond: 1 - parts.beta2,
    sumFirst: 1 - parts.accBeta1.dataSync()[0]!,
    sumSecond: 1 - parts.accBeta2.dataSync()[0]!,
    epsilon: parts.epsilon,
  }),
  RMSProp: (parts) =>
    parts.centered
      ? null
      : {
          rule: 4,
          slots: [
            [parts.accumulatedMoments, 'momentum', 0],
            [parts.accumulatedMeanSquares, 'rms', 0],
          ],
          keptFirst: parts.momentum,
          keptSecond: parts.decay,
          newSecond: 1 - parts.decay,
          epsilon: parts.epsilon,
        },
  Adagrad: ({ accumulatedGrads, initialAccumulatorValue }) => ({
    rule: 5,
    slots: [[accumulatedGrads, 'accumulator', initialAccumulatorValue]],
    epsilon: tf.backend().epsilon(),
  }),
};

function updateWeight(
  native: NativeModule,
  rule: Rule,
  learningRate: number,
  place: number,
  weight: tf.Variable,
  gradient: tf.Tensor,
  { limit, share, kept, bounds }: StepSettings,
): void {
  const [first, second] = rule.slots.map(([slots, name, start]) => {
    slots[place] ??= {
      originalName: `${weight.name}/${name}`,
      variable: tf.tidy(() => tf.fill(weight.shape, start).variable(false)),
    };
    return slots[place].variable;
  });
  if (weight.size === 0) return;
  const [lower, upper] = bounds(weight);
  // A new tensor: kernels of tf.js keep what they made of a weight until the weight goes.
  const next = native.newTensor(weight.shape);
  native.exports.updateWeight(
    rule.rule,
    native.addressOf(weight),
    native.addressOf(gradient),
    native.addressOf(next),
    first ? native.addressOf(first) : 0,
    second ? native.addressOf(second) : 0,
    weight.size,
    learningRate,
    rule.keptFirst ?? 0,
    rule.keptSecond ?? 0,
    rule.newFirst ?? 0,
    rule.newSecond ?? 0,
    rule.sumFirst ?? 1,
    rule.sumSecond ?? 1,
    rule.epsilon ?? 0,
    limit,
    share,
    kept(weight),
    lower,
    upper,
  );
  tf.tidy(() => weight.assign(tf.engine().makeTensorFromTensorInfo(next)));
}

/** The square root of the sum of all squares in some tensors of floats. */
export function normOf(native: NativeModule, tensors: readonly tf.Tensor[]): number {
  let squares = 0;
  for (const tensor of tensors) {
    if (tensor.size === 0) continue;
    squares += tf.tidy(() => {
      const sum = sumOfSquares(native, tensor);
      return tf.engine().makeTensorFromTensorInfo(sum).dataSync()[0]!;
    });
  }
  return Math.sqrt(squares);
}
