import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { Attention } from '../../../src/runtime/layers/attention';
import { MultiHeadAttention } from '../../../src/runtime/layers/multiHeadAttention';
import { expectClose, numericalGradient, onBackend, spreadValues } from './onBackend';

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const tensor = (shape: number[], phase: number) =>
  tf.tensor(spreadValues(count(shape), phase), shape);

const names = ['query', 'value', 'key', 'mask'] as const;

/**
 * What a layer makes of queries, values, keys and a mask, and the gradients of a sum of all that,
 * weighted differently, with respect to queries, values, keys and weights.
 */
function resultsAndGradients(
  layer: tf.layers.Layer,
  [query, value, key]: readonly [tf.Tensor, tf.Tensor, tf.Tensor],
  mask: tf.Tensor | null,
): tf.Tensor[] {
  const inputs = (...given: tf.Tensor[]): tf.Tensor[] => [...given, ...(mask ? [mask] : [])];
  layer.build(inputs(query, value, key).map(({ shape }) => shape));
  layer.built = true;
  layer.setWeights(
    layer.weights.map(({ shape }, place) => tf.mul(tensor(shape as number[], 2 * place), 0.7)),
  );
  const attend = (...given: tf.Tensor[]): tf.Tensor[] => [layer.call(inputs(...given), {})].flat();
  const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const score = (...given: tf.Tensor[]): tf.Scalar =>
    tf.addN(
      attend(...given).map((result, place) =>
        tf.sum(tf.mul(result, tensor(result.shape, 7 + place))),
      ),
    );
  const ofInputs = tf.grads(score)([query, value, key]);
  const ofWeights =
    weights.length > 0 ? tf.variableGrads(() => score(query, value, key), weights).grads : {};
  const results = [
    ...attend(query, value, key),
    ...ofInputs,
    ...weights.map(({ name }) => ofWeights[name]!),
  ];
  return results.map((result) => result.clone());
}

async function expectSameAsCpu(compute: () => tf.Tensor[]): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  expect(found.length).toBe(expected.length);
  // Together: what keys' biases learn is nothing but rounding errors.
  expectClose(found.flat(), expected.flat());
}

const cases = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  queries: fc.integer({ min: 1, max: 13 }),
  keys: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 6 }),
  valueWidth: fc.integer({ min: 1, max: 6 }),
  causal: fc.boolean(),
  returnScores: fc.boolean(),
  masked: fc.constantFrom('no', 'keys', 'pairs'),
});

function maskOf(kind: string, batch: number, queries: number, keys: number): tf.Tensor | null {
  if (kind === 'no') return null;
  const shape = kind === 'keys' ? [batch, keys] : [batch, queries, keys];
  return tf.cast(tf.greater(tensor(shape, 5), -0.2), 'float32');
}

describe('attention in compiled code', () => {
  it('multi-head attention gives and learns what it does on the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.integer({ min: 1, max: 3 }),
        async ({ batch, queries, keys, width, valueWidth, masked, ...config }, numHeads) => {
          await expectSameAsCpu(() => {
            const mask = maskOf(masked, batch, queries, keys);
            const layer = new MultiHeadAttention({
              ...config,
              inputNames: mask ? names : names.slice(0, 3),
              numHeads,
              keyDim: width,
              valueDim: valueWidth,
            });
            const inputs = [
              tensor([batch, queries, 4], 0),
              tensor([batch, keys, 3], 1),
              tensor([batch, keys, 5], 2),
            ] as const;
            return resultsAndGradients(layer, inputs, mask);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('attention with products gives and learns what it does on the CPU backend', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.constantFrom('dot' as const, 'general' as const),
        fc.constantFrom('none' as const, 'width' as const),
        async ({ batch, queries, keys, width, valueWidth, masked, ...config }, score, scale) => {
          await expectSameAsCpu(() => {
            const mask = maskOf(masked, batch, queries, keys);
            const layer = new Attention({
              ...config,
              score,
              scale,
              inputNames: mask ? names : names.slice(0, 3),
            });
            const inputs = [
              tensor([batch, queries, score === 'dot' ? width : 4], 0),
              tensor([batch, keys, valueWidth], 1),
              tensor([batch, keys, width], 2),
            ] as const;
            return resultsAndGradients(layer, inputs, mask);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('works off long sequences block by block', async () => {
    await expectSameAsCpu(() => {
      const layer = new Attention({
        score: 'dot',
        scale: 'width',
        causal: true,
        inputNames: ['query', 'value', 'key'],
      });
      const inputs = [
        tensor([1, 600, 5], 0),
        tensor([1, 600, 3], 1),
        tensor([1, 600, 5], 2),
      ] as const;
      return resultsAndGradients(layer, inputs, null);
    });
  });

  it('has the gradients of central differences', async () => {
    await startBackend('wasm');
    const layer = new Attention({ score: 'dot', inputNames: ['query', 'value'] });
    const value = tensor([1, 4, 2], 1);
    const score = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(layer.call([x, value], {}) as tf.Tensor, tensor([1, 3, 2], 4)));
    const x = spreadValues(6, 2);
    const found = tf.tidy(() =>
      tf
        .grad(score)(tf.tensor(x, [1, 3, 2]))
        .dataSync(),
    );
    expectClose([...found], numericalGradient(score, x, [1, 3, 2]), 1e-3);
    value.dispose();
  });

  it('has second derivatives', async () => {
    const compute = (): tf.Tensor => {
      const layer = new Attention({ score: 'dot', inputNames: ['query', 'value'] });
      const score = (x: tf.Tensor): tf.Scalar => tf.sum(layer.call([x, x], {}) as tf.Tensor);
      const penalty = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.grad(score)(x)));
      return tf.grad(penalty)(tensor([2, 4, 3], 1));
    };
    const [expected] = await onBackend('cpu', compute);
    const [found] = await onBackend('wasm', compute);
    expectClose(found!, expected!);
  });
});
