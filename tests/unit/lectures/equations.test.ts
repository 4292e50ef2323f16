import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { analysedTemplate } from './exampleTemplates';

beforeAll(async () => {
  await startBackend('cpu');
});

let built: BuiltNetwork | null = null;
afterEach(() => {
  built?.dispose();
  built = null;
});

async function build(name: string): Promise<BuiltNetwork> {
  built = await buildModel(analysedTemplate(`examples/${name}`), { seed: 3 });
  return built;
}

type Numbers = number | readonly Numbers[];

/** Runs a template on one example; inputs by the names of their nodes. */
function run(network: BuiltNetwork, inputs: Readonly<Record<string, Numbers>>): Numbers[] {
  const { model } = network;
  let outputs: Numbers[] = [];
  tf.tidy(() => {
    const tensors = model.inputNames.map((name) => tf.tensor([inputs[name] as number[]]));
    const result = model.predict(tensors.length === 1 ? (tensors[0] as tf.Tensor) : tensors);
    outputs = [result].flat().map((tensor) => (tensor.arraySync() as Numbers[])[0] as Numbers);
  });
  return outputs;
}

/** A weight of the network as an array. */
function weight(network: BuiltNetwork, name: string): number[][] {
  const found = network.weights.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no weight ${name}.`);
  return found.variable.arraySync() as number[][];
}

function expectClose(found: Numbers | undefined, expected: Numbers | undefined): void {
  const difference = tf.tidy(
    () =>
      tf
        .tensor(found as number[])
        .sub(tf.tensor(expected as number[]))
        .abs()
        .max()
        .dataSync()[0],
  );
  expect(difference).toBeLessThan(1e-6);
}

const oldState = [0.3, -0.7, 0.1, 0.9];
const oldCell = [-0.2, 1.4, 0.6, -1.1];
const x = [0.5, -1.5, 2];

/** The rows of a gate's matrix that belong to the state, which comes first, and to x. */
const ofState = (matrix: number[][]): number[][] => matrix.slice(0, 4);
const ofX = (matrix: number[][]): number[][] => matrix.slice(4);
/** Matrices side by side. */
const beside = (...matrices: number[][][]): number[][] =>
  (matrices[0] ?? []).map((_, row) => matrices.flatMap((matrix) => matrix[row] ?? []));

describe('the equations of the lecture', () => {
  it('pool the 4×4 slice to 6, 8, 3, 4', async () => {
    const slice = [
      [1, 1, 2, 4],
      [5, 6, 7, 8],
      [3, 2, 1, 0],
      [1, 2, 3, 4],
    ].map((row) => row.map((value) => [value]));
    expect(run(await build('max-pooling'), { slice })).toEqual([
      [
        [[6], [8]],
        [[3], [4]],
      ],
    ]);
  });

  it('of the LSTM, gate by gate, give what the layer of tf.js gives', async () => {
    const network = await build('lstm-gates');
    // The order of Keras: input, forget, candidate, output.
    const gates = ['inputGate', 'forgetGate', 'candidate', 'outputGate'];
    const kernels = gates.map((gate) => weight(network, `${gate}/kernel`));
    const layer = tf.layers.lstm({ units: 4, returnState: true, recurrentActivation: 'sigmoid' });
    layer.apply(tf.zeros([1, 1, 3]));
    layer.setWeights([
      tf.tensor(beside(...kernels.map(ofX))),
      tf.tensor(beside(...kernels.map(ofState))),
      tf.zeros([16]),
    ]);
    const states = layer.apply([
      tf.tensor([[x]]),
      tf.tensor([oldState]),
      tf.tensor([oldCell]),
    ]) as tf.Tensor[];
    const found = run(network, { oldState, x, oldCell });
    const [, state, cell] = states.map((tensor) => (tensor.arraySync() as number[][])[0]);
    expectClose(found[0], state);
    expectClose(found[1], cell);
  });

  it("of the LSTM with the slide's typo, W_i in the forget gate, give something else", async () => {
    const network = await build('lstm-gates');
    const right = run(network, { oldState, x, oldCell })[0];
    const byName = (name: string) => network.weights.find((found) => found.name === name);
    const inputGate = byName('inputGate/kernel')?.variable as tf.Variable;
    byName('forgetGate/kernel')?.variable.assign(inputGate);
    expect(run(network, { oldState, x, oldCell })[0]).not.toEqual(right);
  });

  it('of the GRU give what the layer of tf.js gives with the sign of z turned', async () => {
    const network = await build('gru-gates');
    const [z = [], r = [], candidate = []] = ['z', 'r', 'candidate'].map((gate) =>
      weight(network, `${gate}/kernel`),
    );
    const turned = z.map((row) => row.map((value) => -value));
    const layer = tf.layers.gru({ units: 4, recurrentActivation: 'sigmoid', useBias: false });
    layer.apply(tf.zeros([1, 1, 3]));
    layer.setWeights([
      tf.tensor(beside(...[turned, r, candidate].map(ofX))),
      tf.tensor(beside(...[turned, r, candidate].map(ofState))),
    ]);
    const state = layer.apply([tf.tensor([[x]]), tf.tensor([oldState])]) as tf.Tensor;
    expectClose(run(network, { oldState, x })[0], (state.arraySync() as number[][])[0]);
  });

  it('of the recurrent layer are tanh(W_hh h + W_xh x) and W_hy h at every step', async () => {
    const network = await build('recurrent-layer');
    const [wxh = [], whh = [], why = []] = [
      'state/kernel',
      'state/recurrent_kernel',
      'guess/kernel',
    ].map((name) => weight(network, name));
    const times = (row: readonly number[], matrix: readonly number[][]): number[] =>
      (matrix[0] ?? []).map((_, column) =>
        row.reduce((sum, value, place) => sum + value * (matrix[place]?.[column] ?? 0), 0),
      );
    const letters = [0, 1, 2, 2, 3].map((letter) => [0, 1, 2, 3].map((one) => +(one === letter)));
    let state = [0, 0, 0];
    const expected = letters.map((letter) => {
      const fromInput = times(letter, wxh);
      state = times(state, whh).map((value, place) => Math.tanh(value + (fromInput[place] ?? 0)));
      return times(state, why);
    });
    expectClose(run(network, { letters })[0], expected);
  });

  it('of reading a memory are a softmax of products and a weighted sum', async () => {
    const network = await build('memory-read');
    const question = [1, 0, 2, -1, 0.5, 0, 0, 1];
    const row = (seed: number): number[] => question.map((_, place) => Math.sin(seed * 7 + place));
    const keys = [0, 1, 2, 3, 4, 5].map(row);
    const values = [6, 7, 8, 9, 10, 11].map(row);
    const scores = keys.map((key) =>
      Math.exp(key.reduce((sum, value, place) => sum + value * (question[place] ?? 0), 0)),
    );
    const total = scores.reduce((sum, score) => sum + score, 0);
    const expected = question.map((_, place) =>
      values.reduce((sum, value, i) => sum + ((scores[i] ?? 0) / total) * (value[place] ?? 0), 0),
    );
    expectClose(run(network, { question, keys, values })[0], expected);
  });
});
