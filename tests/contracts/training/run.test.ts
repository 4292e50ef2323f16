import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { WeightValues } from '../../../src/compile/buildModel';
import { readSafetensors, writeSafetensors } from '../../../src/files/safetensors';
import { idxBytes } from '../../unit/data/idxBytes';
import { chain } from '../../unit/training/drawTraining';
import {
  eventsOf,
  metricsOf,
  part,
  placesWith,
  pointsProject,
  runToEnd,
  supervised,
  viewsOf,
  watch,
} from './testRun';

describe('training', () => {
  it.each(['wasm', 'cpu'] as const)('learns a circle on %s', async (backend) => {
    const { events, outcome } = await runToEnd(pointsProject({ epochs: 40 }), { backend });
    const metrics = metricsOf(outcome);
    expect(metrics.testAccuracy).toBeGreaterThan(0.95);
    expect(metrics.validationAccuracy).toBeGreaterThan(0.9);
    const losses = eventsOf(events, 'epoch').map((event) => event.metrics.loss ?? Number.NaN);
    expect(losses).toHaveLength(40);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 3);
    expect(outcome).toMatchObject({ type: 'end', backend, stopped: false });
  });

  it('learns exclusive or with two softmax outputs and with tanh sides', async () => {
    const data = part('playground', { shape: 'xor', count: 200 });
    const hidden = ['hidden', 'dense', { units: 8, activation: 'relu' }] as const;
    const twoClasses = await runToEnd(
      pointsProject({ data, epochs: 30, loss: part('categoricalCrossentropy') }, [
        hidden,
        ['output', 'dense', { units: 2, activation: 'softmax' }],
      ]),
    );
    expect(metricsOf(twoClasses.outcome).testAccuracy).toBeGreaterThan(0.9);
    const sides = await runToEnd(
      pointsProject({ data, epochs: 30, loss: part('meanSquaredError') }, [
        hidden,
        ['output', 'dense', { units: 1, activation: 'tanh' }],
      ]),
    );
    expect(metricsOf(sides.outcome).testAccuracy).toBeGreaterThan(0.9);
  });

  it('gives the same losses for the same seed, on every backend, dropout included', async () => {
    const project = (seed: number) =>
      pointsProject({ seed }, [
        ['hidden', 'dense', { units: 8, activation: 'tanh' }],
        ['drop', 'dropout', { rate: 0.3 }],
        ['output', 'dense', { units: 1, activation: 'sigmoid' }],
      ]);
    const losses = async (seed: number, backend: 'wasm' | 'cpu') => {
      const { events, outcome } = await runToEnd(project(seed), { backend });
      return [...eventsOf(events, 'epoch').map(({ metrics }) => metrics), metricsOf(outcome)];
    };
    const first = await losses(1, 'wasm');
    expect(await losses(1, 'wasm')).toEqual(first);
    const onCpu = await losses(1, 'cpu');
    expect(await losses(1, 'cpu')).toEqual(onCpu);
    for (const [index, metrics] of first.entries()) {
      for (const [name, value] of Object.entries(metrics)) {
        expect(onCpu[index]?.[name]).toBeCloseTo(value, 5);
      }
    }
    expect(await losses(2, 'wasm')).not.toEqual(first);
  });

  it('is the same whether paused on the way or not', async () => {
    const straight = await runToEnd(pointsProject());
    let pauses = 0;
    const halting = await runToEnd(pointsProject(), {}, (event, run) => {
      if (event.type === 'epoch' && event.epoch === 1) run.pause();
      if (event.type === 'paused') {
        pauses += 1;
        setTimeout(() => run.resume(), 20);
      }
    });
    expect(pauses).toBe(1);
    expect(eventsOf(halting.events, 'resumed')).toHaveLength(1);
    expect(metricsOf(halting.outcome)).toEqual(metricsOf(straight.outcome));
  });

  it('says that it stands at its last step where it is paused while it is tested', async () => {
    const { events } = await runToEnd(pointsProject({ epochs: 2 }), {}, (event, run) => {
      if (event.type === 'epoch' && event.epoch === 2) run.pause();
      if (event.type === 'paused') setTimeout(() => run.resume(), 1);
    });
    const [{ progress } = { progress: null }] = eventsOf(events, 'paused');
    expect(progress).toMatchObject({ epoch: 2, epochs: 2 });
    expect(progress?.step).toBe(progress?.stepsPerEpoch);
  });

  it('stops on the way, also while paused, and keeps what it has learned', async () => {
    const { run, events } = watch(pointsProject({ epochs: 100_000 }), {}, (event, running) => {
      if (event.type === 'epoch' && event.epoch === 2) running.pause();
      if (event.type === 'paused') running.stop();
    });
    const outcome = await run.done;
    expect(outcome).toMatchObject({ type: 'end', stopped: true });
    expect(metricsOf(outcome).loss).toBe(eventsOf(events, 'epoch').at(-1)?.metrics.loss);
    expect(events.at(-1)).toBe(outcome);
    const weights = await run.weights();
    expect(weights.ok && [...weights.value.keys()]).toEqual([
      'main/hidden/kernel',
      'main/hidden/bias',
      'main/output/kernel',
      'main/output/bias',
    ]);
    await run.dispose();
    expect((await run.weights()).ok).toBe(false);
  });

  it('holds no tensor after it was disposed of', async () => {
    await runToEnd(pointsProject({ epochs: 1 }));
    const before = tf.memory().numTensors;
    await runToEnd(pointsProject());
    await runToEnd(pointsProject({ epochs: 100_000 }), {}, (event, run) => {
      if (event.type === 'epoch') void run.dispose();
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('goes on from weights that were saved', async () => {
    const { run } = watch(pointsProject({ epochs: 20 }));
    const trained = metricsOf(await run.done);
    const weights = await run.weights();
    await run.dispose();
    if (!weights.ok) throw new Error(weights.error);
    const file = writeSafetensors({ tensors: weights.value, metadata: {} });
    const read = readSafetensors('weights', file);
    if (!read.ok) throw new Error(read.error);
    const { outcome } = await runToEnd(
      pointsProject({
        epochs: 1,
        seed: 9,
        optimizer: part('sgd', { learningRate: 0 }),
      }),
      { initialWeights: read.value.tensors as ReadonlyMap<string, WeightValues> },
    );
    expect(metricsOf(outcome).testLoss).toBe(trained.testLoss);
    const other = pointsProject({}, [['output', 'dense', { units: 1, activation: 'sigmoid' }]]);
    const refused = await runToEnd(other, { initialWeights: weights.value });
    expect(refused.outcome).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('output/kernel has the shape 8×1'),
    });
  });

  it('takes only the first examples when limited, and as large a part of the test', async () => {
    const { events } = await runToEnd(pointsProject({ epochs: 1 }), { limit: 50 });
    expect(eventsOf(events, 'started')[0]).toMatchObject({
      trainCount: 45,
      validationCount: 5,
      testCount: 50,
      parameters: 33,
      fallbacks: [],
    });
  });
});

describe('what a run shows', () => {
  it('is the answers to sixteen test examples, and the plane', async () => {
    const { events } = await runToEnd(pointsProject({ epochs: 60 }));
    const samples = viewsOf(events, 'predictions').map(({ samples }) => samples);
    expect(samples[0]).toHaveLength(16);
    const [before, after] = [samples[0] ?? [], samples.at(-1) ?? []];
    expect(after.map(({ input }) => input)).toEqual(before.map(({ input }) => input));
    const right = (answers: typeof after) => answers.filter(({ correct }) => correct).length;
    expect(right(after)).toBeGreaterThanOrEqual(15);
    expect(right(before)).toBeLessThan(right(after));
    for (const { expected, predicted, output, correct, content, inputShape } of after) {
      expect(['orange', 'blue']).toContain(expected);
      expect(predicted === expected).toBe(correct);
      expect((output[0] as number) > 0.5 ? 'blue' : 'orange').toBe(predicted);
      expect([content, [...inputShape]]).toEqual(['vector', [2]]);
    }
    const boundary = viewsOf(events, 'boundary').at(-1)?.boundary;
    expect(boundary).toMatchObject({ size: 50, extent: 6, trainCount: 90 });
    const at = (x: number, y: number) => {
      const cell = (value: number) => Math.floor(((value + 6) / 12) * 50);
      return boundary?.values[cell(y) * 50 + cell(x)];
    };
    // The circle's inside is the second class.
    expect(at(0, 0)).toBeGreaterThan(0.8);
    expect(at(4.5, 0)).toBeLessThan(0.3);
    expect(at(0, -4.5)).toBeLessThan(0.3);
    expect(boundary?.points).toHaveLength(3 * (90 + 100));
  });

  it('is the plane row by row from below', async () => {
    const project = pointsProject({ epochs: 1, optimizer: part('sgd', { learningRate: 0 }) }, [
      ['output', 'dense', { units: 1, activation: 'sigmoid' }],
    ]);
    // Only y counts, and x a little.
    const kernel: WeightValues = {
      dtype: 'F32',
      shape: [2, 1],
      values: Float32Array.from([0.01, 1]),
    };
    const bias: WeightValues = { dtype: 'F32', shape: [1], values: new Float32Array(1) };
    const { events } = await runToEnd(project, {
      initialWeights: new Map([
        ['main/output/kernel', kernel],
        ['main/output/bias', bias],
      ]),
    });
    const values = viewsOf(events, 'boundary')[0]?.boundary.values ?? [];
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    // Cells are 0.24 wide; the first one's middle is 0.12 from the corner.
    expect(values[0]).toBeCloseTo(sigmoid(-5.88 * 1.01), 5);
    expect(values[49]).toBeCloseTo(sigmoid(-5.88 + 0.0588), 5);
    expect(values[2499]).toBeCloseTo(sigmoid(5.88 * 1.01), 5);
  });

  it('is at most about ten step events a second, each with the progress', async () => {
    const { events, outcome } = await runToEnd(pointsProject({ epochs: 60 }));
    const steps = eventsOf(events, 'step');
    const seconds = outcome.type === 'end' ? outcome.seconds : 0;
    expect(steps.length).toBeLessThanOrEqual(10 * seconds + 1);
    for (const { progress, metrics } of steps) {
      expect(progress).toMatchObject({ epochs: 60, stepsPerEpoch: 9 });
      expect(progress.step).toBeLessThanOrEqual(9);
      expect(metrics.loss).toBeGreaterThan(0);
      expect(metrics.accuracy).toBeLessThanOrEqual(1);
    }
  });

  it('is reconstructions where a network gives back its input', async () => {
    const count = 24;
    const pixels = Array.from({ length: count * 16 }, (_, index) => (index % 4 < 2 ? 255 : 0));
    const files = new Map([
      ['images', idxBytes(8, [count, 4, 4], pixels)],
      [
        'labels',
        idxBytes(
          8,
          [count],
          Array.from({ length: count }, (_, i) => i % 2),
        ),
      ],
    ]);
    const project = supervised(
      chain(
        ['image', 'input', { shape: [4, 4, 1] }],
        ['decode', 'conv2d', { filters: 1, padding: 'same', activation: 'sigmoid' }],
      ),
      {
        data: part('idx', { images: 'images', labels: 'labels' }),
        target: 'image',
        optimizer: part('adam', { learningRate: 0.05 }),
        epochs: 30,
      },
    );
    const { events, outcome } = await runToEnd(project, { places: placesWith(files) });
    expect(metricsOf(outcome)).not.toHaveProperty('accuracy');
    const [sample] = viewsOf(events, 'predictions').at(-1)?.samples ?? [];
    expect(sample).toMatchObject({
      content: 'image',
      expected: null,
      predicted: null,
      correct: null,
      outputShape: [4, 4, 1],
    });
    for (const [index, pixel] of [...(sample?.input ?? [])].entries()) {
      expect(Math.abs((sample?.output[index] ?? Number.NaN) - pixel)).toBeLessThan(0.4);
    }
    expect(viewsOf(events, 'boundary')).toHaveLength(0);
  });

  it('is numbers for a regression', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i / 20},${1 + i / 10}`);
    const table = new TextEncoder().encode(['x,y', ...lines].join('\n'));
    const project = supervised(
      chain(['x', 'input', { shape: [1] }], ['y', 'dense', { units: 1 }]),
      {
        isRegression: true,
        data: part('csv', { path: 'line.csv', task: 'regression' }),
        loss: part('meanSquaredError'),
        optimizer: part('sgd', { learningRate: 0.1 }),
        epochs: 40,
      },
    );
    const { events, outcome } = await runToEnd(project, {
      places: placesWith(new Map([['line.csv', table]])),
    });
    expect(metricsOf(outcome).testLoss).toBeLessThan(1e-3);
    const [sample] = viewsOf(events, 'predictions').at(-1)?.samples ?? [];
    expect(Number(sample?.predicted)).toBeCloseTo(Number(sample?.expected), 1);
    expect(sample?.correct).toBeNull();
  });
});

describe('a run that cannot go on says why', () => {
  const failure = async (...given: Parameters<typeof runToEnd>) => {
    const { outcome, events } = await runToEnd(...given);
    expect(events.at(-1)).toBe(outcome);
    return outcome.type === 'failed' ? outcome.message : `it did not fail: ${outcome.type}`;
  };

  it('when there is nothing to run', async () => {
    const project = pointsProject();
    expect(await failure({ ...project, phases: [] })).toContain('has no training');
    expect(await failure(project, { phases: [3] })).toContain('no number 4');
  });

  it('when the network or the settings have errors', async () => {
    const broken = pointsProject({}, [
      ['output', 'dense', { units: 'many', activation: 'sigmoid' }],
    ]);
    expect(await failure(broken)).toBe(
      'network: The network main has an error: Units is "many"; it must be a whole number of at least 1.',
    );
    expect(await failure(pointsProject({ loss: part('guess') }))).toContain(
      'loss: "guess" is not a kind',
    );
    expect(await failure(pointsProject({ loss: part('categoricalCrossentropy') }))).toContain(
      'one output for each of the 2 classes',
    );
  });

  it('when data are missing or of another shape than the network takes', async () => {
    expect(await failure(pointsProject({ data: part('csv', { path: 'gone.csv' }) }))).toContain(
      'gone.csv: there is no such file',
    );
    const table = new TextEncoder().encode('a,b,c,kind\n1,2,3,x\n2,3,4,y\n1,1,1,x\n0,0,1,y\n');
    const places = placesWith(new Map([['three.csv', table]]));
    const wide = pointsProject({ data: part('csv', { path: 'three.csv' }) });
    expect(await failure(wide, { places })).toContain(
      '3 arrives at x of network, but point of main takes 2',
    );
  });

  it('when the backend does not start', async () => {
    expect(await failure(pointsProject(), { backend: 'webgpu' })).toContain(
      'The webgpu backend could not be started',
    );
  });

  it('when the loss is no number any more', async () => {
    const project = pointsProject(
      {
        loss: part('meanSquaredError'),
        optimizer: part('sgd', { learningRate: 1000 }),
        epochs: 200,
      },
      [
        ['hidden', 'dense', { units: 4 }],
        ['output', 'dense', { units: 1 }],
      ],
    );
    const message = await failure(project);
    expect(message).toMatch(/^The loss is no number any more in step \d+ of epoch \d+/);
    expect(message).toContain('Lower the learning rate (now 1000)');
  });
});
