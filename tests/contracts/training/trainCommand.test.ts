import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TrainOptions, trainCommand } from '../../../src/cli/trainCommand';
import type { Project } from '../../../src/document/project';
import { readSafetensors } from '../../../src/files/safetensors';
import { writeProject } from '../../../src/files/writeProject';
import { part, pointsProject } from './testRun';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-train-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Writes a project into the folder and trains it; everything that was printed. */
async function train(project: Project | string, options: TrainOptions = {}) {
  const file = path.join(folder, 'project.netloom');
  await writeFile(file, typeof project === 'string' ? project : writeProject(project));
  const printed = { output: '', errors: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.output += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.errors += text;
    return true;
  });
  const exitCode = await trainCommand(file, options);
  vi.restoreAllMocks();
  return { exitCode, file, ...printed };
}

describe('netloom train', () => {
  it('prints one JSON line an epoch and one at the end, and nothing else', async () => {
    const { exitCode, output, errors } = await train(pointsProject({ epochs: 9 }), {
      json: true,
      epochs: 2,
    });
    expect([exitCode, errors]).toEqual([0, '']);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const measured = {
      loss: expect.any(Number),
      accuracy: expect.any(Number),
      validationLoss: expect.any(Number),
      validationAccuracy: expect.any(Number),
    };
    expect(lines).toEqual([
      { event: 'epoch', epoch: 1, metrics: measured },
      { event: 'epoch', epoch: 2, metrics: measured },
      {
        event: 'end',
        metrics: {
          ...measured,
          testLoss: expect.any(Number),
          testAccuracy: expect.any(Number),
        },
        seconds: expect.any(Number),
        backend: 'wasm',
      },
    ]);
  });

  it('gives the same losses for the same seed, and others for another', async () => {
    const losses = async (seed: number) => {
      const { output } = await train(pointsProject(), { json: true, seed });
      return output.split('\n').filter((line) => line.includes('"epoch"'));
    };
    const first = await losses(3);
    expect(first).toHaveLength(3);
    expect(await losses(3)).toEqual(first);
    expect(await losses(4)).not.toEqual(first);
  });

  it('prints lines for people where there is no terminal', async () => {
    const { output } = await train(pointsProject(), { limit: 50, backend: 'cpu' });
    expect(output).toContain(
      '33 parameters, 45 examples to learn from, 5 to validate, 50 to test, backend cpu',
    );
    expect(output).toMatch(/^Epoch 3\/3 {2}loss [\d.]+ {2}accuracy [\d.]+ %/m);
    expect(output).toMatch(/^test loss [\d.]+ {2}test accuracy [\d.]+ %$/m);
    expect(output).toMatch(/^Done after [\d.]+ s on cpu\.$/m);
    expect(output).not.toContain('\u001b');
  });

  it('saves the weights whole, by node and weight', async () => {
    const save = path.join(folder, 'weights.safetensors');
    const { exitCode, output } = await train(pointsProject(), { save });
    expect(exitCode).toBe(0);
    expect(output).toContain(`Saved the weights: ${save}`);
    const read = readSafetensors(save, await readFile(save));
    if (!read.ok) throw new Error(read.error);
    const shapes = [...read.value.tensors].map(([name, { shape }]) => [name, [...shape]]);
    expect(shapes).toEqual([
      ['hidden/kernel', [2, 8]],
      ['hidden/bias', [8]],
      ['output/kernel', [8, 1]],
      ['output/bias', [1]],
    ]);
    expect((await readdir(folder)).sort()).toEqual(['project.netloom', 'weights.safetensors']);
  });

  it('goes on in a second phase with what the first has learned', async () => {
    const { graphs, phases } = pointsProject({ epochs: 20 });
    const tune = pointsProject({ optimizer: part('sgd', { learningRate: 0 }) }).graphs.train;
    const [first] = phases;
    if (!first || !tune) throw new Error('no phase');
    const project: Project = {
      name: 'Two phases',
      graphs: { ...graphs, tune },
      phases: [first, { ...first, name: 'Fine-tune', step: 'tune' }],
    };
    const { output } = await train(project, { json: true });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ event }) => event === 'end')).toHaveLength(1);
    expect(lines[20]).toMatchObject({ phase: 'Fine-tune', epoch: 1 });
    expect(lines[20].metrics.validationLoss).toBe(lines[19].metrics.validationLoss);
  });

  it('reads data beside the project, wherever it is called from', async () => {
    const table = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${i % 2 ? 'a' : 'b'}`);
    await mkdir(path.join(folder, 'data'));
    await writeFile(path.join(folder, 'data', 'points.csv'), ['x,y,side', ...table].join('\n'));
    const project = pointsProject({ data: part('csv', { path: 'data/points.csv' }) });
    expect((await train(project, { json: true })).exitCode).toBe(0);
  });

  it('says what is wrong in one line each, and writes nothing', async () => {
    const save = path.join(folder, 'weights.safetensors');
    const wrong = async (project: Project | string, options: TrainOptions = {}) => {
      const { exitCode, errors, output, file } = await train(project, { save, ...options });
      expect(output).toBe('');
      expect(errors.trimEnd().split('\n')).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['project.netloom']);
      return [exitCode, errors.replace(file, 'FILE').trimEnd()];
    };
    expect(await wrong('{')).toEqual([1, expect.stringMatching(/^FILE: /)]);
    expect(await wrong({ ...pointsProject(), phases: [] })).toEqual([
      1,
      expect.stringContaining('FILE: The project has no training'),
    ]);
    expect(await wrong(pointsProject({ loss: part('categoricalCrossentropy') }))).toEqual([
      1,
      expect.stringMatching(/^FILE: loss: .* needs one output for each of the 2 classes.*\)$/),
    ]);
    expect(await wrong(pointsProject({ data: part('csv', { path: 'gone.csv' }) }))).toEqual([
      1,
      'FILE: gone.csv: There is no such file or folder.',
    ]);
    expect(await wrong(pointsProject(), { backend: 'abacus' })).toEqual([
      2,
      'There is no backend "abacus"; the command runs on webgpu, wasm or cpu.',
    ]);
    expect(await wrong(pointsProject(), { backend: 'webgl' })).toEqual([
      2,
      'The backend webgl needs a window; the command runs on webgpu, wasm or cpu.',
    ]);
    expect(await wrong(pointsProject(), { save: folder })).toEqual([
      2,
      expect.stringContaining('This is a folder'),
    ]);
    expect(await wrong(pointsProject(), { save: path.join(folder, 'none', 'w') })).toEqual([
      2,
      expect.stringContaining('There is no such file or folder'),
    ]);
  });

  it('ends in order on Ctrl+C, with what was learned until then', async () => {
    const save = path.join(folder, 'weights.safetensors');
    const listeners = process.listenerCount('SIGINT');
    const timer = setInterval(() => {
      if (process.listenerCount('SIGINT') > listeners) process.emit('SIGINT');
    }, 300);
    const { exitCode, output } = await train(pointsProject({ epochs: 100_000 }), { save });
    clearInterval(timer);
    expect(exitCode).toBe(0);
    expect(output).toContain('Stopping after this step…');
    expect(output).toMatch(/^Stopped after /m);
    expect((await readFile(save)).length).toBeGreaterThan(100);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});
