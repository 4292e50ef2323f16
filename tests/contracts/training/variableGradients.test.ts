import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { variableGradients } from '../../../src/compile/variableGradients';
import { spreadValues } from '../runtime/onBackend';
import { watchHeldBytes } from './heldBytes';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tensor = (shape: number[], phase = 0): tf.Tensor =>
  tf.tensor(spreadValues(tf.util.sizeFromShape(shape), phase), shape);

/** A loss of some variables; what they are called is for messages. */
type Case = readonly [name: string, shapes: number[][], loss: (of: tf.Variable[]) => tf.Tensor];

const cases: readonly Case[] = [
  [
    'a product',
    [
      [3, 4],
      [4, 2],
    ],
    ([a, b]) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
  ],
  ['a variable that is used three times', [[4]], ([a]) => tf.add(tf.mul(a!, a!), a!)],
  [
    'a gradient that two inputs share',
    [
      [2, 3],
      [2, 3],
    ],
    ([a, b]) => {
      const sum = tf.add(a!, b!);
      return tf.add(tf.square(sum), tf.mul(sum, a!));
    },
  ],
  [
    'views of one tensor',
    [[2, 6]],
    ([a]) => {
      const flat = tf.reshape(a!, [12]);
      return tf.add(tf.sum(tf.square(flat)), tf.sum(tf.tanh(tf.reshape(flat, [3, 4]))));
    },
  ],
  [
    'parts put together again',
    [[4, 3]],
    ([a]) => {
      const [upper, lower] = tf.split(a!, 2) as [tf.Tensor, tf.Tensor];
      return tf.square(tf.concat([lower, upper, upper]));
    },
  ],
  [
    'a value through a function with a gradient of its own',
    [[5]],
    ([a]) =>
      tf.customGrad((x, save) => {
        (save as tf.GradSaveFunc)([x as tf.Tensor]);
        return {
          value: tf.relu(x as tf.Tensor),
          gradFunc: (dy, saved) => tf.mul(dy, tf.step((saved as tf.Tensor[])[0]!)),
        };
      })(a!),
  ],
  [
    'a gradient within',
    [[3]],
    ([a]) => {
      const x = tensor([3], 2);
      const inner = tf.grad((at: tf.Tensor) => tf.sum(tf.mul(a!, tf.mul(at, tf.square(at)))));
      return tf.square(inner(x));
    },
  ],
];

describe('the gradients of variables', () => {
  it.each(cases)('are those of tf.js, and leave nothing behind: %s', (_name, shapes, loss) => {
    const variables = shapes.map((shape, place) => tensor(shape, place).variable());
    const value = (): tf.Scalar => tf.sum(loss(variables)) as tf.Scalar;
    const expected = tf.variableGrads(value, variables);
    const before = tf.memory().numTensors;
    const found = tf.tidy(() => {
      const { value: own, grads } = variableGradients(value, variables);
      return { value: own, grads: Object.values(grads) };
    });
    expect(tf.memory().numTensors).toBe(before + 1 + found.grads.length);
    expect(found.value.dataSync()).toEqual(expected.value.dataSync());
    for (const [place, { name }] of variables.entries()) {
      expect(found.grads[place]?.dataSync()).toEqual(expected.grads[name]?.dataSync());
    }
    tf.dispose([found.value, ...found.grads, expected.value, ...Object.values(expected.grads)]);
    for (const variable of variables) variable.dispose();
  });

  it('holds a fraction of what tf.js holds on the way back', () => {
    const weights = Array.from({ length: 12 }, (_, place) => tensor([8, 8], place).variable());
    const layer = (x: tf.Tensor, weight: tf.Tensor): tf.Tensor =>
      tf.tidy(() => tf.tanh(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)));
    const loss = (): tf.Scalar => tf.sum(weights.reduce(layer, tensor([512, 8]))) as tf.Scalar;
    const [ours, theirs] = [variableGradients, tf.variableGrads].map((take) => {
      const watched = watchHeldBytes();
      watched.mark();
      tf.tidy(() => void take(loss, weights));
      const { peak } = watched.read();
      watched.end();
      return peak;
    }) as [number, number];
    expect(ours).toBeLessThan(theirs / 2);
    for (const weight of weights) weight.dispose();
  });

  it('leaves out variables that the value does not depend on, and says where none is left', () => {
    const [used, unused] = [tensor([2]).variable(), tensor([2]).variable()] as const;
    const { grads } = variableGradients(() => tf.sum(tf.square(used)) as tf.Scalar, [used, unused]);
    expect(Object.keys(grads)).toEqual([used.name]);
    const before = tf.memory().numTensors;
    expect(() => variableGradients(() => tf.sum(tf.square(used)) as tf.Scalar, [unused])).toThrow(
      /does not depend/,
    );
    expect(tf.memory().numTensors).toBe(before);
    used.dispose();
    unused.dispose();
  });

  it('leaves nothing behind where the calculation fails', () => {
    const weight = tensor([2]).variable();
    const before = tf.memory().numTensors;
    const fail = (): tf.Scalar => {
      tf.tanh(tf.square(weight));
      throw new Error('stopped');
    };
    expect(() => variableGradients(fail, [weight])).toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
    const again = variableGradients(() => tf.sum(weight) as tf.Scalar, [weight]);
    expect(again.grads[weight.name]?.dataSync()).toEqual(new Float32Array([1, 1]));
    tf.dispose([again.value, ...Object.values(again.grads), weight]);
  });

  it('refuses to be called within another gradient, whose record it would lose', () => {
    const weight = tensor([2]).variable();
    const inside = (x: tf.Tensor): tf.Scalar => {
      variableGradients(() => tf.sum(tf.mul(weight, x)) as tf.Scalar, [weight]);
      return tf.sum(x) as tf.Scalar;
    };
    expect(() => tf.grad(inside)(tensor([2]))).toThrow(/within another gradient/);
    weight.dispose();
  });
});
