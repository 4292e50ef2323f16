import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createUpdater } from '../../../src/compile/updater';
import { startBackend } from '../../../src/runtime/backends';
import { spreadValues } from './onBackend';

const always = {
  learningRate: 0.05,
  schedule: 'constant',
  fallEpochs: 1,
  fallFactor: 1,
  warmUpSteps: 0,
  weightDecay: 0,
  clipNorm: 0,
  clipValue: 0,
  clipWeights: 0,
  momentum: 0.9,
  nesterov: false,
  decay: 0.9,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-7,
};

const shapes = [[3, 5], [7], [40_000], [2, 3, 4], []];
const moment = { step: 0, epoch: 1, done: 0, plateaus: 0 };

/** All weights and the optimizer's state after some steps; in the middle a restore, if wanted. */
async function train(
  backend: 'wasm' | 'cpu',
  kind: string,
  fields: Partial<typeof always>,
  isRestored = false,
): Promise<number[][]> {
  const started = await startBackend(backend);
  if (!started.ok) throw new Error(started.error);
  const variables = shapes.map((shape, place) =>
    tf.tidy(() =>
      tf.tensor(spreadValues(tf.util.sizeFromShape(shape), place), shape).variable(true),
    ),
  );
  const weights = variables.map((variable, place) => ({ name: `w${place}`, variable }));
  const create = () =>
    createUpdater(
      { node: 'update', analysis: { node: { kind }, fields: { ...always, ...fields } } } as never,
      { weights, models: [], bounds: new Map([['w1', [-0.5, 0.4]]]) },
    );
  let updater = create();
  for (let step = 0; step < 6; step++) {
    tf.tidy(() => {
      // The last has no gradient, as a weight that the loss does not need.
      const gradients = weights.slice(0, -1).map(({ variable }, place) => {
        const values = spreadValues(variable.size, 10 * step + place);
        return [variable.name, tf.tensor(values, variable.shape)] as const;
      });
      updater.apply(Object.fromEntries(gradients), { ...moment, step });
    });
    if (isRestored && step === 2) {
      const state = await updater.state();
      updater.dispose();
      updater = create();
      await updater.restore(state);
    }
  }
  const state = await updater.state();
  const found = [...variables.map((variable) => Array.from(variable.dataSync()))];
  for (const [, { values }] of [...state].sort(([a], [b]) => (a < b ? -1 : 1))) {
    found.push(Array.from(values));
  }
  updater.dispose();
  tf.dispose(variables);
  return found;
}

/** Equal but for a few units in the last place. */
function expectEqual(found: number[][], expected: number[][], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (const [place, values] of found.entries()) {
    expect(values.length).toBe(expected[place]!.length);
    const wrong = values.filter(
      (value, at) =>
        !(Math.abs(value - expected[place]![at]!) <= tolerance * (1 + Math.abs(value))),
    );
    expect(wrong.length).toBe(0);
  }
}

const kinds = ['sgd', 'momentum', 'adam', 'rmsprop', 'adagrad'];
const settings: readonly (readonly [string, Partial<typeof always>])[] = [
  ['alone', {}],
  ['with decay and clipping of values', { weightDecay: 0.1, clipValue: 0.3 }],
  ['with clipping of the norm', { clipNorm: 0.7 }],
  ['with all', { clipNorm: 0.7, clipValue: 0.3, weightDecay: 0.1, clipWeights: 0.8 }],
  ['with a look ahead', { nesterov: true, momentum: 0.5 }],
];
const cases = kinds.flatMap((kind) =>
  settings.map(([name, fields]) => [kind, name, fields] as const),
);

describe('compiled optimizers on WASM', () => {
  it.each(cases)('%s %s takes the steps that tf.js takes', async (kind, _, fields) => {
    const expected = await train('cpu', kind, fields);
    // The CPU backend adds up the squares of a norm one after the other.
    const tolerance = fields.clipNorm ? 3e-5 : 2e-6;
    expectEqual(await train('wasm', kind, fields), expected, tolerance);
  });

  it.each(kinds)('%s goes on from a saved state as if it had not stopped', async (kind) => {
    const expected = await train('wasm', kind, {});
    expect(await train('wasm', kind, {}, true)).toEqual(expected);
  });

  it.each(kinds)('%s leaves no tensor behind', async (kind) => {
    await train('wasm', kind, {});
    const { numTensors } = tf.memory();
    await train('wasm', kind, { clipNorm: 1 });
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
