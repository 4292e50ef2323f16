import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { stepMemory } from '../../../src/analysis/stepMemory';
import type { PortTensors } from '../../../src/compile/stepEvaluation';
import { compileStep } from '../../../src/compile/stepProgram';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';
import { watchHeldBytes } from './heldBytes';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A step that compares what a network makes of noise with other noise, or with a class. */
function supervised(
  main: DrawnGraph,
  { input, target, loss = 'meanSquaredError', update = 'adam', fields = {} }: Supervised,
): Project {
  return drawStep(
    { main },
    {
      nodes: [
        ['input', 'noise', { shape: input }],
        ['target', 'noise', { shape: target }],
        ['network', 'call:main'],
        ['loss', loss],
        ['update', update, fields],
      ],
      wires: [
        'input → network',
        'network → loss:prediction',
        'target → loss:target',
        'loss → update',
      ],
    },
    { batchSize: 16 },
  );
}

interface Supervised {
  readonly input: readonly number[];
  readonly target: readonly number[];
  readonly loss?: string;
  readonly update?: string;
  readonly fields?: object;
}

const input = (...shape: number[]) => ['x', 'input', { shape }] as const;
const dense = (id: string, units: number, activation = 'linear') =>
  [id, 'dense', { units, activation }] as const;

const perceptron = chain(input(64), dense('a', 96, 'relu'), dense('b', 48, 'tanh'), dense('y', 10));

const varied = chain(
  input(12, 12, 4),
  ['features', 'conv2d', { filters: 12, padding: 'same' }],
  ['varied', 'minibatchStandardDeviation'],
  ['mixed', 'conv2d', { filters: 4, padding: 'same' }],
  ['flat', 'flatten'],
  dense('y', 1),
);

const residual: DrawnGraph = {
  nodes: [
    input(16, 16, 8),
    ['conv1', 'conv2d', { filters: 8, kernelSize: [3, 3], padding: 'same', useBias: false }],
    ['normal1', 'batchNormalization'],
    ['relu1', 'relu'],
    ['conv2', 'conv2d', { filters: 8, kernelSize: [3, 3], padding: 'same', useBias: false }],
    ['normal2', 'batchNormalization'],
    ['sum', 'add'],
    ['relu2', 'relu'],
    ['pool', 'globalAveragePooling2d'],
    dense('y', 10),
  ],
  wires: [
    'x → conv1',
    'conv1 → normal1',
    'normal1 → relu1',
    'relu1 → conv2',
    'conv2 → normal2',
    'normal2 → sum:a',
    'x → sum:b',
    'sum → relu2',
    'relu2 → pool',
    'pool → y',
  ],
};

const attentionBlock: DrawnGraph = {
  nodes: [
    input(16, 32),
    ['attend', 'multiHeadAttention', { heads: 4, keyDim: 8 }],
    ['sum1', 'add'],
    ['normal1', 'layerNormalization'],
    dense('wide', 64, 'relu'),
    dense('narrow', 32),
    ['sum2', 'add'],
    ['normal2', 'layerNormalization'],
  ],
  wires: [
    'x → attend:query',
    'x → attend:value',
    'x → sum1:a',
    'attend → sum1:b',
    'sum1 → normal1',
    'normal1 → wide',
    'wide → narrow',
    'normal1 → sum2:a',
    'narrow → sum2:b',
    'sum2 → normal2',
  ],
};

const lenet = chain(
  input(28, 28, 1),
  ['c1', 'conv2d', { filters: 6, kernelSize: [5, 5], padding: 'same', activation: 'tanh' }],
  ['p1', 'averagePooling2d'],
  ['c2', 'conv2d', { filters: 16, kernelSize: [5, 5], activation: 'tanh' }],
  ['p2', 'averagePooling2d'],
  ['flat', 'flatten'],
  dense('f1', 120, 'tanh'),
  dense('f2', 84, 'tanh'),
  dense('y', 10, 'softmax'),
);

const generator = chain(
  input(16),
  dense('a', 6 * 6 * 16),
  ['shape', 'reshape', { targetShape: [6, 6, 16] }],
  [
    'up',
    'conv2dTranspose',
    { filters: 8, kernelSize: [4, 4], strides: [2, 2], activation: 'relu' },
  ],
  ['y', 'conv2d', { filters: 1, kernelSize: [3, 3], padding: 'same', activation: 'tanh' }],
);
const critic = chain(
  input(12, 12, 1),
  ['a', 'conv2d', { filters: 8, kernelSize: [3, 3], strides: [2, 2], padding: 'same' }],
  ['leaky', 'leakyRelu'],
  ['flat', 'flatten'],
  dense('y', 1),
);

const adversarial = drawStep(
  { generator, critic },
  {
    nodes: [
      ['code', 'noise', { shape: [16] }],
      ['real', 'noise', { shape: [12, 12, 1] }],
      ['fake', 'call:generator'],
      ['onFake', 'call:critic'],
      ['onReal', 'call:critic'],
      ['criticLoss', 'discriminatorLoss'],
      ['fooled', 'generatorLoss'],
      ['critics', 'adam', { networks: ['critic'] }],
      ['generators', 'adam', { networks: ['generator'] }],
    ],
    wires: [
      'code → fake',
      'fake → onFake',
      'real → onReal',
      'onReal → criticLoss:real',
      'onFake → criticLoss:fake',
      'onFake → fooled:fake',
      'criticLoss → critics',
      'fooled → generators',
    ],
  },
  { batchSize: 16 },
);

const autoencoder = drawStep(
  {
    encoder: chain(input(144), dense('a', 64, 'relu'), dense('code', 16, 'sigmoid')),
    decoder: chain(input(16), dense('a', 64, 'relu'), dense('y', 144, 'sigmoid')),
  },
  {
    nodes: [
      ['image', 'noise', { shape: [144] }],
      ['noisy', 'addNoise'],
      ['encode', 'call:encoder'],
      ['decode', 'call:decoder'],
      ['loss', 'meanSquaredError'],
      ['update', 'momentum'],
    ],
    wires: [
      'image → noisy',
      'noisy → encode',
      'encode → decode',
      'decode → loss:prediction',
      'image → loss:target',
      'loss → update',
    ],
  },
  { batchSize: 64 },
);

const recurrent = (kind: string, units: number, steps: number) =>
  chain(input(steps, 12), ['read', kind, { units }], dense('y', 4));

const models: Readonly<Record<string, Project>> = {
  'a perceptron with Adam': supervised(perceptron, { input: [64], target: [10] }),
  'a perceptron with SGD': supervised(perceptron, { input: [64], target: [10], update: 'sgd' }),
  'a perceptron with momentum, gradients clipped': supervised(perceptron, {
    input: [64],
    target: [10],
    update: 'momentum',
    fields: { clipNorm: 1 },
  }),
  'a perceptron with RMSProp': supervised(perceptron, {
    input: [64],
    target: [10],
    update: 'rmsprop',
  }),
  'a perceptron with AdaGrad': supervised(perceptron, {
    input: [64],
    target: [10],
    update: 'adagrad',
  }),
  'LeNet-5': supervised(lenet, {
    input: [28, 28, 1],
    target: [10],
    loss: 'categoricalCrossentropy',
  }),
  'a residual block with batch normalization': supervised(residual, {
    input: [16, 16, 8],
    target: [10],
  }),
  'an LSTM': supervised(recurrent('lstm', 24, 12), { input: [12, 12], target: [4] }),
  'a GRU': supervised(recurrent('gru', 24, 12), { input: [12, 12], target: [4] }),
  'a simple recurrent layer': supervised(recurrent('simpleRnn', 24, 12), {
    input: [12, 12],
    target: [4],
  }),
  'a block of a Transformer': supervised(attentionBlock, { input: [16, 32], target: [16, 32] }),
  'a discriminator that compares the examples of a batch': supervised(varied, {
    input: [12, 12, 4],
    target: [1],
  }),
  'two networks against each other': adversarial,
  'a denoising autoencoder': autoencoder,
};

describe('the training memory of a step', () => {
  it.each(Object.entries(models))('is within a tenth of what is held: %s', (_name, project) =>
    expectPredicted(project, 'train', project.phases[0]?.batchSize ?? 1),
  );

  it.each([
    ['generative/gan', 'train'],
    ['adversarial/wasserstein-gan-penalty', 'train'],
    ['reinforcement/dqn-catch', 'train'],
  ])('is within a tenth of what is held: the template %s', async (template, step) => {
    const read = readProject(await readFile(`templates/${template}.netloom`, 'utf8'));
    if (!read.ok) throw new Error(read.error);
    await expectPredicted(read.value, step, 8);
  });
});

async function expectPredicted(project: Project, name: string, batch: number): Promise<void> {
  const analysis = analyseProject(project);
  const step = analysis.graphs[name] as GraphAnalysis;
  expect(step.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const predicted = stepMemory(analysis, step, batch, [], 'composed').peakBytes;
  const share = predicted / (await measuredPeak(project, name, batch));
  expect(share).toBeGreaterThan(0.9);
  expect(share).toBeLessThan(1.1);
}

/** The most that the backend holds while the step is taken three times. */
async function measuredPeak(project: Project, name: string, batch: number): Promise<number> {
  const watched = watchHeldBytes();
  try {
    const analysis = analyseProject(project);
    const step = analysis.graphs[name] as GraphAnalysis;
    const program = await compileStep(analysis, step, { seed: 1, frozen: [] });
    const sources = new Map<string, PortTensors>();
    for (const [id, { kind, outputs }] of step.nodes) {
      if (kind?.family !== 'data' || !outputs) continue;
      const tensors = Object.entries(outputs).map(([port, { shape, dtype }]) => [
        port,
        tf.zeros([batch, ...(shape as number[])], dtype),
      ]);
      sources.set(id, Object.fromEntries(tensors) as PortTensors);
    }
    watched.mark();
    for (let count = 0; count < 3; count++) {
      const moment = { step: count, epoch: 1, done: 0, plateaus: 0 };
      for (const measured of Object.values(program.train(sources, moment))) measured.dispose();
    }
    const { peak } = watched.read();
    for (const ports of sources.values()) tf.dispose(ports as tf.NamedTensorMap);
    program.dispose();
    return peak;
  } finally {
    watched.end();
  }
}
