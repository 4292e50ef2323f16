import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BuiltNetwork, buildModel, weightsOf } from '../../../src/compile/buildModel';
import { createTrainingStep, type TrainingStep } from '../../../src/compile/trainingStep';
import { type BackendName, startBackend } from '../../../src/runtime/backends';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { expectClose, spreadValues } from '../runtime/onBackend';

const backends: readonly BackendName[] = ['cpu', 'wasm'];
const learningRate = 0.1;
const [examples, features, units] = [5, 4, 3];

/** Points, perhaps a layer between, and a dense layer with some options. */
async function build(options: object, between: [kind: string, fields: object][] = []) {
  const nodes = between.map(([kind, fields], index): [string, string, object] => [
    `between${index}`,
    kind,
    fields,
  ]);
  const order = ['x', ...nodes.map(([id]) => id), 'y'];
  const analysis = analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [features] }],
        ...nodes,
        ['y', 'dense', { units, biasInitializer: 'randomNormal', ...options }],
      ],
      order.slice(1).map((id, index) => `${order[index]} → ${id}`),
    ),
  );
  expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const network = await buildModel(analysis, { seed: 3, forTraining: true });
  const step = createTrainingStep({
    network,
    loss: 'meanSquaredError',
    encoding: 'asIs',
    optimizer: 'sgd',
    optimizerFields: { learningRate },
  });
  return { network, step };
}

const input = () => tf.tensor(spreadValues(examples * features), [examples, features]);
const target = () => tf.tensor(spreadValues(examples * units, 2), [examples, units]);

async function values(network: BuiltNetwork, name: string): Promise<number[]> {
  return [...((await weightsOf(network)).get(name)?.values ?? [])];
}

/** What one step adds to the kernel and the bias. */
async function firstStep({ network, step }: { network: BuiltNetwork; step: TrainingStep }) {
  const read = async () => [
    ...(await values(network, 'y/kernel')),
    ...(await values(network, 'y/bias')),
  ];
  const before = await read();
  const outcome = step.train(input(), target());
  const after = await read();
  const numbers = {
    before,
    moved: after.map((value, index) => value - (before[index] as number)),
    loss: outcome.loss.dataSync()[0] as number,
    penalty: outcome.penalty?.dataSync()[0],
  };
  tf.dispose(outcome);
  step.dispose();
  network.dispose();
  return numbers;
}

describe.each(backends)('a training step on %s', (backend) => {
  beforeEach(async () => {
    const started = await startBackend(backend);
    if (!started.ok) throw new Error(started.error);
  });

  it('lets penalties on kernel and bias move them as their formulas say', async () => {
    const plain = await firstStep(await build({}));
    expect(plain.penalty).toBeUndefined();
    const options = { kernelL1: 0.02, kernelL2: 0.3, biasL1: 0.04, biasL2: 0.5 };
    const penalised = await firstStep(await build(options));
    expect(penalised.before).toEqual(plain.before);
    expect(penalised.loss).toBeCloseTo(plain.loss, 5);
    const weightsOfKernel = features * units;
    const expected = plain.before.map((value, index) => {
      const [l1, l2] = index < weightsOfKernel ? [0.02, 0.3] : [0.04, 0.5];
      return (
        (plain.moved[index] as number) - learningRate * (l1 * Math.sign(value) + 2 * l2 * value)
      );
    });
    expectClose(penalised.moved, expected);
    const penalty = plain.before.reduce((sum, value, index) => {
      const [l1, l2] = index < weightsOfKernel ? [0.02, 0.3] : [0.04, 0.5];
      return sum + l1 * Math.abs(value) + l2 * value * value;
    }, 0);
    expect(penalised.penalty).toBeCloseTo(penalty, 4);
  });

  it.each([
    ['of the layer', { activityL1: 0.2, activityL2: 0.4 }, true],
    ['of a node behind it', { l1: 0.2, l2: 0.4 }, false],
  ])('lets a penalty on activity, %s, move the weights', async (_name, fields, within) => {
    const plain = await build({});
    const x = input();
    const read = await Promise.all([
      values(plain.network, 'y/kernel'),
      values(plain.network, 'y/bias'),
    ]);
    const first = await firstStep(plain);
    // The same penalty, worked out from its formula by tf.js' own derivative.
    const expected = tf.tidy(() => {
      const [kernel, bias] = [tf.tensor2d(read[0], [features, units]), tf.tensor1d(read[1])];
      const penalty = (w: tf.Tensor, b: tf.Tensor) => {
        const y = tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b);
        const sum = tf.add(tf.mul(tf.sum(tf.abs(y)), 0.2), tf.mul(tf.sum(tf.square(y)), 0.4));
        return tf.div(sum, examples) as tf.Scalar;
      };
      const gradients = tf.grads(penalty)([kernel, bias]);
      return gradients
        .flatMap((gradient) => [...gradient.dataSync()])
        .map((slope, index) => (first.moved[index] as number) - learningRate * slope);
    });
    const penalised = within ? await build(fields) : await buildBehind(fields);
    const second = await firstStep(penalised);
    expectClose(second.moved, expected);
    expect(second.penalty).toBeGreaterThan(0);
  });

  /** The dense layer with a node for the penalty after it. */
  async function buildBehind(fields: object) {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['x', 'input', { shape: [features] }],
          ['y', 'dense', { units, biasInitializer: 'randomNormal' }],
          ['penalty', 'activityRegularization', fields],
        ],
        ['x → y', 'y → penalty'],
      ),
    );
    const network = await buildModel(analysis, { seed: 3, forTraining: true });
    const step = createTrainingStep({
      network,
      loss: 'meanSquaredError',
      encoding: 'asIs',
      optimizer: 'sgd',
      optimizerFields: { learningRate },
    });
    return { network, step };
  }

  it.each([
    ['maxNorm', { largestNorm: 0.5 }, (norm: number) => norm <= 0.5 + 1e-4],
    ['unitNorm', {}, (norm: number) => Math.abs(norm - 1) < 1e-4],
    [
      'minMaxNorm',
      { smallestNorm: 0.3, largestNorm: 0.4 },
      (norm: number) => norm > 0.3 - 1e-4 && norm < 0.4 + 1e-4,
    ],
  ] as const)('ends within %s for every output', async (kernelConstraint, bounds, holds) => {
    const { network, step } = await build({ kernelConstraint, ...bounds });
    for (let index = 0; index < 3; index++) {
      tf.dispose(step.train(input(), target()));
      const kernel = await values(network, 'y/kernel');
      for (let unit = 0; unit < units; unit++) {
        const column = kernel.filter((_, place) => place % units === unit);
        expect(holds(Math.hypot(...column))).toBe(true);
      }
    }
    step.dispose();
    network.dispose();
  });

  it('ends without negative weights where none may be', async () => {
    const { network, step } = await build({ kernelConstraint: 'nonNeg' });
    expect(Math.min(...(await values(network, 'y/kernel')))).toBeLessThan(0);
    tf.dispose(step.train(input(), target()));
    expect(Math.min(...(await values(network, 'y/kernel')))).toBeGreaterThanOrEqual(0);
    step.dispose();
    network.dispose();
  });

  it('leaves a frozen layer alone, whatever its options', async () => {
    const frozen = {
      units: 4,
      kernelL2: 0.5,
      kernelConstraint: 'unitNorm',
      kernelNormalization: 'spectral',
      activityL1: 0.1,
      trainable: false,
    };
    const { network, step } = await build({}, [['dense', frozen]]);
    const before = await weightsOf(network);
    for (let index = 0; index < 3; index++) tf.dispose(step.train(input(), target()));
    const names = [...before.keys()];
    expect(names).toEqual(expect.arrayContaining(['between0/kernel', 'between0/u', 'y/kernel']));
    for (const [name, { values: after }] of await weightsOf(network)) {
      const isSame = String(after) === String(before.get(name)?.values);
      expect([name, isSame]).toEqual([name, name.startsWith('between0/')]);
    }
    step.dispose();
    network.dispose();
  });

  it.each(['spectral', 'weight'])(
    'learns with %s normalisation, repeats itself, and keeps no tensor',
    async (kernelNormalization) => {
      const losses = async (): Promise<number[]> => {
        const { network, step } = await build({}, [
          ['dense', { units: 6, kernelNormalization, activation: 'tanh', activityL2: 0.001 }],
          ['gaussianNoise', { stddev: 0.05 }],
          ['groupNormalization', { groups: 2, center: false }],
          ['stochasticDepth', { rate: 0.1 }],
        ]);
        const [x, y] = [input(), target()];
        const found: number[] = [];
        for (let index = 0; index < 40; index++) {
          const { numTensors } = tf.memory();
          const outcome = step.train(x, y);
          found.push(outcome.loss.dataSync()[0] as number);
          tf.dispose(outcome);
          if (index > 0) expect(tf.memory().numTensors).toBe(numTensors);
        }
        step.dispose();
        network.dispose();
        return found;
      };
      const first = await losses();
      expect(first.slice(-5).reduce((sum, loss) => sum + loss, 0)).toBeLessThan(
        first.slice(0, 5).reduce((sum, loss) => sum + loss, 0) * 0.7,
      );
      expect(await losses()).toEqual(first);
    },
  );

  it('trains batch and layer normalisation without scale or centre', async () => {
    for (const kind of ['batchNormalization', 'layerNormalization']) {
      const { network, step } = await build({}, [
        [kind, { scale: false }],
        ['dense', { units: 4, activation: 'tanh' }],
        [kind, { center: false }],
      ]);
      const before = await weightsOf(network);
      tf.dispose(step.train(input(), target()));
      for (const [name, { values: after }] of await weightsOf(network)) {
        expect([name, String(after)]).not.toEqual([name, String(before.get(name)?.values)]);
      }
      expect([...before.keys()].filter((name) => /gamma|beta/.test(name))).toEqual([
        'between0/beta',
        'between2/gamma',
      ]);
      step.dispose();
      network.dispose();
    }
  });
});
