import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metricGroups } from '../../../renderer/panels/training/metricCharts';
import type { RunState } from '../../../renderer/training/runState';
import { readProject } from '../../../src/files/readProject';

it('shows what an update makes smaller with the losses of which it is the sum', () => {
  const read = readProject(readFileSync('templates/autoencoders/variational.netloom', 'utf8'));
  if (!read.ok) throw new Error(read.error);
  const run = {
    subject: { project: read.value, phases: [0] },
    measures: ['reconstruction', 'divergence', 'negativeElbo', 'accuracy'],
    steps: { metrics: [] },
    epochs: { metrics: [] },
  } as unknown as RunState;
  expect(Object.keys(read.value.graphs.train?.nodes ?? {})).toContain('negativeElbo');
  const [losses, ...others] = metricGroups(run);
  expect(losses?.title).toBe('Loss');
  expect(losses?.names).toEqual(['reconstruction', 'divergence', 'negativeElbo']);
  expect(others.map(({ title }) => title)).toEqual(['Accuracy']);
});
