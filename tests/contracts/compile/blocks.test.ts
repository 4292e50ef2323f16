import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import type { Project } from '../../../src/document/project';
import { startBackend } from '../../../src/runtime/backends';
import { readWeights, setWeights } from '../../../src/training/weightValues';
import { type DrawnGraph, drawProject, mainOf } from '../../unit/blocks/drawProject';

beforeAll(async () => {
  await startBackend('cpu');
});

const integer = (value: number) => ({ type: 'integer', default: value });

async function build(project: Project): Promise<BuiltNetwork> {
  const main = mainOf(project);
  expect(isSound(main), JSON.stringify(main.diagnostics)).toBe(true);
  return buildModel(main, { seed: 3 });
}

const outputsOf = (network: BuiltNetwork, ...inputs: tf.Tensor[]): tf.Tensor[] => {
  const given = inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs;
  const made = network.model.apply(given, { training: false }) as tf.Tensor | tf.Tensor[];
  return Array.isArray(made) ? made : [made];
};

const expectClose = (a: tf.Tensor, b: tf.Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]).toBeLessThan(1e-5);
};

/** x·W + h·U + b as one dense layer over [x, h], then a squashing. */
const gate = (id: string, activation: string) =>
  [id, 'dense', { units: '=units', activation }] as const;

/** An LSTM cell of primitive nodes, as the lectures write its equations. */
const lstmCell: DrawnGraph = {
  arguments: { units: integer(4) },
  nodes: [
    ['x', 'input', { shape: [3] }],
    ['h', 'input', { shape: ['=units'] }],
    ['c', 'input', { shape: ['=units'] }],
    ['joined', 'concatenate'],
    gate('inputGate', 'sigmoid'),
    gate('forgetGate', 'sigmoid'),
    gate('candidate', 'tanh'),
    gate('outputGate', 'sigmoid'),
    ['kept', 'multiply'],
    ['taken', 'multiply'],
    ['memory', 'add'],
    ['squashed', 'tanh'],
    ['shown', 'multiply'],
    ['nextH', 'output'],
    ['nextC', 'output'],
  ],
  wires: [
    'x → joined:a',
    'h → joined:b',
    'joined → inputGate',
    'joined → forgetGate',
    'joined → candidate',
    'joined → outputGate',
    'forgetGate → kept:a',
    'c → kept:b',
    'inputGate → taken:a',
    'candidate → taken:b',
    'kept → memory:a',
    'taken → memory:b',
    'memory → squashed',
    'squashed → shown:a',
    'outputGate → shown:b',
    'shown → nextH',
    'memory → nextC',
  ],
};

const scan = {
  feedback: [
    { from: 'nextH', to: 'h' },
    { from: 'nextC', to: 'c' },
  ],
};

describe('an LSTM drawn gate by gate', () => {
  it('has the outputs, the states and the gradients of the built-in layer with the same weights', async () => {
    const drawn = await build(
      drawProject({
        main: {
          nodes: [
            ['words', 'input', { shape: [6, 3] }],
            ['lstm', 'block:cell', { units: 4 }, { scan }],
            ['all', 'output'],
          ],
          wires: ['words → lstm:x', 'lstm:nextH → all'],
        },
        cell: lstmCell,
      }),
    );
    const whole = await build(
      drawProject({
        main: {
          nodes: [
            ['words', 'input', { shape: [6, 3] }],
            ['lstm', 'lstm', { units: 4, returnSequences: true }],
          ],
          wires: ['words → lstm'],
        },
      }),
    );
    expect(whole.model.countParams()).toBe(drawn.weights.reduce((n, w) => n + w.variable.size, 0));
    const gates = ['inputGate', 'forgetGate', 'candidate', 'outputGate'];
    const given = await readWeights(drawn.weights);
    const part = (name: string): tf.Tensor => {
      const { values, shape } = given.get(`lstm/${name}`) ?? { values: [], shape: [] };
      return tf.tensor([...values], [...shape]);
    };
    const kernels = tf.concat(
      gates.map((name) => part(`${name}/kernel`)),
      1,
    );
    const bias = tf.concat(
      gates.map((name) => part(`${name}/bias`)),
      0,
    );
    whole.model.setWeights([
      tf.slice(kernels, [0, 0], [3, 16]),
      tf.slice(kernels, [3, 0], [4, 16]),
      bias,
    ]);
    const x = tf.randomNormal([2, 6, 3], 0, 1, 'float32', 5);
    expectClose(outputsOf(drawn, x)[0] as tf.Tensor, outputsOf(whole, x)[0] as tf.Tensor);
    const gradient = (network: BuiltNetwork): tf.Tensor =>
      tf.grad((input: tf.Tensor) => tf.sum(tf.square(outputsOf(network, input)[0] as tf.Tensor)))(
        x,
      );
    expectClose(gradient(drawn), gradient(whole));
  });

  it('names its weights by their paths', async () => {
    const network = await build(
      drawProject({
        main: {
          nodes: [
            ['words', 'input', { shape: [2, 3] }],
            ['lstm', 'block:cell', {}, { scan: { ...scan, last: ['nextH', 'nextC'] } }],
            ['end', 'dense', { units: 2 }],
          ],
          wires: ['words → lstm:x', 'lstm:nextH → end'],
        },
        cell: lstmCell,
      }),
    );
    expect(network.weights.map(({ name }) => name)).toEqual([
      ...['inputGate', 'forgetGate', 'candidate', 'outputGate'].flatMap((name) => [
        `lstm/${name}/kernel`,
        `lstm/${name}/bias`,
      ]),
      'end/kernel',
      'end/bias',
    ]);
  });
});

describe('a scanned block', () => {
  const running: DrawnGraph = {
    nodes: [
      ['x', 'input', { shape: [2] }],
      ['before', 'input', { shape: [2] }],
      ['sum', 'add'],
      ['total', 'output'],
    ],
    wires: ['x → sum:a', 'before → sum:b', 'sum → total'],
  };
  const drawn = (initial: string, last: string[]) =>
    drawProject({
      main: {
        nodes: [
          ['steps', 'input', { shape: [3, 2] }],
          ['start', 'input', { shape: initial === 'teacher' ? [3, 2] : [2] }],
          [
            'running',
            'block:running',
            {},
            { scan: { feedback: [{ from: 'total', to: 'before', initial }], last } },
          ],
          ['end', 'output'],
        ],
        wires: ['steps → running:x', 'start → running:before', 'running → end'],
      },
      running,
    });
  const steps = tf.tensor3d([
    [
      [1, 10],
      [2, 20],
      [3, 30],
    ],
  ]);

  it('starts from what arrives at its port', async () => {
    const network = await build(drawn('port', []));
    const [made] = outputsOf(network, steps, tf.tensor2d([[100, 0]]));
    expect(made?.arraySync()).toEqual([
      [
        [101, 10],
        [103, 30],
        [106, 60],
      ],
    ]);
    const last = await build(drawn('port', ['total']));
    expect(outputsOf(last, steps, tf.tensor2d([[0, 0]]))[0]?.arraySync()).toEqual([[6, 60]]);
  });

  it('takes steps of the size that arrives, whatever its inputs show as a sample', async () => {
    const network = await build(
      drawProject({
        main: {
          nodes: [
            ['words', 'input', { shape: [3, 5] }],
            ['step', 'block:step', {}, { scan: {} }],
          ],
          wires: ['words → step'],
        },
        step: {
          nodes: [
            ['x', 'input', { shape: [9] }],
            ['dense', 'dense', { units: 2 }],
          ],
          wires: ['x → dense'],
        },
      }),
    );
    expect(network.weights[0]?.shape).toEqual([5, 2]);
    expect(outputsOf(network, tf.zeros([1, 3, 5]))[0]?.shape).toEqual([1, 3, 2]);
  });

  it('is led by a teacher in training, and runs free otherwise', async () => {
    const network = await build(drawn('teacher', []));
    const teacher = tf.tensor3d([
      [
        [100, 0],
        [200, 0],
        [300, 0],
      ],
    ]);
    const run = (training: boolean): unknown =>
      (network.model.apply([steps, teacher], { training }) as tf.Tensor).arraySync();
    expect(run(true)).toEqual([
      [
        [101, 10],
        [202, 20],
        [303, 30],
      ],
    ]);
    expect(run(false)).toEqual([
      [
        [101, 10],
        [103, 30],
        [106, 60],
      ],
    ]);
  });
});

describe('shared weights', () => {
  const pair: DrawnGraph = {
    nodes: [
      ['x', 'input', { shape: [4] }],
      ['dense', 'dense', { units: 4, activation: 'tanh' }],
      ['norm', 'batchNormalization'],
    ],
    wires: ['x → dense', 'dense → norm'],
  };

  it('are one variable for both branches of a siamese network', async () => {
    const network = await build(
      drawProject({
        main: {
          nodes: [
            ['left', 'input', { shape: [4] }],
            ['right', 'input', { shape: [4] }],
            ['first', 'block:pair'],
            ['second', 'block:pair', {}, { weightsOf: 'first' }],
            ['a', 'output'],
            ['b', 'output'],
          ],
          wires: ['left → first', 'right → second', 'first → a', 'second → b'],
        },
        pair,
      }),
    );
    expect(network.weights.map(({ name }) => name)).toEqual([
      'first/dense/kernel',
      'first/dense/bias',
      'first/norm/gamma',
      'first/norm/beta',
      'first/norm/moving_mean',
      'first/norm/moving_variance',
    ]);
    const x = tf.randomNormal([3, 4]);
    const [a, b] = outputsOf(network, x, x) as [tf.Tensor, tf.Tensor];
    expectClose(a, b);
  });

  it('of repetitions make the chain apply one layer again and again', async () => {
    const chain = (settings: object) =>
      drawProject({
        main: {
          nodes: [
            ['image', 'input', { shape: [4] }],
            ['hop', 'block:pair', {}, settings],
          ],
          wires: ['image → hop'],
        },
        pair,
      });
    const three = await build(chain({ repeat: 3, sharedWeights: true }));
    const one = await build(chain({}));
    const given = await readWeights(three.weights);
    const renamed = new Map(
      [...given].map(([name, value]) => [name.replace('hop1', 'hop'), value]),
    );
    expect(setWeights(one.weights, renamed)).toMatchObject({ ok: true });
    const x = tf.randomNormal([2, 4]);
    let step: tf.Tensor = x;
    for (let hop = 0; hop < 3; hop++) step = outputsOf(one, step)[0] as tf.Tensor;
    expectClose(outputsOf(three, x)[0] as tf.Tensor, step);
  });

  it('of an embedding are the matrix of a projection tied to it', async () => {
    const project = drawProject({
      main: {
        nodes: [
          ['tokens', 'input', { shape: [5], dtype: 'int32' }],
          ['embedding', 'embedding', { inputDim: 11, outputDim: 6 }],
          ['scores', 'embeddingProjection', { inputDim: 11 }, { weightsOf: 'embedding' }],
        ],
        wires: ['tokens → embedding', 'embedding → scores'],
      },
    });
    const network = await build(project);
    expect(network.weights.map(({ name }) => name)).toEqual(['embedding/embeddings']);
    const matrix = network.weights[0]?.variable as tf.Variable;
    const [scores] = outputsOf(network, tf.tensor2d([[0, 1, 2, 3, 10]], [1, 5], 'int32'));
    const wanted = tf.matMul(
      tf.gather(matrix, [0, 1, 2, 3, 10]) as tf.Tensor2D,
      matrix as never,
      false,
      true,
    );
    expectClose(scores as tf.Tensor, tf.expandDims(wanted, 0));
  });
});
