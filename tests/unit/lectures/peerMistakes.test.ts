import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import { analyseMain, drawNetwork } from '../analysis/drawNetwork';

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

  it('of a depthwise convolution is one filter for each channel, neither none nor all with all', () => {
    const { output, macs, parameters } = chain(
      [12, 12, 16],
      ['depthwiseConv2d', { kernelSize: [3, 3], padding: 'same' }],
    );
    expect(output).toEqual([12, 12, 16]);
    expect(macs).toBe(12 * 12 * (3 * 3) * 16);
    expect(parameters).toBe(3 * 3 * 16 + 16);
  });

  it('of a grouped convolution lets each filter see the channels of its group alone', () => {
    const fields = { filters: 256, kernelSize: [5, 5], padding: 2 };
    const { macs, parameters } = chain([27, 27, 96], ['conv2d', { ...fields, groups: 2 }]);
    // The second layer of AlexNet on two processors.
    expect(parameters).toBe(5 * 5 * 48 * 256 + 256);
    expect(macs).toBe(27 * 27 * (5 * 5 * 48) * 256);
    const whole = chain([27, 27, 96], ['conv2d', fields]);
    expect(whole.macs).toBe(2 * (macs ?? 0));
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

  it('of a GRU tells its two biases apart: one a gate, or a second one behind the reset gate', () => {
    const variants = [{ useBias: false }, {}, { resetAfter: true }];
    const found = variants.map((fields) => chain([20, 10], ['gru', { units: 16, ...fields }]));
    const matrices = 10 * 16 + 16 * 16;
    expect(found.map(({ parameters }) => parameters)).toEqual([
      3 * matrices,
      3 * (matrices + 16),
      3 * (matrices + 2 * 16),
    ]);
    expect(new Set(found.map(({ macs }) => macs)).size).toBe(1);
  });

  it('of attention counts both products, though no weight takes part in them', () => {
    const project = drawNetwork(
      [
        ['query', 'input', { shape: [7, 16] }],
        ['memory', 'input', { shape: [11, 16] }],
        ['attention', 'scaledDotProductAttention'],
      ],
      ['query → attention:query', 'memory → attention:key', 'memory → attention:value'],
    );
    const { rows, totals } = summarise(analyseMain(project), 1, 0);
    // Scores 7×11 of length 16, then each a sum of 11 rows of 16.
    expect(rows.at(-1)).toMatchObject({ output: [7, 16], parameters: 0 });
    expect(totals.macs).toBe(7 * 11 * 16 + 7 * 11 * 16);
  });

  it('of a matrix product counts rows times columns times what is summed', () => {
    const project = drawNetwork(
      [
        ['a', 'input', { shape: [4, 6] }],
        ['b', 'input', { shape: [6, 5] }],
        ['product', 'matMul'],
      ],
      ['a → product:a', 'b → product:b'],
    );
    expect(summarise(analyseMain(project), 1, 0).totals.macs).toBe(4 * 6 * 5);
  });

  it('of shared weights counts them once, and what they compute as often as it is computed', () => {
    const twins = (more?: object) =>
      summarise(
        analyseMain(
          drawNetwork(
            [
              ['left', 'input', { shape: [8, 8, 3] }],
              ['right', 'input', { shape: [8, 8, 3] }],
              ['first', 'conv2d', { filters: 4, padding: 'same' }],
              ['second', 'conv2d', { filters: 4, padding: 'same' }, more],
              ['both', 'add'],
            ],
            ['left → first', 'right → second', 'first → both:a', 'second → both:b'],
          ),
        ),
        1,
        0,
      ).totals;
    const [apart, shared] = [twins(), twins({ weightsOf: 'first' })];
    expect(apart.parameters).toBe(2 * (3 * 3 * 3 * 4 + 4));
    expect(shared.parameters).toBe(3 * 3 * 3 * 4 + 4);
    expect(shared.macs).toBe(2 * 8 * 8 * (3 * 3 * 3) * 4);
    expect(shared.activationBytes).toBe(apart.activationBytes);
    expect(shared.activationBytes).toBe(4 * 8 * 8 * (3 + 3 + 4 + 4 + 4));
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
