import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { trainCommand } from '../../../src/cli/trainCommand';
import { writeProject } from '../../../src/files/writeProject';
import { pointsProject } from './testRun';

let folder = '';
let printed = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-metrics-'));
  printed = '';
  const print = (text: string | Uint8Array): boolean => {
    printed += text;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('writes what was measured, through all phases, as CSV and as events', async () => {
  const project = pointsProject({ epochs: 2 });
  const [phase] = project.phases;
  const file = path.join(folder, 'points.netloom');
  await writeFile(
    file,
    writeProject({ ...project, phases: [phase, { ...phase, name: 'Again' }] as never }),
  );
  const metrics = path.join(folder, 'metrics.csv');
  const tensorboard = path.join(folder, 'runs', 'first');
  expect(await trainCommand(file, { json: true, metrics, tensorboard })).toBe(0);

  const lines = (await readFile(metrics, 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^step,epoch,loss,accuracy,validationLoss,validationAccuracy,test/);
  // Of 200 points 100 test and 10 validate; 90 make nine batches.
  const cells = lines.slice(1).map((line) => line.split(','));
  expect(cells.map(([step, epoch]) => `${step} ${epoch}`)).toEqual(['9 1', '18 2', '27 3', '36 4']);
  const said = printed.split('\n').filter((line) => line.includes('"epoch"'));
  const losses = said.map((line) => JSON.parse(line).metrics.loss);
  expect(cells.map((row) => Number(row[2]))).toEqual(losses);

  const [events, ...others] = await readdir(tensorboard);
  expect([others, events]).toEqual([[], expect.stringMatching(/^events\.out\.tfevents\.\d+\./)]);
  const bytes = await readFile(path.join(tensorboard, String(events)));
  for (const name of ['loss', 'validationAccuracy', 'testLoss']) {
    expect(bytes.includes(name)).toBe(true);
  }
});

it('refuses places that cannot be written before anything is trained', async () => {
  const file = path.join(folder, 'points.netloom');
  await writeFile(file, writeProject(pointsProject()));
  expect(await trainCommand(file, { metrics: path.join(folder, 'no', 'm.csv') })).toBe(2);
  expect(await trainCommand(file, { tensorboard: file })).toBe(2);
  expect(printed.trimEnd().split('\n')).toHaveLength(2);
});
