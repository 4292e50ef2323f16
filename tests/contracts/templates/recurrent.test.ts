import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/jsonValue';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { spreadValues } from '../runtime/onBackend';
import { trainOneStep } from './trainOneStep';

type Values = Readonly<Record<string, JsonValue>>;

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const translation = { units: 8, vocabulary: 11, sourceLength: 5, length: 4 };
const caption = { width: 1 / 64, size: 32, units: 8, vocabulary: 11, length: 4 };
const video = { units: 8, width: 6, features: 9, vocabulary: 11, frames: 5, length: 4 };

describe('recurrent networks train one step at reduced size', () => {
  it.each<readonly [string, Values, readonly (readonly number[])[]]>([
    ['recurrent/one-to-many', {}, [[12, 16]]],
    ['recurrent/many-to-one', { vocabulary: 20, length: 6 }, [[1]]],
    ['recurrent/many-to-many', { length: 7 }, [[7, 10]]],
    ['recurrent/deep-rnn', { units: 8 }, [[10]]],
    [
      'recurrent/lstm-from-gates',
      {},
      [
        [6, 4],
        [6, 4],
      ],
    ],
    [
      'recurrent/gru-from-gates',
      {},
      [
        [6, 4],
        [6, 4],
      ],
    ],
    ['recurrent/char-lstm', { units: 8, length: 6, dropout: 0.2 }, [[6, 96]]],
    ['recurrent/sequence-to-sequence', { ...translation, sourceVocabulary: 13 }, [[4, 11]]],
    ['recurrent/image-captioning', caption, [[4, 11]]],
    ['recurrent/video-to-text', video, [[4, 11]]],
  ])('%s %o', async (name, values, outputs) => {
    const { network, trainable, problems } = openTemplate(name, values);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network);
    expect(step).toMatchObject({
      trainable,
      outputs: outputs.map((shape) => [2, ...shape]),
      unmoved: [],
    });
    expect(step.loss).toBeGreaterThan(0);
  });

  it('one to one has no use for the weights of its state', async () => {
    const { network, trainable } = openTemplate('recurrent/one-to-one');
    const step = await trainOneStep(network);
    expect(step).toMatchObject({ trainable, unmoved: ['cell/ofState/kernel'] });
    expect(step.loss).toBeGreaterThan(0);
  });
});

async function build(name: string, values: Values): Promise<BuiltNetwork> {
  const { network, problems } = openTemplate(name, values);
  expect(problems).toEqual([]);
  return buildModel(network, { seed: 5 });
}

/** A weight by its path. */
function weight(network: BuiltNetwork, name: string): tf.Variable {
  const found = network.weights.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no weight ${name}.`);
  return found.variable;
}

function run(network: BuiltNetwork, inputs: tf.Tensor | tf.Tensor[], training = false) {
  const made = network.model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[];
  return (Array.isArray(made) ? made : [made]).map((tensor) => Array.from(tensor.dataSync()));
}

const largest = (a: readonly number[] = [], b: readonly number[] = []): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

/**
 * Gives a built-in layer the weights of gates drawn over [h, x], in the order of its kernel; each
 * gate's numbers are multiplied by its sign.
 */
function carryOver(
  network: BuiltNetwork,
  units: number,
  gates: readonly (readonly [string, 1 | -1])[],
): void {
  const beside = (part: string, axis: number): tf.Tensor =>
    tf.concat(
      gates.map(([gate, sign]) => tf.mul(weight(network, `drawn/${gate}/${part}`), sign)),
      axis,
    );
  tf.tidy(() => {
    const kernels = beside('kernel', 1);
    const [rows = 0, columns = 0] = kernels.shape;
    const ofState = tf.slice(kernels, [0, 0], [units, columns]);
    const ofInput = tf.slice(kernels, [units, 0], [rows - units, columns]);
    weight(network, 'layer/recurrent_kernel').assign(ofState);
    weight(network, 'layer/kernel').assign(ofInput);
    if (network.weights.some(({ name }) => name === 'layer/bias')) {
      weight(network, 'layer/bias').assign(beside('bias', 0));
    }
  });
}

/** Gives every bias of the drawing numbers other than those that it starts with. */
function spreadBiases(network: BuiltNetwork): void {
  for (const [index, { name, shape, variable }] of network.weights.entries()) {
    if (!/^drawn\/.*\/bias$/.test(name)) continue;
    tf.tidy(() => variable.assign(tf.tensor(spreadValues(variable.size, index), [...shape])));
  }
}

describe('a recurrent layer drawn from gates', () => {
  const plain = (...gates: string[]) => gates.map((gate): [string, 1] => [gate, 1]);
  const cases: readonly [string, Values, readonly (readonly [string, 1 | -1])[]][] = [
    ['recurrent/lstm-from-gates', {}, plain('inputGate', 'forgetGate', 'candidate', 'outputGate')],
    // The lecture's z is the share of what is new, the layer's that of what is old.
    ['recurrent/gru-from-gates', {}, [['z', -1], ...plain('r', 'candidate')]],
    ['recurrent/gru-from-gates', { bias: false }, [['z', -1], ...plain('r', 'candidate')]],
    ['recurrent/gru-from-gates', { zKeepsOld: true }, plain('z', 'r', 'candidate')],
  ];
  const sizes = { units: 7, features: 5, length: 9 };

  it.each(cases)(
    '%s %o is the built-in layer with the same weights',
    async (name, values, gates) => {
      const network = await build(name, { ...sizes, ...values });
      spreadBiases(network);
      const x = tf.tensor(spreadValues(2 * 9 * 5, 3), [2, 9, 5]);
      const [drawn, before] = run(network, x);
      expect(largest(drawn, before)).toBeGreaterThan(0.01);
      carryOver(network, sizes.units, gates);
      const [same, layer] = run(network, x);
      expect(same).toEqual(drawn);
      expect(layer).toHaveLength(2 * 9 * 7);
      expect(largest(same, layer)).toBeLessThan(1e-6);
      // What flows back is the same, too.
      const slope = (place: number) =>
        tf.grad((given: tf.Tensor) => {
          const made = network.model.apply(given, { training: true }) as tf.Tensor[];
          return tf.sum(tf.square(made[place] as tf.Tensor));
        })(x);
      const slopes = [slope(0), slope(1)].map((tensor) => Array.from(tensor.dataSync()));
      expect(largest(slopes[0], slopes[1])).toBeLessThan(1e-5);
      network.dispose();
    },
  );

  it('GRU differs when z is carried over as it is', async () => {
    const network = await build('recurrent/gru-from-gates', sizes);
    carryOver(network, sizes.units, plain('z', 'r', 'candidate'));
    const [drawn, layer] = run(network, tf.tensor(spreadValues(2 * 9 * 5, 3), [2, 9, 5]));
    expect(largest(drawn, layer)).toBeGreaterThan(0.01);
    network.dispose();
  });
});

/** Rows with a single 1, one for each word. */
const oneHot = (...sentence: number[]): tf.Tensor =>
  tf.oneHot(tf.tensor2d([sentence], [1, sentence.length], 'int32'), 11).toFloat();

describe('words that are fed back', () => {
  const sentence = tf.tensor2d([[3, 1, 4, 1, 5]], [1, 5], 'int32');
  const cases: readonly [string, Values, tf.Tensor, boolean][] = [
    ['recurrent/sequence-to-sequence', { ...translation, sourceVocabulary: 13 }, sentence, false],
    [
      'recurrent/image-captioning',
      caption,
      tf.tensor(spreadValues(32 * 32 * 3), [1, 32, 32, 3]),
      false,
    ],
    ['recurrent/video-to-text', video, tf.tensor(spreadValues(5 * 9), [1, 5, 9]), true],
    ['attention/additive-attention', { ...translation, features: 6, maxout: 5 }, sentence, false],
    ['attention/multiplicative-attention', translation, sentence, false],
  ];

  it.each(cases)(
    '%s hears its teacher in training only',
    async (name, values, seen, skipsFirst) => {
      const network = await build(name, values);
      // Words that are told apart more clearly than fresh weights do.
      for (const { name: path, variable } of network.weights) {
        if (/kernel$/.test(path) && !path.startsWith('vgg')) variable.assign(tf.mul(variable, 3));
        if (path.endsWith('/scores/kernel')) variable.assign(tf.mul(variable, 3));
      }
      const given = (training: boolean, ...words: number[]) => {
        const [made = []] = run(network, [seen, oneHot(...words)], training);
        return [0, 1, 2, 3].map((step) => made.slice(step * 11, step * 11 + 11));
      };
      const near = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
        a.map((row, step) => largest(row, b[step]) < 1e-6);
      const lead = given(true, 1, 2, 3, 4);
      for (const row of lead) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      expect(near(lead, given(true, 1, 2, 7, 4))).toEqual([true, true, false, false]);
      // In use only the first word counts, and the best word of a step is the next one's input.
      const free = given(false, 1, 2, 3, 4);
      expect(given(false, 1, 9, 8, 7)).toEqual(free);
      expect(near(free, given(false, 6, 2, 3, 4))[0]).toBe(skipsFirst);
      const best = free.map((row) => row.indexOf(Math.max(...row)));
      expect(near(given(true, 1, ...best.slice(0, 3)), free)).toEqual([true, true, true, true]);
      network.dispose();
    },
  );
});
