import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StepProgram } from '../../../src/compile/stepProgram';
import { startBackend } from '../../../src/runtime/backends';
import { chain, drawStep } from '../../unit/training/drawTraining';
import { expectClose, spreadValues } from '../runtime/onBackend';
import {
  compileProject,
  compileSupervised,
  momentAt,
  setWeight,
  sourcesOf,
  trainOnce,
  weightNumbers,
} from './compiledStep';
import { part } from './testRun';

beforeEach(async () => {
  const started = await startBackend('cpu');
  if (!started.ok) throw new Error(started.error);
});

/** A line of two inputs, with weights that are known. */
async function line(optimizer: string, fields: object): Promise<StepProgram> {
  const program = await compileSupervised(
    chain(['x', 'input', { shape: [2] }], ['y', 'dense', { units: 2 }]),
    { optimizer: part(optimizer, fields) },
  );
  setWeight(program, 'main/y/kernel', [0.5, -1, 2, 0.25]);
  return program;
}

const data = () =>
  sourcesOf({
    x: tf.tensor2d([
      [1, -2],
      [0.5, 3],
      [-1.5, 1],
    ]),
    target: tf.tensor2d([
      [1, 0],
      [-1, 2],
      [0, 0.5],
    ]),
  });

const kernelOf = (program: StepProgram): number[] =>
  weightNumbers(program).get('main/y/kernel') ?? [];
const biasOf = (program: StepProgram): number[] => weightNumbers(program).get('main/y/bias') ?? [];

/** Kernel and bias after each step of torch.optim.AdamW (PyTorch 1.13): rate 0.1, decay 0.05 of the kernel. */
const adamwInTorch: readonly (readonly [kernel: readonly number[], bias: readonly number[]])[] = [
  [
    [0.5975, -0.895, 1.89, 0.34875],
    [-0.1, 0.1],
  ],
  [
    [0.693284, -0.790652, 1.780761, 0.383806],
    [-0.199398, 0.198273],
  ],
  [
    [0.785997, -0.687213, 1.672438, 0.364262],
    [-0.29764, 0.293876],
  ],
];

describe('an update', () => {
  it('of AdamW makes the steps of PyTorch, its decay apart from the gradient', async () => {
    const program = await line('adamw', { learningRate: 0.1, weightDecay: 0.05, epsilon: 1e-8 });
    for (const [step, [kernel, bias]] of adamwInTorch.entries()) {
      trainOnce(program, data(), momentAt(step));
      expectClose(kernelOf(program), [...kernel]);
      expectClose(biasOf(program), [...bias]);
    }
    program.dispose();
  });

  it('takes decayed weights off kernels, not off biases, by the share of the rate', async () => {
    const plain = await line('sgd', { learningRate: 0.1 });
    const decayed = await line('sgd', { learningRate: 0.1, weightDecay: 0.2 });
    const before = kernelOf(plain);
    trainOnce(plain, data());
    trainOnce(decayed, data());
    expectClose(
      kernelOf(decayed),
      kernelOf(plain).map((value, place) => value - 0.02 * (before[place] as number)),
    );
    expectClose(biasOf(decayed), biasOf(plain));
    plain.dispose();
    decayed.dispose();
  });

  it('shortens gradients: all together to a norm, or each entry', async () => {
    const moved = async (fields: object): Promise<number[]> => {
      const program = await line('sgd', { learningRate: 1, ...fields });
      const before = [...kernelOf(program), ...biasOf(program)];
      trainOnce(program, data());
      const after = [...kernelOf(program), ...biasOf(program)];
      program.dispose();
      return after.map((value, place) => value - (before[place] as number));
    };
    const whole = await moved({});
    const norm = Math.hypot(...whole);
    expect(norm).toBeGreaterThan(1);
    expectClose(
      await moved({ clipNorm: 0.3 }),
      whole.map((value) => (value * 0.3) / norm),
    );
    expectClose(await moved({ clipNorm: 100 }), whole);
    expectClose(
      await moved({ clipValue: 0.2 }),
      whole.map((value) => Math.max(-0.2, Math.min(0.2, value))),
    );
  });

  it('keeps weights within bounds', async () => {
    const program = await line('sgd', { learningRate: 0.1, clipWeights: 0.4 });
    trainOnce(program, data());
    for (const value of [...kernelOf(program), ...biasOf(program)]) {
      expect(Math.abs(value)).toBeLessThanOrEqual(0.4 + 1e-6);
    }
    expect(Math.max(...kernelOf(program))).toBeCloseTo(0.4, 6);
    program.dispose();
  });
});

/** Two numbers that are trained by updates of their own, towards the same target. */
function twoLines(first: object, second: object): Promise<StepProgram> {
  const number = chain(
    ['x', 'input', { shape: [1] }],
    ['y', 'dense', { units: 1, useBias: false }],
  );
  return compileProject(
    drawStep(
      { one: number, two: number },
      {
        nodes: [
          ['x', 'noise', { shape: [1] }],
          ['target', 'noise', { shape: [1] }],
          ['callOne', 'call:one'],
          ['callTwo', 'call:two'],
          ['lossOne', 'meanSquaredError'],
          ['lossTwo', 'meanSquaredError'],
          ['updateOne', 'sgd', { networks: ['one'], learningRate: 0.1, ...first }],
          ['updateTwo', 'sgd', { networks: ['two'], learningRate: 0.1, ...second }],
        ],
        wires: [
          'x → callOne',
          'callOne → callTwo',
          'callOne → lossOne:prediction',
          'target → lossOne:target',
          'callTwo → lossTwo:prediction',
          'target → lossTwo:target',
          'lossOne → updateOne',
          'lossTwo → updateTwo',
        ],
      },
      { stepsPerEpoch: 5 },
    ),
  );
}

const one = () => sourcesOf({ x: tf.tensor2d([[1]]), target: tf.tensor2d([[3]]) });

/** The two numbers after each of some steps, from 1 and 1. */
async function course(
  first: object,
  second: object,
  moments: readonly ReturnType<typeof momentAt>[],
): Promise<number[][]> {
  const program = await twoLines(first, second);
  setWeight(program, 'one/y/kernel', [1]);
  setWeight(program, 'two/y/kernel', [1]);
  const values = moments.map((moment) => {
    trainOnce(program, one(), moment);
    return [...weightNumbers(program).values()].flat();
  });
  program.dispose();
  return values;
}

describe('updates of one step', () => {
  const steps = [0, 1, 2, 3].map((step) => momentAt(step));

  it('run one after the other, each with the weights as they are then', async () => {
    // One goes 1 → 1 + 0.1 · 2 · (3 − 1) = 1.4; two then sees 1.4 · 1: 1 + 0.2 · 1.4 · (3 − 1.4).
    expectClose((await course({ order: 1 }, { order: 2 }, steps.slice(0, 1))).flat(), [1.4, 1.448]);
    // In the other order two sees 1 · 1.
    expectClose((await course({ order: 2 }, { order: 1 }, steps.slice(0, 1))).flat(), [1.4, 1.4]);
  });

  it('run every so many steps', async () => {
    const values = await course({}, { every: 3 }, steps);
    const second = values.map(([, two]) => two);
    expect(second[0]).not.toBe(1);
    expect(second[1]).toBe(second[0]);
    expect(second[2]).toBe(second[0]);
    expect(second[3]).not.toBe(second[0]);
    expect(new Set(values.map(([first]) => first)).size).toBe(4);
  });

  it('run from one epoch to another', async () => {
    const epochs = [1, 2, 3, 4].map((epoch) => momentAt(epoch - 1, { epoch }));
    const second = (await course({}, { fromEpoch: 2, untilEpoch: 3 }, epochs)).map(
      ([, two]) => two,
    );
    expect(second[0]).toBe(1);
    expect(second[1]).not.toBe(second[0]);
    expect(second[2]).not.toBe(second[1]);
    expect(second[3]).toBe(second[2]);
  });

  it('change only what they name, and all measures are told', async () => {
    const program = await twoLines({}, {});
    const measured = trainOnce(program, one());
    expect(Object.keys(measured).sort()).toEqual(['lossOne', 'lossTwo']);
    program.dispose();
    const frozen = await compileProject(
      drawStep(
        {
          main: chain(
            ['x', 'input', { shape: [2] }],
            ['a', 'dense', { units: 2 }],
            ['b', 'dense', { units: 2 }],
          ),
        },
        {
          nodes: [
            ['x', 'noise', { shape: [2] }],
            ['network', 'call:main'],
            ['loss', 'meanSquaredError'],
            ['update', 'sgd', { networks: ['main/b'] }],
          ],
          wires: ['x → network', 'network → loss:prediction', 'x → loss:target', 'loss → update'],
        },
        { stepsPerEpoch: 1 },
      ),
    );
    const before = weightNumbers(frozen);
    trainOnce(frozen, sourcesOf({ x: tf.tensor(spreadValues(6), [3, 2]) }));
    for (const [name, values] of weightNumbers(frozen)) {
      expect([name, String(values) === String(before.get(name))]).toEqual([
        name,
        name.startsWith('main/a/'),
      ]);
    }
    frozen.dispose();
  });
});

describe('a phase', () => {
  it('freezes networks and parts, and their updates rest', async () => {
    const number = chain(['x', 'input', { shape: [2] }], ['a', 'dense', { units: 2 }]);
    const project = drawStep(
      { one: number, two: number },
      {
        nodes: [
          ['x', 'noise', { shape: [2] }],
          ['callOne', 'call:one'],
          ['callTwo', 'call:two'],
          ['loss', 'meanSquaredError'],
          ['updateOne', 'adam', { networks: ['one'] }],
          ['updateTwo', 'adam', { networks: ['two'] }],
        ],
        wires: [
          'x → callOne',
          'callOne → callTwo',
          'callTwo → loss:prediction',
          'x → loss:target',
          'loss → updateOne',
          'loss → updateTwo',
        ],
      },
      { stepsPerEpoch: 1 },
    );
    const program = await compileProject(project, { frozen: ['one', 'two/a/bias'] });
    const before = weightNumbers(program);
    for (let step = 0; step < 2; step++) {
      trainOnce(program, sourcesOf({ x: tf.tensor(spreadValues(6), [3, 2]) }), momentAt(step));
    }
    const changed = [...weightNumbers(program)].filter(
      ([name, values]) => String(values) !== String(before.get(name)),
    );
    expect(changed.map(([name]) => name)).toEqual(['two/a/kernel']);
    program.dispose();
  });
});

describe('a copy of a network', () => {
  const follower = (fields: object): Promise<StepProgram> =>
    compileProject(
      drawStep(
        {
          main: chain(['x', 'input', { shape: [1] }], ['y', 'dense', { units: 1, useBias: false }]),
        },
        {
          nodes: [
            ['x', 'noise', { shape: [1] }],
            ['target', 'noise', { shape: [1] }],
            ['network', 'call:main'],
            ['copy', 'target:main', fields],
            ['loss', 'meanSquaredError'],
            ['lag', 'meanSquaredError'],
            ['update', 'sgd', { learningRate: 0.1 }],
          ],
          wires: [
            'x → network',
            'x → copy',
            'network → loss:prediction',
            'target → loss:target',
            'network → lag:prediction',
            'copy → lag:target',
            'loss → update',
          ],
        },
        { stepsPerEpoch: 1 },
      ),
    );

  /** What network and copy give for 1 before each of some steps. */
  async function pairs(fields: object, steps: number): Promise<number[][]> {
    const program = await follower(fields);
    setWeight(program, 'main/y/kernel', [1]);
    program.copyToTargets();
    const found: number[][] = [];
    for (let step = 0; step < steps; step++) {
      const values = program.look(
        [
          { node: 'network', port: 'y' },
          { node: 'copy', port: 'y' },
        ],
        one(),
        momentAt(step),
      );
      found.push(values.map((value) => value.dataSync()[0] as number));
      tf.dispose([...values]);
      trainOnce(program, one(), momentAt(step));
    }
    program.dispose();
    return found;
  }

  it('takes over the weights every so many steps', async () => {
    const found = await pairs({ every: 2 }, 5);
    const [network, copy] = [found.map(([a]) => a), found.map(([, b]) => b)];
    expect(copy).toEqual([network[0], network[0], network[2], network[2], network[4]]);
    expect(new Set(network).size).toBe(5);
  });

  it('follows as a moving average, and no gradient changes it', async () => {
    const found = await pairs({ follows: 'average', decay: 0.75 }, 4);
    let average = found[0]?.[0] as number;
    for (const [place, [network, copy]] of found.entries()) {
      if (place > 0) average = 0.75 * average + 0.25 * (network as number);
      expect(copy).toBeCloseTo(average, 5);
    }
  });
});

describe('pruning', () => {
  it('sets the smallest weights of kernels to zero, on its schedule, and keeps them there', async () => {
    const program = await compileProject(
      drawStep(
        {
          main: chain(['x', 'input', { shape: [10] }], ['y', 'dense', { units: 10 }]),
        },
        {
          nodes: [
            ['x', 'noise', { shape: [10] }],
            ['network', 'call:main'],
            ['loss', 'meanSquaredError'],
            ['update', 'sgd', { learningRate: 0.05 }],
            ['prune', 'prune', { sparsity: 0.8, fromStep: 2, untilStep: 10, every: 4 }],
          ],
          wires: ['x → network', 'network → loss:prediction', 'x → loss:target', 'loss → update'],
        },
        { stepsPerEpoch: 20 },
      ),
    );
    const zeros: number[] = [];
    let pruned: readonly number[] = [];
    for (let step = 0; step < 14; step++) {
      const before = weightNumbers(program).get('main/y/kernel') ?? [];
      const source = sourcesOf({ x: tf.tensor(spreadValues(40, step), [4, 10]) });
      trainOnce(program, source, momentAt(step));
      const kernel = weightNumbers(program).get('main/y/kernel') ?? [];
      const places = kernel.flatMap((value, place) => (value === 0 ? [place] : []));
      expect(places).toEqual(expect.arrayContaining([...pruned]));
      if (places.length > pruned.length) {
        // What fell was smaller than what stays, but for the step in between.
        const fell = Math.max(...places.map((place) => Math.abs(before[place] as number)));
        const stays = Math.min(...kernel.filter((value) => value !== 0).map(Math.abs));
        expect(fell).toBeLessThan(stays + 0.1);
      }
      pruned = places;
      zeros.push(places.length);
    }
    const share = (step: number) => Math.floor(100 * 0.8 * (1 - (1 - (step - 2) / 8) ** 3));
    expect(zeros.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(zeros[6]).toBe(share(6));
    expect(zeros[9]).toBe(share(6));
    expect(zeros.slice(10)).toEqual([80, 80, 80, 80]);
    expect(weightNumbers(program).get('main/y/bias')).not.toContain(0);
    program.dispose();
  });
});
