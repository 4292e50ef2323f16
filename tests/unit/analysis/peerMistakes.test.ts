import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import { analyseMain, drawNetwork } from './drawNetwork';

/** The row of the last of some layers, one behind the other, and the totals. */
function chain(shape: readonly number[], ...layers: readonly (readonly [string, object?])[]) {
  const nodes = layers.map(([kind, fields], index) => [`layer${index}`, kind, fields] as const);
  const project = drawNetwork(
    [['start', 'input', { shape }], ...nodes],
    nodes.map(([id], index) => `${index === 0 ? 'start' : `layer${index - 1}`} → ${id}`),
  );
  const summary = summarise(analyseMain(project), 1, 0);
  const row = summary.rows.at(-1);
  if (!row) throw new Error('No rows.');
  return { ...row, ...summary };
}

/** Arithmetic that other tools get wrong, each number worked out by hand. */
describe('the arithmetic', () => {
  it('of a transposed convolution counts input positions, not output positions', () => {
    const up = ['conv2dTranspose', { filters: 8, kernelSize: [3, 3], strides: 2, padding: 'same' }];
    const { output, macs, parameters } = chain([16, 16, 4], up as [string, object]);
    expect(output).toEqual([32, 32, 8]);
    expect(macs).toBe(16 * 16 * (3 * 3) * 4 * 8);
    expect(parameters).toBe(3 * 3 * 4 * 8 + 8);
  });

  it('of a strided transposed convolution does not grow with the stride', () => {
    const macs = [1, 2, 4].map(
      (strides) => chain([8, 8, 3], ['conv2dTranspose', { filters: 5, strides }]).macs,
    );
    expect(new Set(macs).size).toBe(1);
  });

  it('of an LSTM has four gates, each with a matrix for the input and one for the state', () => {
    const { parameters, macs } = chain([20, 10], ['lstm', { units: 16 }]);
    expect(parameters).toBe(4 * (10 * 16 + 16 * 16 + 16));
    expect(macs).toBe(20 * 4 * (10 * 16 + 16 * 16));
  });

  it('of a GRU has three gates with one bias each, as tf.js and Keras without reset_after', () => {
    const { parameters, macs } = chain([20, 10], ['gru', { units: 16 }]);
    expect(parameters).toBe(3 * (10 * 16 + 16 * 16 + 16));
    expect(macs).toBe(20 * 3 * (10 * 16 + 16 * 16));
  });

  it('of a simple recurrent layer has one gate', () => {
    const { parameters, macs } = chain([20, 10], ['simpleRnn', { units: 16 }]);
    expect(parameters).toBe(10 * 16 + 16 * 16 + 16);
    expect(macs).toBe(20 * (10 * 16 + 16 * 16));
  });

  it.each([
    ['dense', {}, [7]],
    ['conv2d', { kernelSize: [3, 3] }, [9, 9, 2]],
    ['conv2dTranspose', { kernelSize: [3, 3] }, [9, 9, 2]],
    ['lstm', {}, [5, 3]],
  ])('of %s counts a bias among parameters, not among MACs', (kind, fields, shape) => {
    const withBias = chain(shape, [kind, { ...fields, useBias: true }]);
    const without = chain(shape, [kind, { ...fields, useBias: false }]);
    expect(withBias.macs).toBe(without.macs);
    expect(withBias.parameters).toBeGreaterThan(without.parameters ?? 0);
  });

  it('of batch normalization calls the moving statistics not trainable', () => {
    const { parameters, trainableParameters, totals } = chain([4, 4, 6], ['batchNormalization']);
    expect([parameters, trainableParameters]).toEqual([24, 12]);
    expect(totals.nonTrainableParameters).toBe(12);
    expect(totals.training.gradientBytes).toBe(12 * 4);
  });

  it('of an embedding is a look-up: parameters, no MACs', () => {
    const { output, parameters, macs } = chain(
      [12],
      ['embedding', { inputDim: 1000, outputDim: 64 }],
    );
    expect(output).toEqual([12, 64]);
    expect([parameters, macs]).toEqual([64_000, 0]);
  });

  it('of a window rounded up counts the positions that are there', () => {
    const { output, macs } = chain(
      [7, 7, 3],
      ['conv2d', { filters: 2, kernelSize: [3, 3], strides: 3, rounding: 'ceil' }],
    );
    // ⌈(7 − 3) / 3⌉ + 1 = 3 places along each axis.
    expect(output).toEqual([3, 3, 2]);
    expect(macs).toBe(3 * 3 * (3 * 3 * 3) * 2);
  });

  it('of memory counts the outputs of ReLU, pooling and concatenation, and no view', () => {
    const project = drawNetwork(
      [
        ['x', 'input', { shape: [8, 8, 2] }],
        ['relu1', 'relu'],
        ['pool1', 'maxPooling2d', { poolSize: [2, 2] }],
        ['pool2', 'averagePooling2d', { poolSize: [2, 2] }],
        ['both', 'concatenate'],
        ['flat', 'flatten'],
      ],
      [
        ...['x → relu1', 'relu1 → pool1', 'relu1 → pool2', 'pool1 → both:a', 'pool2 → both:b'],
        'both → flat',
      ],
    );
    const { rows, totals } = summarise(analyseMain(project), 1, 0);
    const elements = [8 * 8 * 2, 8 * 8 * 2, 4 * 4 * 2, 4 * 4 * 2, 4 * 4 * 4, 0];
    expect(rows.map(({ activationBytes }) => activationBytes)).toEqual(elements.map((n) => 4 * n));
    expect(totals.activationBytes).toBe(4 * elements.reduce((sum, n) => sum + n));
  });

  it('of one example does not change with the batch, that of training does', () => {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['x', 'input', { shape: [10] }],
          ['dense1', 'dense', { units: 5 }],
        ],
        ['x → dense1'],
      ),
    );
    const [one, many] = [summarise(analysis, 1, 2), summarise(analysis, 64, 2)];
    expect(many.rows).toEqual(one.rows);
    expect({ ...many.totals, training: null }).toEqual({ ...one.totals, training: null });
    expect(many.totals.training.peakBytes).toBeGreaterThan(one.totals.training.peakBytes);
  });

  it('of totals stays made of numbers while nodes are wrong', () => {
    const { totals, complete } = chain(
      [6, 6, 1],
      ['conv2d', { kernelSize: [9, 9] }],
      ['flatten'],
      ['dense', { units: 'many' }],
    );
    expect(complete).toBe(false);
    const { training, ...sums } = totals;
    for (const value of [...Object.values(sums), ...Object.values(training)]) {
      expect(Number.isFinite(value)).toBe(true);
    }
  });

  it('of a layer that two others use counts its weights and its output once', () => {
    const project = drawNetwork(
      [
        ['x', 'input', { shape: [4] }],
        ['trunk', 'dense', { units: 3 }],
        ['left', 'relu'],
        ['right', 'tanh'],
        ['sum', 'add'],
      ],
      ['x → trunk', 'trunk → left', 'trunk → right', 'left → sum:a', 'right → sum:b'],
    );
    const { totals } = summarise(analyseMain(project), 1, 0);
    expect(totals.parameters).toBe(15);
    expect(totals.macs).toBe(12);
    expect(totals.activationBytes).toBe(4 * (4 + 3 * 4));
  });
});
