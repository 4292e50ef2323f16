import * as tf from '@tensorflow/tfjs';
import { createRandomness } from '../../../src/base/randomness';
import type { TensorType } from '../../../src/base/tensorType';
import { workExample } from '../../../src/kinds/example';
import { parseFields } from '../../../src/kinds/field';
import type { LayerKind } from '../../../src/kinds/layerKind';
import * as losses from '../../../src/kinds/training/loss/index';
import * as math from '../../../src/kinds/training/math/index';
import * as metrics from '../../../src/kinds/training/metric/index';
import * as functions from '../../../src/runtime/steps/index';
import type { StepContext, StepFunction } from '../../../src/runtime/steps/stepFunction';

/** Every kind of math, loss and metric. */
export const kinds: readonly LayerKind[] = [
  ...Object.values(math),
  ...Object.values(losses),
  ...Object.values(metrics),
];

/** What the step's program treats itself: these have no function. */
export const withoutFunction: readonly string[] = ['gradient', 'trainableTensor'];

/** Kinds whose inputs are the weights of the networks that they name, under any names. */
export const takesWeights: readonly string[] = ['weightPenalty', 'sparsityOf'];

/** The functions by the names of their kinds. */
export const functionsByKind = functions as unknown as Readonly<Record<string, StepFunction>>;

/** Examples in a batch. */
export const batchSize = 3;

/** A tensor that the tests can send to another program. */
export interface CaseTensor {
  readonly shape: number[];
  readonly values: number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** A node with numbers at its ports. */
export interface StepCase {
  readonly kind: LayerKind;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, CaseTensor>>;
  /** What the kind says leaves it; null for a case without an example. */
  readonly outputs: Readonly<Record<string, TensorType>> | null;
}

/** Numbers from `low` to `high` for a type, with the batch axis where there is one. */
export function caseTensor(type: TensorType, seed: number, low = 0.1, high = 0.9): CaseTensor {
  const randomness = createRandomness(seed);
  const own = type.shape.map((axis) => axis ?? batchSize);
  const shape = type.per === 'batch' ? own : [batchSize, ...own];
  const count = shape.reduce((product, axis) => product * axis, 1);
  const draw = (): number => {
    if (type.dtype === 'float32') return Math.fround(low + (high - low) * randomness.next());
    return randomness.integer(type.dtype === 'bool' ? 2 : (type.classCount ?? 4));
  };
  return { shape, values: Array.from({ length: count }, draw), dtype: type.dtype };
}

/** Every example of every kind that has a function, with numbers. */
export function exampleCases(): StepCase[] {
  return kinds
    .filter(({ id }) => !withoutFunction.includes(id))
    .flatMap((kind) =>
      kind.examples.map((example, index) => {
        const worked = workExample(kind, example);
        if (!worked.outputs) throw new Error(`${kind.id}: ${worked.remarks.join(' ')}`);
        const types = Object.entries(
          takesWeights.includes(kind.id) ? weightTypes : worked.inputs,
        ) as [string, TensorType][];
        const inputs = types.map(([port, type], place): [string, CaseTensor] => [
          port,
          caseTensor(type, 100 * index + place + 1),
        ]);
        return {
          kind,
          name: `${kind.id} ${JSON.stringify(example.fields)} ${index + 1}`,
          fields: worked.fields,
          inputs: Object.fromEntries(inputs),
          outputs: worked.outputs,
        };
      }),
    );
}

const weightTypes: Readonly<Record<string, TensorType>> = {
  w0: { shape: [4, 3], dtype: 'float32', per: 'batch' },
  w1: { shape: [3], dtype: 'float32', per: 'batch' },
};

/** A case with fields and inputs of one's own. */
export function ownCase(
  id: string,
  raw: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, CaseTensor>>,
): StepCase {
  const kind = kinds.find((candidate) => candidate.id === id);
  if (!kind) throw new Error(`There is no kind ${id}.`);
  const { values, problems } = parseFields(kind.fields, raw);
  if (!values) throw new Error(problems.map(({ message }) => message).join(' '));
  const sizes = Object.values(inputs).map(({ shape }) => shape.join('×'));
  const name = `${id} ${JSON.stringify(raw)} ${sizes.join(' ')}`;
  return { kind, name, fields: values, inputs, outputs: null };
}

/** A step in which the same numbers are drawn whenever a node asks. */
export function stepContext(seed = 7, training = true): StepContext {
  return { training, randomness: () => createRandomness(seed) };
}

/** The tensors of a case. */
export function caseTensors({ inputs }: StepCase): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([port, { values, shape, dtype }]) => [
      port,
      tf.tensor(values, shape, dtype),
    ]),
  );
}

/** What a case's function gives, by output port. */
export function runCase(
  { kind, fields }: StepCase,
  tensors: Readonly<Record<string, tf.Tensor>>,
  context = stepContext(),
): Readonly<Record<string, tf.Tensor>> {
  const found = (functionsByKind[kind.id] as StepFunction)(tensors, fields, context);
  return found instanceof tf.Tensor ? { [kind.outputs[0] ?? 'y']: found } : found;
}
