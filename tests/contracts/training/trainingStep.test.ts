import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/compile/buildModel';
import { createOptimizer, runnableOptimizers } from '../../../src/compile/optimizers';
import { parseFields } from '../../../src/kinds/field';
import { optimizerKinds } from '../../../src/kinds/training/registry';
import { type BackendName, startBackend } from '../../../src/runtime/backends';
import { analyseMain } from '../../unit/analysis/drawNetwork';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { spreadValues } from '../runtime/onBackend';
import {
  compileSupervised,
  momentAt,
  setWeight,
  sourcesOf,
  trainOnce,
  weightNumbers,
} from './compiledStep';
import { part } from './testRun';

const backends: readonly BackendName[] = ['cpu', 'wasm'];

async function start(backend: BackendName): Promise<void> {
  const started = await startBackend(backend);
  if (!started.ok) throw new Error(started.error);
}

beforeAll(() => start('cpu'));

/** A small network for pictures: convolution, normalization, pooling, a classifier. */
function pictureNetwork(fields: { normalization?: object; conv?: object } = {}): DrawnGraph {
  return chain(
    ['image', 'input', { shape: [6, 6, 1] }],
    ['conv1', 'conv2d', { filters: 3, kernelSize: [3, 3], activation: 'tanh', ...fields.conv }],
    ['norm1', 'batchNormalization', fields.normalization],
    ['pool1', 'averagePooling2d'],
    ['flatten1', 'flatten'],
    ['output', 'dense', { units: 4, activation: 'softmax' }],
  );
}

const batchSize = 8;

/** The same pictures and classes every time. */
function pictures() {
  const labels = tf.tensor1d([0, 1, 2, 3, 3, 2, 1, 0], 'int32');
  return {
    x: tf.tensor(spreadValues(batchSize * 36), [batchSize, 6, 6, 1]),
    target: tf.cast(tf.oneHot(labels, 4), 'float32'),
  };
}

const crossEntropy = part('categoricalCrossentropy');

describe('every update', () => {
  it('has its optimizer', () => {
    expect([...runnableOptimizers].sort()).toEqual(optimizerKinds.map(({ id }) => id).sort());
  });

  it.each(optimizerKinds.map((kind) => [kind.id, kind] as const))(
    '%s keeps the slots that its kind counts',
    (id, kind) => {
      const weights = tf.variable(tf.tensor1d([1, 2, 3]));
      const fields = parseFields(kind.fields, {}).values ?? {};
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
  ])('goes as tf.js does by itself, with %s', async (loss, main) => {
    const program = await compileSupervised(main, { loss: part(loss), seed: 5 });
    const analysis = analyseMain(drawStep({ main }, { nodes: [], wires: [] }));
    const theirs = await buildModel(analysis, { seed: 5 });
    theirs.model.compile({ optimizer: tf.train.sgd(0.1), loss });
    const data = pictures();
    for (let index = 0; index < 10; index++) {
      const expected = (await theirs.model.trainOnBatch(data.x, data.target)) as number;
      expect(trainOnce(program, sourcesOf(data), momentAt(index)).loss).toBeCloseTo(expected, 5);
    }
    const expected = theirs.predict(data.x);
    const [output] = program.look([{ node: 'network', port: 'y' }], sourcesOf(data), momentAt(10));
    expect(tf.max(tf.abs(tf.sub(output as tf.Tensor, expected))).dataSync()[0]).toBeLessThan(1e-5);
    program.dispose();
    theirs.dispose();
  });

  it('keeps no tensor over a hundred steps, and none after it was disposed of', async () => {
    const data = pictures();
    const atFirst = tf.memory().numTensors;
    const program = await compileSupervised(pictureNetwork(), {
      loss: crossEntropy,
      optimizer: part('adam'),
    });
    const once = (step: number): void => {
      trainOnce(program, sourcesOf(data), momentAt(step));
      tf.dispose({ ...program.measure(['loss'], sourcesOf(data), momentAt(step)) });
    };
    once(0);
    const before = tf.memory();
    for (let step = 1; step <= 100; step++) once(step);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    program.dispose();
    expect(tf.memory().numTensors).toBe(atFirst);
  });

  it('moves batch statistics while training and not while measuring or looking', async () => {
    const program = await compileSupervised(pictureNetwork(), { loss: crossEntropy });
    const data = sourcesOf(pictures());
    const variance = () => weightNumbers(program).get('main/norm1/moving_variance');
    expect(variance()).toEqual([1, 1, 1]);
    tf.dispose({ ...program.measure(['loss'], data, momentAt()) });
    tf.dispose([...program.look([{ node: 'network', port: 'y' }], data, momentAt())]);
    tf.dispose([...program.gradients(data, momentAt()).values()]);
    expect(variance()).toEqual([1, 1, 1]);
    trainOnce(program, data);
    expect(variance()).not.toEqual([1, 1, 1]);
    program.dispose();
  });

  it('leaves frozen weights and frozen statistics alone', async () => {
    const main = pictureNetwork({
      conv: { trainable: false },
      normalization: { trainable: false },
    });
    const program = await compileSupervised(main, {
      loss: crossEntropy,
      optimizer: part('adam'),
    });
    const before = weightNumbers(program);
    for (let step = 0; step < 3; step++) {
      trainOnce(program, sourcesOf(pictures()), momentAt(step));
    }
    for (const [name, values] of weightNumbers(program)) {
      const isSame = String(values) === String(before.get(name));
      expect([name, isSame]).toEqual([name, !name.startsWith('main/output/')]);
    }
    program.dispose();
  });

  it('is exact where the probabilities of a network round to 0 or 1', async () => {
    const at = async (kind: string, activation: string) => {
      const program = await compileSupervised(
        chain(['point', 'input', { shape: [2] }], ['y', 'dense', { units: 2, activation }]),
        { loss: part(kind), optimizer: part('sgd', { learningRate: 1 }) },
      );
      setWeight(program, 'main/y/kernel', [1, 0, 0, 1]);
      const data = { x: tf.tensor2d([[-60, 60]]), target: tf.tensor2d([[1, 0]]) };
      const { loss } = trainOnce(program, sourcesOf(data));
      const moved = weightNumbers(program).get('main/y/bias');
      program.dispose();
      return [loss, moved];
    };
    expect(await at('categoricalCrossentropy', 'softmax')).toEqual([120, [1, -1]]);
    expect(await at('binaryCrossentropy', 'sigmoid')).toEqual([60, [0.5, -0.5]]);
  });
});

describe('a learning rate over a run', () => {
  const line = chain(['x', 'input', { shape: [2] }], ['y', 'dense', { units: 1 }]);

  /** How far the first weight goes in the first step of a run, if that is somewhere in the middle. */
  async function firstStep(
    optimizer: string,
    fields: object,
    moment: Parameters<typeof momentAt>[1] & { step?: number } = {},
  ): Promise<number> {
    const program = await compileSupervised(line, { optimizer: part(optimizer, fields) });
    const data = { x: tf.tensor2d([[1, 2]]), target: tf.tensor2d([[3]]) };
    const kernel = () => weightNumbers(program).get('main/y/kernel')?.[0] as number;
    const before = kernel();
    trainOnce(program, sourcesOf(data), momentAt(moment.step, moment));
    const moved = kernel() - before;
    program.dispose();
    return moved;
  }

  it.each(optimizerKinds.map(({ id }) => id))('shortens the steps of %s', async (optimizer) => {
    const off = { weightDecay: 0 };
    const whole = await firstStep(optimizer, off);
    expect(Math.abs(whole)).toBeGreaterThan(1e-4);
    const share = async (fields: object, moment: Parameters<typeof firstStep>[2]) =>
      (await firstStep(optimizer, { ...off, ...fields }, moment)) / whole;
    expect(await share({ schedule: 'linear' }, { done: 0.75 })).toBeCloseTo(0.25, 2);
    expect(await share({ schedule: 'cosine' }, { done: 0.5 })).toBeCloseTo(0.5, 2);
    expect(await share({ schedule: 'cosine' }, { done: 0 })).toBeCloseTo(1, 2);
    const fall = { schedule: 'step', fallEpochs: 3, fallFactor: 0.5 };
    expect(await share(fall, { epoch: 3 })).toBeCloseTo(1, 2);
    expect(await share(fall, { epoch: 4 })).toBeCloseTo(0.5, 2);
    expect(await share(fall, { epoch: 7 })).toBeCloseTo(0.25, 2);
    const plateau = { schedule: 'plateau', fallFactor: 0.3 };
    expect(await share(plateau, { epoch: 9 })).toBeCloseTo(1, 2);
    expect(await share(plateau, { plateaus: 2 })).toBeCloseTo(0.09, 2);
    expect(await share({ warmUpSteps: 4 }, { step: 0 })).toBeCloseTo(0.25, 2);
    expect(await share({ warmUpSteps: 4 }, { step: 2 })).toBeCloseTo(0.75, 2);
    expect(await share({ warmUpSteps: 4 }, { step: 9 })).toBeCloseTo(1, 2);
  });
});
