import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Metrics, RunEvent } from '../../../src/training/runEvents';
import { eventsOf } from './testRun';
import { webGpuProjects } from './webGpuProjects';

/** Where systems list their Vulkan drivers; Debian's chromium brings one for any processor. */
const driverFolders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/lib/chromium'];
const driver =
  process.env.VK_ICD_FILENAMES ??
  driverFolders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
    .find((file) => /icd.*\.json$/.test(file));
/** Drivers of WebGPU that the system itself brings. */
const hasOwnDriver = ['darwin', 'win32'].includes(process.platform);

/** What a training tells on WebGPU, and on the cpu backend, both in a process of their own. */
function train(project: string, mishap = 'none'): readonly (readonly RunEvent[])[] {
  const folder = driver ? path.dirname(driver) : '';
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tests/contracts/training/webGpuRun.ts', project, mishap],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: {
        ...process.env,
        ...(driver ? { VK_ICD_FILENAMES: driver } : {}),
        LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':'),
      },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly (readonly RunEvent[])[];
}

function losses(events: readonly RunEvent[]): readonly Metrics[] {
  return eventsOf(events, 'epoch').map(({ metrics }) => metrics);
}

function expectAlike(found: readonly Metrics[], expected: readonly Metrics[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [step, metrics] of expected.entries()) {
    expect(Object.keys(found[step] ?? {})).toEqual(Object.keys(metrics));
    for (const [name, value] of Object.entries(metrics)) {
      expect(Math.abs((found[step]?.[name] ?? Number.NaN) - value), `${name} ${step}`).toBeLessThan(
        1e-3,
      );
    }
  }
}

describe.skipIf(!driver && !hasOwnDriver)('WebGPU in Node (needs a Vulkan driver)', () => {
  it.each(Object.keys(webGpuProjects))('trains like the cpu backend: %s', (project) => {
    const [found = [], expected = []] = train(project);
    expect(eventsOf(found, 'started')[0]).toMatchObject({ backend: 'webgpu' });
    expect(found.at(-1)).toMatchObject({ type: 'end', backend: 'webgpu' });
    expectAlike(losses(found), losses(expected));
  });

  it('hands a run on to WASM after an operation it lacks', () => {
    const [found = [], expected = []] = train('convolution', 'Conv2D');
    const reason = 'It lacks the operation Conv2D.';
    const fallback = { type: 'fallback', from: 'webgpu', to: 'wasm', reason };
    expect(eventsOf(found, 'fallback')).toMatchObject([fallback]);
    expect(found.at(-1)).toMatchObject({ type: 'end', backend: 'wasm' });
    expectAlike(losses(found), losses(expected));
  });

  it('hands a run on from its last kept step when the processor is lost', () => {
    const [found = [], expected = []] = train('convolution', 'lost');
    expect(eventsOf(found, 'fallback')).toEqual([
      {
        type: 'fallback',
        from: 'webgpu',
        to: 'wasm',
        reason: expect.stringMatching(/^The graphics processor was lost \(.+\)\.$/),
        place: { epoch: 3, step: 1 },
      },
    ]);
    expect(found.at(-1)).toMatchObject({ type: 'end', backend: 'wasm' });
    expectAlike(losses(found), losses(expected));
  });
});
