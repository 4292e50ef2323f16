import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/document/project';
import { writeProject } from '../../../src/files/writeProject';
import { noisyPoints, ringAdversaries } from '../../contracts/training/exampleSteps';
import { bundleCommand, netloom, netloomKilled } from './commandProcess';

let folder = '';
beforeAll(async () => {
  await bundleCommand('killed-command-test');
  folder = await mkdtemp(path.join(tmpdir(), 'netloom-killed-'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** The epochs and the end as a program reads them, without how long it took. */
function lines(output: string): readonly object[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => {
      const { seconds: _seconds, ...rest } = JSON.parse(line);
      return rest;
    });
}

describe('netloom train --resume', () => {
  it.each<readonly [string, string, () => Project]>([
    ['cpu', 'adversaries with noise', ringAdversaries],
    ['wasm', 'a classifier with dropout and batch normalisation', noisyPoints],
  ])(
    'goes on to the same losses after a process was killed, on %s: %s',
    async (backend, _, make) => {
      const [phase] = make().phases;
      const project = { ...make(), phases: [{ ...phase, epochs: 24 }] } as Project;
      await writeFile(path.join(folder, 'project.netloom'), writeProject(project));
      const words = ['train', 'project.netloom', '--json', '--backend', backend];
      const whole = lines((await netloom(words, folder)).stdout);
      expect(whole).toHaveLength(25);
      const checkpoint = ['--checkpoint', 'run.safetensors', '--checkpoint-seconds', '0'];
      const killed = lines(await netloomKilled([...words, ...checkpoint], folder, 3));
      expect(killed).toEqual(whole.slice(0, killed.length));
      const rest = await netloom([...words, '--resume', 'run.safetensors'], folder);
      expect(rest).toMatchObject({ exitCode: 0, errors: [] });
      const resumed = lines(rest.stdout);
      expect(resumed.length).toBeLessThan(25);
      expect(resumed).toEqual(whole.slice(-resumed.length));
    },
    120_000,
  );

  it('says what is wrong with a checkpoint', async () => {
    await writeFile(path.join(folder, 'broken'), 'no tensors');
    await writeFile(path.join(folder, 'project.netloom'), writeProject(noisyPoints()));
    const resume = (file: string) =>
      netloom(['train', 'project.netloom', '--resume', file], folder);
    const broken = await resume('broken');
    expect([broken.exitCode, broken.stdout, broken.errors]).toEqual([
      2,
      '',
      [expect.stringMatching(/^broken: /)],
    ]);
    expect((await resume('gone')).errors).toEqual(['gone: There is no such file or folder.']);
  });
});
