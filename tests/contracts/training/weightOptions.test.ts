import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StepProgram } from '../../../src/compile/stepProgram';
import { type BackendName, startBackend } from '../../../src/runtime/backends';
import { chain } from '../../unit/training/drawTraining';
import { expectClose, spreadValues } from '../runtime/onBackend';
import { compileSupervised, momentAt, sourcesOf, trainOnce, weightNumbers } from './compiledStep';

const backends: readonly BackendName[] = ['cpu', 'wasm'];
const learningRate = 0.1;
const [examples, features, units] = [5, 4, 3];

/** Points, perhaps a layer between, and a dense layer with some options. */
async function build(
  options: object,
  between: readonly (readonly [kind: string, fields: object])[] = [],
): Promise<StepProgram> {
  const nodes = between.map(([kind, fields], index) => [`between${index}`, kind, fields] as const);
  return compileSupervised(
    chain(['x', 'input', { shape: [features] }], ...nodes, [
      'y',
      'dense',
      { units, biasInitializer: 'randomNormal', ...options },
    ]),
    { seed: 3 },
  );
}

const data = () =>
  sourcesOf({
    x: tf.tensor(spreadValues(examples * features), [examples, features]),
    target: tf.tensor(spreadValues(examples * units, 2), [examples, units]),
  });

function values(program: StepProgram, name: string): number[] {
  return weightNumbers(program).get(`main/${name}`) ?? [];
}

/** What one step adds to the kernel and the bias. */
function firstStep(program: StepProgram) {
  const read = () => [...values(program, 'y/kernel'), ...values(program, 'y/bias')];
  const before = read();
  const { loss } = trainOnce(program, data());
  const moved = read().map((value, index) => value - (before[index] as number));
  program.dispose();
  return { before, moved, loss: loss as number };
}

describe.each(backends)('a training step on %s', (backend) => {
  beforeEach(async () => {
    const started = await startBackend(backend);
    if (!started.ok) throw new Error(started.error);
  });

  it('lets penalties on kernel and bias move them as their formulas say', async () => {
    const plain = firstStep(await build({}));
    const options = { kernelL1: 0.02, kernelL2: 0.3, biasL1: 0.04, biasL2: 0.5 };
    const penalised = firstStep(await build(options));
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
  });

  it.each([
    ['of the layer', { activityL1: 0.2, activityL2: 0.4 }, true],
    ['of a node behind it', { l1: 0.2, l2: 0.4 }, false],
  ])('lets a penalty on activity, %s, move the weights', async (_name, fields, within) => {
    const plain = await build({});
    const x = data().get('x')?.y;
    const read = [values(plain, 'y/kernel'), values(plain, 'y/bias')] as const;
    const first = firstStep(plain);
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
    expectClose(firstStep(penalised).moved, expected);
  });

  /** The dense layer with a node for the penalty after it. */
  function buildBehind(fields: object): Promise<StepProgram> {
    return compileSupervised(
      chain(
        ['x', 'input', { shape: [features] }],
        ['y', 'dense', { units, biasInitializer: 'randomNormal' }],
        ['penalty', 'activityRegularization', fields],
      ),
      { seed: 3 },
    );
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
    const program = await build({ kernelConstraint, ...bounds });
    for (let index = 0; index < 3; index++) {
      trainOnce(program, data());
      const kernel = values(program, 'y/kernel');
      for (let unit = 0; unit < units; unit++) {
        const column = kernel.filter((_, place) => place % units === unit);
        expect(holds(Math.hypot(...column))).toBe(true);
      }
    }
    program.dispose();
  });

  it('ends without negative weights where none may be', async () => {
    const program = await build({ kernelConstraint: 'nonNeg' });
    expect(Math.min(...values(program, 'y/kernel'))).toBeLessThan(0);
    trainOnce(program, data());
    expect(Math.min(...values(program, 'y/kernel'))).toBeGreaterThanOrEqual(0);
    program.dispose();
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
    const program = await build({}, [['dense', frozen]]);
    const before = weightNumbers(program);
    for (let index = 0; index < 3; index++) trainOnce(program, data());
    const names = [...before.keys()];
    expect(names).toEqual(
      expect.arrayContaining(['main/between0/kernel', 'main/between0/u', 'main/y/kernel']),
    );
    for (const [name, after] of weightNumbers(program)) {
      const isSame = String(after) === String(before.get(name));
      expect([name, isSame]).toEqual([name, name.startsWith('main/between0/')]);
    }
    program.dispose();
  });

  it.each(['spectral', 'weight'])(
    'learns with %s normalisation, repeats itself, and keeps no tensor',
    async (kernelNormalization) => {
      const losses = async (): Promise<number[]> => {
        const program = await build({}, [
          ['dense', { units: 6, kernelNormalization, activation: 'tanh', activityL2: 0.001 }],
          ['gaussianNoise', { stddev: 0.05 }],
          ['groupNormalization', { groups: 2, center: false }],
          ['stochasticDepth', { rate: 0.1 }],
        ]);
        const batch = data();
        const found: number[] = [];
        for (let index = 0; index < 40; index++) {
          const { numTensors } = tf.memory();
          found.push(trainOnce(program, batch, momentAt(index)).loss as number);
          if (index > 0) expect(tf.memory().numTensors).toBe(numTensors);
        }
        program.dispose();
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
      const program = await build({}, [
        [kind, { scale: false }],
        ['dense', { units: 4, activation: 'tanh' }],
        [kind, { center: false }],
      ]);
      const before = weightNumbers(program);
      trainOnce(program, data());
      for (const [name, after] of weightNumbers(program)) {
        expect([name, String(after)]).not.toEqual([name, String(before.get(name))]);
      }
      expect([...before.keys()].filter((name) => /gamma|beta/.test(name))).toEqual([
        'main/between0/beta',
        'main/between2/gamma',
      ]);
      program.dispose();
    }
  });
});
