import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import {
  ConvolutionalLstm2D,
  type ConvolutionalLstm2DConfig,
} from '../../../src/runtime/layers/convolutionalLstm2d';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;
const [batch, time, height, width, channels] = [2, 3, 5, 4, 2] as const;
const filters = 2;

type Image = (row: number, column: number, channel: number) => number;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const valuesOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

/** A convolution by its definition at one place: the sum over a kernel [rows, columns, in, out]. */
function convolvedAt(
  image: Image,
  kernel: tf.Tensor4D,
  place: readonly [number, number],
  dilation: readonly [number, number],
  out: number,
): number {
  const [rows, columns, inputs] = kernel.shape;
  const weights = kernel.arraySync();
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < inputs; channel++) {
        const value = image(place[0] + row * dilation[0], place[1] + column * dilation[1], channel);
        sum += value * weights[row]![column]![channel]![out]!;
      }
    }
  }
  return sum;
}

/** Every h and the last c of one example, number by number, for a kernel of 3×2 without padding. */
function byHand(
  config: ConvolutionalLstm2DConfig,
  weights: readonly tf.Tensor[],
  images: number[][][][],
  starts: readonly [number[][][], number[][][]],
): { readonly h: number[][][][]; readonly c: number[][][] } {
  const [kernel, recurrent, bias] = weights as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D];
  const strides = config.strides ?? [1, 1];
  const dilation = config.dilationRate ?? [1, 1];
  const biases = bias.arraySync();
  let [h, c] = starts;
  const all: number[][][][] = [];
  const order = config.goBackwards ? [...images].reverse() : images;
  for (const x of order) {
    const before = h;
    const seen: Image = (row, column, channel) => x[row]![column]![channel]!;
    // "same" for 3×2: a row above, none to the left; zeros outside.
    const state: Image = (row, column, channel) => before[row]?.[column]?.[channel] ?? 0;
    const sum = (gate: number, row: number, column: number, filter: number): number =>
      convolvedAt(
        seen,
        kernel,
        [row * strides[0], column * strides[1]],
        dilation,
        gate * filters + filter,
      ) +
      convolvedAt(state, recurrent, [row - 1, column], [1, 1], gate * filters + filter) +
      biases[gate * filters + filter]!;
    const oldMemory = c;
    const each = (value: (row: number, column: number, filter: number) => number): number[][][] =>
      before.map((line, row) =>
        line.map((cell, column) => cell.map((_, filter) => value(row, column, filter))),
      );
    const memory = each(
      (...at) =>
        sigmoid(sum(1, ...at)) * oldMemory[at[0]]![at[1]]![at[2]]! +
        sigmoid(sum(0, ...at)) * Math.tanh(sum(2, ...at)),
    );
    h = each((...at) => sigmoid(sum(3, ...at)) * Math.tanh(memory[at[0]]![at[1]]![at[2]]!));
    c = memory;
    all.push(h);
  }
  return { h: all, c };
}

/** A layer whose weights are nowhere 0, and inputs for it. */
function prepare(fields: Partial<ConvolutionalLstm2DConfig>) {
  const config = { filters, kernelSize: [3, 2] as [number, number], ...fields };
  const layer = new ConvolutionalLstm2D(config);
  const shape = [batch, time, height, width, channels];
  const x = spreadValues(
    shape.reduce((a, b) => a * b, 1),
    1,
  );
  const sequence = layer.computeOutputShape(shape as tf.Shape);
  const image = (Array.isArray(sequence[0]) ? sequence[1] : sequence) as number[];
  const state = [batch, ...image.slice(-3)] as [number, number, number, number];
  const starts = (fields.initialStates ?? []).map((_, index) =>
    spreadValues(
      state.reduce((a, b) => a * b, 1),
      4 + index,
    ),
  );
  const inputs = (): tf.Tensor[] => [
    tf.tensor(x, shape),
    ...starts.map((start) => tf.tensor(start, state)),
  ];
  tf.dispose(layer.apply(inputs()) as tf.Tensor[]);
  if (fields.stateful) layer.resetStates();
  const weights = layer.weights.map(({ shape: ofWeight }, index) => {
    const size = (ofWeight as number[]).reduce((a, b) => a * b, 1);
    return tf.tensor(spreadValues(size, 3 * index), ofWeight as number[]).mul(0.5);
  });
  layer.setWeights(weights);
  return { layer, x, starts, state, inputs, weights };
}

describe.each(backends)('convolutional LSTMs on %s', (backend) => {
  it.each([
    {},
    { strides: [2, 1] as [number, number], goBackwards: true },
    { dilationRate: [2, 1] as [number, number] },
    { initialStates: ['h', 'c'] as ('h' | 'c')[] },
    { initialStates: ['c'] as 'c'[] },
  ])('follow the formulas: %j', async (fields) => {
    await startBackend(backend);
    const config = { ...fields, returnSequences: true, returnState: true };
    const { layer, inputs, weights, state } = prepare(config);
    const [x, ...given] = inputs() as [tf.Tensor5D, ...tf.Tensor[]];
    const names: readonly string[] = fields.initialStates ?? [];
    const start = (name: string): number[][][][] =>
      (given[names.indexOf(name)] ?? tf.zeros(state)).arraySync() as number[][][][];
    const [y, h, c] = layer.apply(inputs()) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const announced = layer.computeOutputShape(x.shape) as tf.Shape[];
    expect([y.shape, h.shape, c.shape]).toEqual(announced);
    const expected = x
      .arraySync()
      .map((images, example) =>
        byHand({ filters, kernelSize: [3, 2], ...config }, weights, images, [
          start('h')[example]!,
          start('c')[example]!,
        ]),
      );
    expectClose(valuesOf(y), expected.map((one) => one.h).flat(5) as number[], 1e-5);
    expectClose(valuesOf(h), expected.map((one) => one.h.at(-1)!).flat(4) as number[], 1e-5);
    expectClose(valuesOf(c), expected.map((one) => one.c).flat(4) as number[], 1e-5);
  });

  it.each([
    { padding: 'same' as const },
    { padding: 'valid' as const, strides: [2, 2] as [number, number] },
  ])('give what ConvLSTM2D of tf.js gives with the same weights: %j', async (fields) => {
    await startBackend(backend);
    const shared = { returnSequences: true, recurrentActivation: 'sigmoid' as const, ...fields };
    const { layer, inputs, weights } = prepare(shared);
    const theirs = tf.layers.convLstm2d({ filters, kernelSize: [3, 2], ...shared });
    const [x] = inputs() as [tf.Tensor];
    theirs.apply(x);
    theirs.setWeights(weights);
    const expected = valuesOf(theirs.apply(x) as tf.Tensor);
    expectClose(valuesOf(layer.apply(x) as tf.Tensor), expected, 1e-5);
  });

  it('have the gradients of central differences', async () => {
    await startBackend(backend);
    const { layer, x, starts, inputs, weights } = prepare({
      returnSequences: true,
      returnState: true,
      initialStates: ['h', 'c'],
    });
    const objective = (arrived: tf.Tensor[]): tf.Scalar =>
      tf.addN(
        (layer.apply(arrived) as tf.Tensor[]).map((output, index) =>
          tf.sum(tf.mul(output, tf.tensor(spreadValues(output.size, 5 + index), output.shape))),
        ),
      ) as tf.Scalar;
    for (const [place, arrival] of [x, ...starts].entries()) {
      const f = (value: tf.Tensor): tf.Scalar =>
        objective(inputs().map((input, index) => (index === place ? value : input)));
      const { shape } = inputs()[place]!;
      const found = tf.tidy(() => valuesOf(tf.grad(f)(tf.tensor(arrival, shape))));
      expectClose(found, numericalGradient(f, arrival, shape), 5e-3);
    }
    const { grads } = tf.variableGrads(() => objective(inputs()));
    for (const [place, weight] of layer.weights.entries()) {
      const variable = weight.read() as tf.Variable;
      const start = weights[place]!;
      const f = (value: tf.Tensor): tf.Scalar => {
        variable.assign(value);
        return objective(inputs());
      };
      const numerical = numericalGradient(f, valuesOf(start), start.shape);
      variable.assign(start);
      expectClose(valuesOf(grads[variable.name]!), numerical, 5e-3);
    }
  });
});

describe('stateful convolutional LSTMs', () => {
  it('go on where the last batch ended, until their states are reset', async () => {
    await startBackend('cpu');
    const { layer, inputs } = prepare({ returnSequences: true, stateful: true });
    const [x] = inputs() as [tf.Tensor];
    const whole = layer.apply(x) as tf.Tensor;
    layer.resetStates();
    const first = layer.apply(tf.slice(x, [0, 0], [-1, 2])) as tf.Tensor;
    const second = layer.apply(tf.slice(x, [0, 2], [-1, -1])) as tf.Tensor;
    expectClose(valuesOf(tf.concat([first, second], 1)), valuesOf(whole), 1e-6);
    layer.resetStates();
    expectClose(valuesOf(layer.apply(x) as tf.Tensor), valuesOf(whole), 1e-6);
  });

  it('train step after step without holding more tensors', async () => {
    await startBackend('wasm');
    const { layer, inputs } = prepare({ stateful: true });
    const [x] = inputs() as [tf.Tensor];
    const optimizer = tf.train.sgd(0.1);
    const step = (): void =>
      tf.tidy(() => {
        optimizer.minimize(() => tf.mean(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar);
      });
    step();
    const tensors = tf.memory().numTensors;
    for (let index = 0; index < 10; index++) step();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
