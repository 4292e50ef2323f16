import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceTensors } from '../../../src/compile/stepEvaluation';
import type { StepProgram } from '../../../src/compile/stepProgram';
import type { Project } from '../../../src/document/project';
import { startBackend } from '../../../src/runtime/backends';
import { chain, drawStep } from '../../unit/training/drawTraining';
import { spreadValues } from '../runtime/onBackend';
import {
  compileProject,
  momentAt,
  setWeight,
  sourcesOf,
  trainOnce,
  weightNumbers,
} from './compiledStep';
import { criticWithPenalty, ringAdversaries } from './exampleSteps';

const start = async (backend: 'cpu' | 'wasm') => {
  const started = await startBackend(backend);
  if (!started.ok) throw new Error(started.error);
};

const ring = (): SourceTensors =>
  new Map<string, Readonly<Record<string, tf.Tensor>>>([
    ['data', { point: tf.tensor(spreadValues(16), [8, 2]) }],
    ['noise', { y: tf.tensor(spreadValues(24, 3), [8, 3]) }],
  ]);

const images = (): SourceTensors =>
  sourcesOf({
    real: tf.tensor(spreadValues(64), [4, 4, 4, 1]),
    noise: tf.tensor(spreadValues(12, 3), [4, 3]),
  });

/** The sum of some losses, nothing changed. */
function lossOf(program: StepProgram, nodes: readonly string[], data: SourceTensors): number {
  const measured = program.measure(nodes, data, momentAt());
  const sum = nodes.reduce((total, node) => total + (measured[node]?.dataSync()[0] as number), 0);
  tf.dispose({ ...measured });
  return sum;
}

/** How far a slope may be from the difference of two losses in 32 bits. */
const near = (difference: number): number => 0.02 * Math.abs(difference) + 0.01;

/** Compares gradients of weights with central differences of the losses that they belong to. */
function expectGradients(
  program: StepProgram,
  losses: readonly string[],
  data: SourceTensors,
  network: string,
): void {
  const step = 1e-3;
  const gradients = program.gradients(data, momentAt());
  const before = weightNumbers(program);
  let largest = 0;
  for (const [name, values] of before) {
    if (!name.startsWith(`${network}/`)) continue;
    const gradient = [...(gradients.get(name)?.dataSync() ?? [])];
    expect([name, gradient.length]).toEqual([name, values.length]);
    for (const place of values.keys()) {
      if (place >= 12) break;
      const at = (offset: number): number => {
        setWeight(
          program,
          name,
          values.map((value, index) => (index === place ? value + offset : value)),
        );
        return lossOf(program, losses, data);
      };
      const difference = (at(step) - at(-step)) / (2 * step);
      setWeight(program, name, values);
      const found = gradient[place] as number;
      expect(
        Math.abs(found - difference),
        `${name}[${place}]: ${found}, ${difference}`,
      ).toBeLessThan(near(difference));
      largest = Math.max(largest, Math.abs(found));
    }
  }
  expect(largest).toBeGreaterThan(0.05);
  tf.dispose([...gradients.values()]);
}

describe.each(['cpu', 'wasm'] as const)('two networks against each other on %s', (backend) => {
  beforeEach(() => start(backend));

  it.each([
    ['adversaries', () => ringAdversaries(), ring],
    ['a gradient penalty', () => criticWithPenalty(), images],
  ] as const)('leave no tensor behind over 200 steps: %s', async (_, project, make) => {
    const data = make();
    const atFirst = tf.memory().numTensors;
    const program = await compileProject(project());
    for (let step = 0; step < 6; step++) trainOnce(program, data, momentAt(step));
    const before = tf.memory();
    for (let step = 6; step < 206; step++) trainOnce(program, data, momentAt(step));
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    await program.state();
    await program.restore(await program.state());
    expect(tf.memory().numTensors).toBe(before.numTensors);
    program.dispose();
    expect(tf.memory().numTensors).toBe(atFirst);
  });

  it.each(['leakyRelu', 'tanh', 'sigmoid', 'softplus'])(
    'have the gradient of a gradient’s length, through a convolution and %s',
    async (activation) => {
      const program = await compileProject(criticWithPenalty(activation));
      expectGradients(program, ['tell', 'penalty'], images(), 'critic');
      program.dispose();
    },
  );
});

/** A picture made again from its code, with two losses that are made smaller together. */
function twoLosses(end: 'added up' | 'by themselves'): Project {
  const [nodes, wires] =
    end === 'added up'
      ? [[['whole', 'add'] as const], ['loss → whole:a', 'calm → whole:b', 'whole → update:a']]
      : [[], ['loss → update:a', 'calm → update:b']];
  return drawStep(
    {
      encoder: chain(['x', 'input', { shape: [6] }], ['code', 'dense', { units: 3 }]),
      decoder: chain(['code', 'input', { shape: [3] }], ['y', 'dense', { units: 6 }]),
    },
    {
      nodes: [
        ['x', 'noise', { shape: [6] }],
        ['code', 'call:encoder'],
        ['again', 'call:decoder'],
        ['loss', 'meanSquaredError'],
        ['calm', 'activityPenalty', { weight: 0.3 }],
        ...nodes,
        ['update', 'adam', { learningRate: 0.05 }],
      ],
      wires: [
        'x → code',
        'code → again',
        'again → loss:prediction',
        'x → loss:target',
        'code → calm:x',
        ...wires,
      ],
    },
  );
}

describe.each(['cpu', 'wasm'] as const)('losses that are added up on %s', (backend) => {
  beforeEach(() => start(backend));

  it('train as by themselves, and their sum is measured with them', async () => {
    const data = sourcesOf({ x: tf.tensor(spreadValues(24), [4, 6]) });
    const [whole, parts] = [
      await compileProject(twoLosses('added up')),
      await compileProject(twoLosses('by themselves')),
    ];
    expect(whole.measures).toEqual(['loss', 'calm', 'whole']);
    for (let step = 0; step < 4; step++) {
      const found = trainOnce(whole, data, momentAt(step));
      const { loss = 0, calm = 0 } = trainOnce(parts, data, momentAt(step));
      expect(found).toEqual({ loss, calm, whole: Math.fround(loss + calm) });
    }
    expect(weightNumbers(whole)).toEqual(weightNumbers(parts));
    whole.dispose();
    parts.dispose();
  });
});

describe('a training step', () => {
  beforeEach(() => start('cpu'));

  it('gives the gradient of a result with respect to an input', async () => {
    const program = await compileProject(criticWithPenalty('tanh'));
    const data = images();
    const [slope, between] = program.look(
      [
        { node: 'slope', port: 'y' },
        { node: 'between', port: 'y' },
      ],
      data,
      momentAt(),
    ) as [tf.Tensor, tf.Tensor];
    const values = [...between.dataSync()];
    const scores = (changed: readonly number[]): number => {
      const replaced = new Map([['between:y', tf.tensor([...changed], [4, 4, 4, 1])]]);
      const [score] = program.look(
        [{ node: 'judgeBetween', port: 'y' }],
        data,
        momentAt(),
        replaced,
      );
      return [...(score as tf.Tensor).dataSync()].reduce((sum, value) => sum + value, 0);
    };
    const found = slope.dataSync();
    for (let place = 0; place < 64; place += 5) {
      const at = (offset: number) =>
        scores(values.map((value, index) => (index === place ? value + offset : value)));
      const difference = (at(0.01) - at(-0.01)) / 0.02;
      expect(Math.abs((found[place] as number) - difference)).toBeLessThan(near(difference));
    }
    program.dispose();
  });

  it('shares the weights of a network that is called twice', async () => {
    const program = await compileProject(
      drawStep(
        {
          main: chain(
            ['x', 'input', { shape: [3] }],
            ['y', 'dense', { units: 3, activation: 'tanh' }],
          ),
        },
        {
          nodes: [
            ['x', 'noise', { shape: [3] }],
            ['once', 'call:main'],
            ['twice', 'call:main'],
            ['loss', 'meanSquaredError'],
            ['update', 'sgd'],
          ],
          wires: [
            'x → once',
            'once → twice',
            'twice → loss:prediction',
            'x → loss:target',
            'loss → update',
          ],
        },
        { stepsPerEpoch: 1 },
      ),
    );
    expect([...weightNumbers(program).keys()]).toEqual(['main/y/kernel', 'main/y/bias']);
    expectGradients(
      program,
      ['loss'],
      sourcesOf({ x: tf.tensor(spreadValues(12), [4, 3]) }),
      'main',
    );
    program.dispose();
  });

  it('takes what inner layers give, and lets gradients through a frozen network', async () => {
    const inside = (fields: object) => [
      ['x', 'input', { shape: [3] }] as const,
      ['hidden', 'dense', { units: 2, ...fields }] as const,
      ['bend', 'relu'] as const,
      ['y', 'dense', { units: 3 }] as const,
    ];
    const program = await compileProject(
      drawStep(
        {
          seen: chain(...inside({})),
          main: chain(['x', 'input', { shape: [3] }], ['y', 'dense', { units: 3 }]),
        },
        {
          nodes: [
            ['x', 'noise', { shape: [3] }],
            ['wanted', 'noise', { shape: [3] }],
            ['network', 'call:main'],
            ['look', 'call:seen', { frozen: true, features: ['hidden', 'bend'] }],
            ['lookWanted', 'call:seen', { frozen: true, features: ['hidden'] }],
            ['loss', 'meanSquaredError'],
            ['update', 'sgd'],
          ],
          wires: [
            'x → network',
            'network → look',
            'wanted → lookWanted',
            'look:hidden → loss:prediction',
            'lookWanted:hidden → loss:target',
            'loss → update',
          ],
        },
        { stepsPerEpoch: 1 },
      ),
    );
    const data = sourcesOf({
      x: tf.tensor(spreadValues(12), [4, 3]),
      wanted: tf.tensor(spreadValues(12, 5), [4, 3]),
    });
    const ports = ['hidden', 'bend', 'y'].map((port) => ({ node: 'look', port }));
    const [hidden, bend, y] = program.look(ports, data, momentAt()) as tf.Tensor[];
    expect([hidden?.shape, bend?.shape, y?.shape]).toEqual([
      [4, 2],
      [4, 2],
      [4, 3],
    ]);
    expect([...(bend?.dataSync() ?? [])]).toEqual(
      [...(hidden?.dataSync() ?? [])].map((value) => Math.max(0, value)),
    );
    expectGradients(program, ['loss'], data, 'main');
    const before = weightNumbers(program);
    trainOnce(program, data);
    for (const [name, values] of weightNumbers(program)) {
      const isSame = String(values) === String(before.get(name));
      expect([name, isSame]).toEqual([name, name.startsWith('seen/')]);
    }
    program.dispose();
  });
});
