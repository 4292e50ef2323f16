import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { RecurrentLayer } from '../../../src/runtime/layers/recurrentLayer';
import { expectClose, onBackend, spreadValues } from './onBackend';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(count(shape), phase), shape);

const sizes = {
  batch: fc.integer({ min: 1, max: 9 }),
  steps: fc.integer({ min: 1, max: 5 }),
  features: fc.integer({ min: 1, max: 6 }),
  units: fc.integer({ min: 1, max: 11 }),
};

const fields = {
  useBias: fc.boolean(),
  activation: fc.constantFrom('tanh', 'tanh', 'relu', 'linear', 'softsign'),
  recurrentActivation: fc.constantFrom('sigmoid', 'hardSigmoid'),
  returnSequences: fc.boolean(),
  returnState: fc.boolean(),
  goBackwards: fc.boolean(),
};

/**
 * What a layer makes of a batch, and the gradients of a sum of all that, weighted differently, with
 * respect to the input, the first states and the weights.
 */
function resultsAndGradients(
  layer: tf.layers.Layer,
  { batch, steps, features }: Record<'batch' | 'steps' | 'features', number>,
  states: readonly tf.Tensor[],
  masked: boolean,
): tf.Tensor[] {
  const x = tensor([batch, steps, features], 0);
  const mask = masked ? tf.greater(tensor([batch, steps], 5), -0.2) : undefined;
  layer.build([batch, steps, features]);
  layer.built = true;
  layer.setWeights(
    layer.weights.map(({ shape }, place) => tf.mul(tensor(shape as number[], 2 * place), 0.7)),
  );
  const own = layer instanceof RecurrentLayer;
  const read = (input: tf.Tensor, ...first: tf.Tensor[]): tf.Tensor[] =>
    [
      layer.call(
        own ? [input, ...first] : input,
        own || first.length === 0 ? { mask } : { mask, initialState: first },
      ),
    ].flat();
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const score = (...given: tf.Tensor[]): tf.Scalar =>
    tf.addN(
      read(...(given as [tf.Tensor])).map((result, place) =>
        tf.sum(tf.mul(result, tensor(result.shape, 7 + place))),
      ),
    );
  const ofInputs = tf.grads(score)([x, ...states]);
  const { grads } = tf.variableGrads(() => score(x, ...states), weights);
  const results = [...read(x, ...states), ...ofInputs, ...weights.map(({ name }) => grads[name]!)];
  return results.map((result) => result.clone());
}

async function expectSameAsCpu(compute: () => tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  expect(found.length).toBe(expected.length);
  for (const [place, values] of found.entries()) expectClose(values, expected[place]!);
}

describe('recurrent layers in compiled code', () => {
  it('the layers of tf.js give and learn what they do on the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...sizes, ...fields, masked: fc.boolean(), wired: fc.boolean() }),
        fc.constantFrom('lstm' as const, 'gru' as const, 'simpleRNN' as const),
        async ({ masked, wired, batch, steps, features, ...config }, kind) => {
          await expectSameAsCpu(() => {
            const layer = tf.layers[kind](config as never);
            const states = wired
              ? Array.from({ length: kind === 'lstm' ? 2 : 1 }, (_, place) =>
                  tensor([batch, config.units], 3 + place),
                )
              : [];
            return resultsAndGradients(layer, { batch, steps, features }, states, masked);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('our layer gives and learns what it does on the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...sizes, ...fields, masked: fc.boolean(), resetAfter: fc.boolean() }),
        fc.constantFrom('lstm' as const, 'gru' as const, 'simpleRnn' as const),
        fc.constantFrom('none' as const, 'concatenate' as const, 'multiply' as const),
        async ({ masked, batch, steps, features, resetAfter, ...config }, cell, bidirectional) => {
          await expectSameAsCpu(() => {
            const layer = new RecurrentLayer({
              ...config,
              cell,
              bidirectional,
              resetAfter: cell === 'gru' && resetAfter,
              initialStates: ['h'],
            });
            const states = [tensor([batch, config.units], 3)];
            return resultsAndGradients(layer, { batch, steps, features }, states, masked);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has second derivatives', async () => {
    const compute = (): tf.Tensor => {
      const layer = tf.layers.lstm({ units: 3, recurrentActivation: 'sigmoid' });
      layer.build([2, 4, 2]);
      layer.setWeights(
        layer.weights.map(({ shape }, place) => tensor(shape as number[], 2 * place)),
      );
      const score = (x: tf.Tensor): tf.Scalar => tf.sum(layer.call(x, {}) as tf.Tensor);
      const penalty = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.grad(score)(x)));
      return tf.grad(penalty)(tensor([2, 4, 2], 1));
    };
    const [expected] = await onBackend('cpu', compute);
    const [found] = await onBackend('wasm', compute);
    expectClose(found!, expected!);
  });

  it('runs few kernels and leaves nothing behind', async () => {
    await startBackend('wasm');
    const layer = tf.layers.lstm({ units: 8, recurrentActivation: 'sigmoid' });
    layer.build([4, 50, 3]);
    layer.built = true;
    const x = tf.ones([4, 50, 3]);
    const loss = (): tf.Scalar => tf.sum(layer.apply(x) as tf.Tensor);
    const step = (): void => tf.tidy(() => void tf.variableGrads(loss));
    step();
    const { kernels } = await tf.profile(() => {
      step();
    });
    expect(kernels.length).toBeLessThan(50);
    const before = tf.memory();
    for (let i = 0; i < 20; i++) step();
    const after = tf.memory();
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes]);
    x.dispose();
    for (const weight of layer.weights) weight.dispose();
  });
});
