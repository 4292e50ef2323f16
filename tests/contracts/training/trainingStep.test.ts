import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { type BuiltNetwork, buildModel, weightsOf } from '../../../src/compile/buildModel';
import { batchLoss, correctCount, headOfLoss, runnableLosses } from '../../../src/compile/losses';
import { createOptimizer, runnableOptimizers } from '../../../src/compile/optimizers';
import { createTrainingStep, type TrainingStep } from '../../../src/compile/trainingStep';
import { dataKinds, lossKinds, optimizerKinds } from '../../../src/kinds/training/registry';
import { readPartFields, type TargetEncoding } from '../../../src/kinds/training/trainingKind';
import { type BackendName, startBackend } from '../../../src/runtime/backends';
import { readableData } from '../../../src/training/loadData';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { spreadValues } from '../runtime/onBackend';

const backends: readonly BackendName[] = ['cpu', 'wasm'];

async function start(backend: BackendName): Promise<void> {
  const started = await startBackend(backend);
  if (!started.ok) throw new Error(started.error);
}

beforeAll(() => start('cpu'));

/** Defaults of an optimizer kind, with some fields changed. */
function optimizerFields(kind: string, changed: object = {}): Record<string, unknown> {
  const found = optimizerKinds.find(({ id }) => id === kind);
  const fields = found && readPartFields(found, { ...changed });
  if (!fields?.ok) throw new Error(`no fields for ${kind}`);
  return { ...fields.value };
}

/** A small network for pictures: convolution, normalization, pooling, a classifier. */
function pictureNetwork(fields: { normalization?: object; conv?: object } = {}): GraphAnalysis {
  return analyseMain(
    drawNetwork(
      [
        ['image', 'input', { shape: [6, 6, 1] }],
        ['conv1', 'conv2d', { filters: 3, kernelSize: [3, 3], activation: 'tanh', ...fields.conv }],
        ['norm1', 'batchNormalization', fields.normalization],
        ['pool1', 'averagePooling2d'],
        ['flatten1', 'flatten'],
        ['output', 'dense', { units: 4, activation: 'softmax' }],
      ],
      ['image → conv1', 'conv1 → norm1', 'norm1 → pool1', 'pool1 → flatten1', 'flatten1 → output'],
    ),
  );
}

const batchSize = 8;

/** The same pictures and classes every time. */
function pictures(): { input: tf.Tensor; target: tf.Tensor } {
  const labels = tf.tensor1d([0, 1, 2, 3, 3, 2, 1, 0], 'int32');
  return {
    input: tf.tensor(spreadValues(batchSize * 36), [batchSize, 6, 6, 1]),
    target: tf.cast(tf.oneHot(labels, 4), 'float32'),
  };
}

function stepOf(
  network: BuiltNetwork,
  loss = 'categoricalCrossentropy',
  optimizer = 'sgd',
  fields: object = {},
  encoding: TargetEncoding = 'oneHot',
): TrainingStep {
  return createTrainingStep({
    network,
    loss,
    encoding,
    optimizer,
    optimizerFields: optimizerFields(optimizer, fields),
  });
}

describe('every training kind', () => {
  it('has its implementation', () => {
    expect([...runnableLosses].sort()).toEqual(lossKinds.map(({ id }) => id).sort());
    expect([...runnableOptimizers].sort()).toEqual(optimizerKinds.map(({ id }) => id).sort());
    expect([...readableData].sort()).toEqual(dataKinds.map(({ id }) => id).sort());
  });

  it.each(optimizerKinds.map((kind) => [kind.id, kind] as const))(
    '%s keeps the slots that its kind counts',
    (id, kind) => {
      const weights = tf.variable(tf.tensor1d([1, 2, 3]));
      const fields = optimizerFields(id);
      const optimizer = createOptimizer(id, fields);
      const bytesBefore = tf.memory().numBytes;
      const cost = optimizer.minimize(() => tf.sum(tf.square(weights)).asScalar(), true);
      tf.dispose(cost ?? []);
      const slots = (tf.memory().numBytes - bytesBefore) / 12;
      expect(Math.floor(slots)).toBe(kind.slots(fields));
      optimizer.dispose();
      weights.dispose();
    },
  );
});

describe.each(backends)('a step on %s', (backend) => {
  beforeEach(() => start(backend));

  it.each([
    ['categoricalCrossentropy', pictureNetwork()],
    ['meanSquaredError', pictureNetwork()],
    ['categoricalCrossentropy', pictureNetwork({ normalization: { trainable: false } })],
  ])('goes as tf.js does by itself, with %s', async (loss, analysis) => {
    const ours = await buildModel(analysis, { seed: 5, forTraining: true, head: headOfLoss(loss) });
    const step = stepOf(ours, loss, 'sgd', { learningRate: 0.1 });
    const theirs = await buildModel(analysis, { seed: 5 });
    theirs.model.compile({ optimizer: tf.train.sgd(0.1), loss });
    const { input, target } = pictures();
    for (let index = 0; index < 10; index++) {
      const expected = (await theirs.model.trainOnBatch(input, target)) as number;
      const outcome = step.train(input, target);
      expect(outcome.loss.dataSync()[0]).toBeCloseTo(expected, 5);
      tf.dispose(outcome);
    }
    const before = ours.predict(input);
    const expected = theirs.predict(input);
    expect(tf.max(tf.abs(tf.sub(before, expected))).dataSync()[0]).toBeLessThan(1e-5);
    step.dispose();
    ours.dispose();
    theirs.dispose();
  });

  it('keeps no tensor over a hundred steps', async () => {
    const network = await buildModel(pictureNetwork(), {
      seed: 1,
      forTraining: true,
      head: 'softmax',
    });
    const step = stepOf(network, 'categoricalCrossentropy', 'adam');
    const { input, target } = pictures();
    const once = (): void => {
      step.follow(0.5);
      tf.dispose(step.train(input, target));
      tf.dispose(step.evaluate(input, target));
    };
    once();
    const before = tf.memory();
    for (let index = 0; index < 100; index++) once();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    step.dispose();
    network.dispose();
    tf.dispose([input, target]);
  });

  it('moves batch statistics while training and not while evaluating', async () => {
    const network = await buildModel(pictureNetwork(), { seed: 1, forTraining: true });
    const step = stepOf(network);
    const { input, target } = pictures();
    const variance = async () =>
      [...(await weightsOf(network))].find(([name]) => /variance/i.test(name))?.[1].values;
    const start = await variance();
    expect([...(start ?? [])]).toEqual([1, 1, 1]);
    tf.dispose(step.evaluate(input, target));
    expect(await variance()).toEqual(start);
    tf.dispose(step.train(input, target));
    expect(await variance()).not.toEqual(start);
    step.dispose();
    network.dispose();
  });

  it('leaves frozen weights and frozen statistics alone', async () => {
    const analysis = pictureNetwork({
      conv: { trainable: false },
      normalization: { trainable: false },
    });
    const network = await buildModel(analysis, { seed: 1, forTraining: true });
    const step = stepOf(network, 'categoricalCrossentropy', 'adam');
    const { input, target } = pictures();
    const before = await weightsOf(network);
    for (let index = 0; index < 3; index++) tf.dispose(step.train(input, target));
    for (const [name, weight] of await weightsOf(network)) {
      const isFrozen = !name.startsWith('output/');
      expect([name, String(weight.values) === String(before.get(name)?.values)]).toEqual([
        name,
        isFrozen,
      ]);
    }
    step.dispose();
    network.dispose();
  });
});

describe('a learning rate that falls', () => {
  const network = () =>
    buildModel(
      analyseMain(
        drawNetwork(
          [
            ['x', 'input', { shape: [2] }],
            ['y', 'dense', { units: 1 }],
          ],
          ['x → y'],
        ),
      ),
      { seed: 1, forTraining: true },
    );

  /** How far the first weight goes in the first step. */
  async function firstStep(optimizer: string, schedule: string, done: number): Promise<number> {
    const built = await network();
    const step = stepOf(built, 'meanSquaredError', optimizer, { schedule }, 'asIs');
    const input = tf.tensor2d([[1, 2]]);
    const target = tf.tensor2d([[3]]);
    const kernel = async () => (await weightsOf(built)).get('y/kernel')?.values[0] as number;
    const before = await kernel();
    step.follow(done);
    tf.dispose(step.train(input, target));
    const moved = (await kernel()) - before;
    step.dispose();
    built.dispose();
    return moved;
  }

  it.each(optimizerKinds.map(({ id }) => id))('shortens the steps of %s', async (optimizer) => {
    const whole = await firstStep(optimizer, 'constant', 0.75);
    expect(Math.abs(whole)).toBeGreaterThan(1e-4);
    expect((await firstStep(optimizer, 'linear', 0.75)) / whole).toBeCloseTo(0.25, 2);
    expect((await firstStep(optimizer, 'cosine', 0.5)) / whole).toBeCloseTo(0.5, 2);
    expect((await firstStep(optimizer, 'cosine', 0)) / whole).toBeCloseTo(1, 2);
  });
});

describe('losses', () => {
  const logits = () => tf.tensor2d([2, -1, 0.5, -3, 0.2, 4], [2, 3]);
  const oneHot = () => tf.tensor2d([1, 0, 0, 0, 0, 1], [2, 3]);

  it('from logits are those from probabilities', () => {
    const classes = [
      batchLoss('categoricalCrossentropy', 'softmax', oneHot(), logits()),
      batchLoss('categoricalCrossentropy', null, oneHot(), tf.softmax(logits())),
    ].map((loss) => loss.dataSync()[0] as number);
    expect(classes[0]).toBeCloseTo(classes[1] as number, 5);
    const sides = [
      batchLoss('binaryCrossentropy', 'sigmoid', oneHot(), logits()),
      batchLoss('binaryCrossentropy', null, oneHot(), tf.sigmoid(logits())),
    ].map((loss) => loss.dataSync()[0] as number);
    expect(sides[0]).toBeCloseTo(sides[1] as number, 5);
  });

  it('from logits stay exact where probabilities round to 0 or 1', () => {
    const target = tf.tensor2d([1, 0], [1, 2]);
    const far = tf.tensor2d([-60, 60], [1, 2]);
    const loss = (kind: string, head: 'softmax' | 'sigmoid') =>
      tf
        .grad((x) => batchLoss(kind, head, target, x))(far)
        .dataSync();
    expect(batchLoss('categoricalCrossentropy', 'softmax', target, far).dataSync()[0]).toBe(120);
    expect(batchLoss('binaryCrossentropy', 'sigmoid', target, far).dataSync()[0]).toBe(60);
    expect([...loss('categoricalCrossentropy', 'softmax')]).toEqual([-1, 1]);
    expect([...loss('binaryCrossentropy', 'sigmoid')]).toEqual([-0.5, 0.5]);
  });

  it.each([
    ['meanSquaredError', (1 + 4 + 0.25 + 0.25) / 4],
    ['meanAbsoluteError', (1 + 2 + 0.5 + 0.5) / 4],
    // Targets 1, −1, 1, −1: margins of 1 are missed by 0, 2, 0.5 and 1.5.
    ['hinge', (0 + 2 + 0.5 + 1.5) / 4],
  ])('%s is what its formula says', (kind, expected) => {
    const target = tf.tensor2d([1, -1, 1, -1], [2, 2]);
    const output = tf.tensor2d(kind === 'hinge' ? [1, 1, 0.5, 0.5] : [2, 1, 0.5, -0.5], [2, 2]);
    expect(batchLoss(kind, null, target, output).dataSync()[0]).toBeCloseTo(expected, 6);
  });

  it('hinge treats one-hot classes as sides', () => {
    const right = tf.tensor2d([1, -1, -1], [1, 3]);
    expect(batchLoss('hinge', null, tf.tensor2d([[1, 0, 0]]), right).dataSync()[0]).toBe(0);
  });

  it('count right answers by the encoding of the target', () => {
    const count = (...given: Parameters<typeof correctCount>) =>
      correctCount(...given)?.dataSync()[0];
    const column = (...values: number[]) => tf.tensor2d(values, [values.length, 1]);
    expect(count('oneHot', 'softmax', oneHot(), logits())).toBe(2);
    expect(count('zeroOne', null, column(1, 0, 1), column(0.7, 0.6, 0.4))).toBe(1);
    expect(count('zeroOne', 'sigmoid', column(1, 0, 1), column(0.7, -0.6, 0.4))).toBe(3);
    expect(count('minusOneOne', null, column(1, -1, 1), column(0.1, 0.2, -3))).toBe(1);
    expect(correctCount('asIs', null, column(1), column(1))).toBeNull();
  });
});
