import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { torchPython } from '../../parity/torchOracle';
import { expectClose, spreadValues } from '../runtime/onBackend';
import {
  type CaseTensor,
  caseTensor,
  caseTensors,
  exampleCases,
  kinds,
  ownCase,
  runCase,
  type StepCase,
  withoutFunction,
} from './stepCases';

/** Kinds that draw random numbers: what they do with them is tested beside their fields. */
const random = ['interpolate', 'addNoise', 'flip', 'shift', 'randomCrop'];

const numbers = (shape: readonly number[], seed: number, low = -3, high = 3): CaseTensor =>
  caseTensor({ shape, dtype: 'float32', per: 'batch' }, seed, low, high);

const classes = (shape: readonly number[], classCount: number, seed: number): CaseTensor =>
  caseTensor({ shape, dtype: 'int32', per: 'batch', classCount }, seed);

const marks = (shape: readonly number[], seed: number): CaseTensor =>
  caseTensor({ shape, dtype: 'bool', per: 'batch' }, seed);

/** Cases beside the examples: numbers of both signs, masks, weights, margins that bite. */
const own: readonly StepCase[] = [
  ownCase(
    'categoricalCrossentropy',
    { fromLogits: true, labelSmoothing: 0.2, weight: 2 },
    { prediction: numbers([6, 4], 1, -9, 9), target: classes([6], 4, 2), mask: marks([6], 3) },
  ),
  ownCase(
    'categoricalCrossentropy',
    { fromLogits: true },
    {
      prediction: numbers([2, 3, 3, 4], 4),
      target: classes([2, 3, 3], 4, 5),
      mask: marks([2, 3, 3, 1], 6),
    },
  ),
  ownCase(
    'categoricalCrossentropy',
    { fromLogits: true },
    { prediction: numbers([4, 5, 3], 7), target: classes([4, 5], 3, 8), mask: marks([4], 9) },
  ),
  ...['mean', 'sum'].flatMap((reduction) => [
    ownCase(
      'binaryCrossentropy',
      { fromLogits: true, labelSmoothing: 0.1, reduction, weight: 0.5 },
      {
        prediction: numbers([5, 3], 10, -9, 9),
        target: numbers([5, 3], 11, 0, 1),
        mask: marks([5], 12),
      },
    ),
    ...['meanSquaredError', 'meanAbsoluteError', 'huber', 'hinge'].map((id) =>
      ownCase(
        id,
        { reduction, weight: 3 },
        { prediction: numbers([5, 3], 13), target: numbers([5, 3], 14), mask: marks([5, 3], 15) },
      ),
    ),
    ...['meanSquaredError', 'hinge', 'binaryCrossentropy'].map((id) =>
      ownCase(
        id,
        { reduction, ...(id === 'binaryCrossentropy' ? { fromLogits: true } : {}) },
        { prediction: numbers([6, 4], 16), target: classes([6], 4, 17) },
      ),
    ),
    ownCase(
      'gaussianKl',
      { reduction },
      { mean: numbers([4, 5], 18), logVariance: numbers([4, 5], 19) },
    ),
    ownCase('totalVariation', { reduction }, { x: numbers([2, 4, 5, 3], 20) }),
    ...['l1', 'l2'].map((norm) =>
      ownCase('activityPenalty', { reduction, norm, weight: 0.1 }, { x: numbers([3, 7], 21) }),
    ),
  ]),
  ...['nonSaturating', 'minimax', 'leastSquares', 'wasserstein', 'hinge'].flatMap((form) => [
    ownCase(
      'discriminatorLoss',
      { form, labelSmoothing: form === 'hinge' || form === 'wasserstein' ? 0 : 0.25, weight: 2 },
      { real: numbers([4, 2, 2, 1], 22, -30, 30), fake: numbers([4, 2, 2, 1], 23, -30, 30) },
    ),
    ownCase('generatorLoss', { form, weight: 2 }, { fake: numbers([6, 1], 24, -30, 30) }),
  ]),
  ownCase('gradientPenalty', { target: 1.5, weight: 10 }, { gradient: numbers([4, 3, 3, 1], 25) }),
  ownCase('gradientPenalty', { target: 0 }, { gradient: numbers([4, 2], 26) }),
  ...['euclidean', 'squared'].map((distance) =>
    ownCase(
      'triplet',
      { distance, margin: 0.5 },
      { anchor: numbers([8, 4], 27), positive: numbers([8, 4], 28), negative: numbers([8, 4], 29) },
    ),
  ),
  ownCase(
    'contrastive',
    { margin: 3 },
    { a: numbers([8, 2], 30, -1, 1), b: numbers([8, 2], 31), same: classes([8], 2, 32) },
  ),
  ...['all', 'across'].map((negatives) =>
    ownCase(
      'infoNce',
      { negatives, temperature: 0.2 },
      { a: numbers([5, 3], 33), b: numbers([5, 3], 34) },
    ),
  ),
  ...['huber', 'squared'].map((error) =>
    ownCase(
      'temporalDifference',
      { error, discount: 0.9 },
      {
        value: numbers([8], 35),
        reward: numbers([8], 36),
        next: numbers([8, 4], 37),
        done: marks([8], 38),
        mask: numbers([8, 1], 39, 0, 1),
      },
    ),
  ),
  ownCase(
    'distillation',
    { temperature: 3 },
    { student: numbers([5, 4], 40), teacher: numbers([5, 4], 41) },
  ),
  ownCase(
    'accuracy',
    {},
    { prediction: numbers([9, 4], 42), target: classes([9], 4, 43), mask: marks([9], 44) },
  ),
  ownCase(
    'accuracy',
    { threshold: 0 },
    { prediction: numbers([9, 1], 45), target: classes([9], 2, 46) },
  ),
  ownCase(
    'accuracy',
    { threshold: 0 },
    { prediction: numbers([9], 45), target: classes([9], 2, 46) },
  ),
  ownCase(
    'accuracy',
    {},
    { prediction: numbers([4, 5, 3], 47), target: classes([4, 5], 3, 48), mask: marks([4, 5], 49) },
  ),
  ownCase(
    'topKAccuracy',
    { k: 3 },
    { prediction: numbers([20, 7], 50), target: classes([20], 7, 51) },
  ),
  ownCase(
    'confusionMatrix',
    {},
    { prediction: numbers([30, 3], 52), target: classes([30], 3, 53) },
  ),
  ownCase(
    'intersectionOverUnion',
    {},
    { prediction: numbers([2, 5, 5, 4], 54), target: classes([2, 5, 5], 3, 55) },
  ),
  ownCase(
    'intersectionOverUnion',
    { threshold: 0 },
    { prediction: numbers([2, 5, 5, 1], 56), target: classes([2, 5, 5], 2, 57) },
  ),
  ...['covered', 'near'].flatMap((measure) =>
    [0.05, 0.5].map((least) =>
      ownCase(
        'modeCoverage',
        { measure, deviations: 1, least },
        {
          points: numbers([40, 2], 68),
          reference: numbers([30, 2], 69),
          mode: classes([30], 4, 70),
        },
      ),
    ),
  ),
  ownCase('sparsityOf', {}, { a: classes([5, 4], 2, 58), b: numbers([7], 59) }),
  ownCase('sparsity', { rate: 0.1 }, { x: numbers([9, 4], 60, 0.01, 0.99) }),
  ownCase('share', { threshold: 0.5 }, { x: numbers([7, 3], 61) }),
  ownCase(
    'gather',
    { from: 'table' },
    { x: numbers([2000, 2], 62), index: classes([3, 2], 2000, 63) },
  ),
  ownCase('groupMean', { classes: 5 }, { x: numbers([6, 3], 64), group: classes([6], 3, 65) }),
  ...['squared', 'euclidean', 'cosine'].map((distance) =>
    ownCase('distanceMatrix', { distance }, { a: numbers([4, 6], 66), b: numbers([3, 6], 67) }),
  ),
  ownCase('standardDeviation', {}, { x: numbers([6, 2, 3], 68) }),
  ownCase('norm', { norm: 'largest' }, { x: numbers([4, 3, 3], 69) }),
];

const cases = [...exampleCases(), ...own].filter(({ kind }) => !random.includes(kind.id));

interface Answer {
  readonly value: number[];
  readonly gradients: Readonly<Record<string, number[] | null>>;
}

/** Ports by which PyTorch is asked for gradients. */
const portsOf = ({ kind, inputs }: StepCase): string[] =>
  kind.family === 'metric' || kind.id === 'argmax'
    ? []
    : Object.keys(inputs).filter(
        (port) => inputs[port]?.dtype === 'float32' && !['target', 'mask', 'same'].includes(port),
      );

describe.skipIf(!torchPython)('values of math, losses and metrics as in PyTorch', () => {
  const known: string[] = [];
  const answers: Answer[] = [];

  beforeAll(() => {
    const questions = cases.map((one) => ({
      kind: one.kind.id,
      fields: one.fields,
      inputs: one.inputs,
      by: portsOf(one),
      upstream: upstream(one),
    }));
    const lines = [{ kind: 'known' }, ...questions].map((question) => JSON.stringify(question));
    const program = fileURLToPath(new URL('torch_steps.py', import.meta.url));
    const { stdout, stderr } = spawnSync(torchPython ?? '', ['-B', program], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 2 ** 27,
    });
    const [first, ...rest] = stdout.trim().split('\n');
    if (rest.length !== cases.length) throw new Error(stderr);
    known.push(...(JSON.parse(first ?? '[]') as string[]));
    answers.push(...rest.map((line) => JSON.parse(line) as Answer));
  });

  it('leaves no kind out', () => {
    const wanted = kinds.map(({ id }) => id).filter((id) => !withoutFunction.includes(id));
    expect([...known, ...random].sort()).toEqual(wanted.sort());
  });

  describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
    beforeAll(async () => {
      const started = await startBackend(backend);
      if (!started.ok) throw new Error(started.error);
    });

    it.each(cases.map((one, index) => [one.name, one, index] as const))(
      '%s',
      (_name, one, index) => {
        const answer = answers[index];
        if (!answer) throw new Error('PyTorch gave no answer.');
        expectClose(outputOf(one), answer.value);
        for (const port of portsOf(one)) {
          const found = gradientOf(one, port);
          expectClose(found, answer.gradients[port] ?? found.map(() => 0), 1e-3);
        }
      },
    );
  });
});

function outputOf(one: StepCase): number[] {
  return tf.tidy(() => Array.from(onlyOutput(one, caseTensors(one)).dataSync()));
}

function gradientOf(one: StepCase, port: string): number[] {
  return tf.tidy(() => {
    const tensors = caseTensors(one);
    const f = (x: tf.Tensor): tf.Scalar => {
      const y = onlyOutput(one, { ...tensors, [port]: x });
      const sum = tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 1), y.shape)));
      // Where no gradient passes, tf.js finds no way at all; PyTorch says 0.
      return tf.add<tf.Scalar>(sum, tf.mul(0, tf.sum(x)));
    };
    return Array.from(
      tf
        .grad(f)(tensors[port] as tf.Tensor)
        .dataSync(),
    );
  });
}

/** What each number of the output counts in the sum whose gradient is compared. */
function upstream(one: StepCase): number[] {
  return tf.tidy(() => spreadValues(onlyOutput(one, caseTensors(one)).size, 1));
}

function onlyOutput(one: StepCase, tensors: Readonly<Record<string, tf.Tensor>>): tf.Tensor {
  return Object.values(runCase(one, tensors))[0] as tf.Tensor;
}
