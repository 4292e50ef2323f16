import { expect, test } from 'vitest';
import { loadTemplates } from '../../../renderer/gallery/templates';
import { dataRequest, filledPaths } from '../../../renderer/panels/training/dataPaths';
import {
  doneShare,
  formatDuration,
  formatMetric,
  metricTitle,
} from '../../../renderer/panels/training/formatRun';
import { defaultPhase } from '../../../renderer/training/defaultPhase';
import { analyseProject } from '../../../src/analysis/analyse';
import { phaseDiagnostics } from '../../../src/analysis/phaseDiagnostics';
import { readProject } from '../../../src/files/readProject';
import { dataKinds } from '../../../src/kinds/training/registry';

test('every template with a phase of its own gets a sound one proposed without it', async () => {
  let compared = 0;
  for (const { text, path } of await loadTemplates()) {
    const read = readProject(text);
    if (!read.ok) throw new Error(read.error);
    const [own] = read.value.phases;
    if (!own) continue;
    const analysis = analyseProject(read.value);
    const proposed = defaultPhase(analysis.graphs[own.network]!);
    expect(proposed.data.kind, path).toBe(own.data.kind);
    expect(proposed.target, path).toBe(own.target);
    const project = { ...read.value, phases: [proposed] };
    const problems = phaseDiagnostics(project, analysis).filter(
      ({ code }) => code !== 'training/noFile',
    );
    expect(problems, path).toEqual([]);
    compared++;
  }
  expect(compared).toBeGreaterThanOrEqual(4);
});

test('a network with errors or nothing in it still gets settings to begin with', () => {
  for (const nodes of [[], [{ id: 'dense1', kind: 'dense' }]]) {
    const read = readProject(
      JSON.stringify({ netloom: 1, name: 'Odd', graphs: { main: { nodes } } }),
    );
    if (!read.ok) throw new Error(read.error);
    const phase = defaultPhase(analyseProject(read.value).graphs.main!);
    expect(dataKinds.map(({ id }) => id)).toContain(phase.data.kind);
  }
});

test('files chosen together go where their names say, one alone where it was asked for', () => {
  const picked = [
    't10k-images-idx3-ubyte.gz',
    'train-labels-idx1-ubyte.gz',
    'train-images-idx3-ubyte.gz',
    't10k-labels-idx1-ubyte.gz',
  ].map((name) => ({ name, path: `/data/${name}` }));
  expect(filledPaths('idx', 'images', picked)).toEqual({
    images: '/data/train-images-idx3-ubyte.gz',
    labels: '/data/train-labels-idx1-ubyte.gz',
    testImages: '/data/t10k-images-idx3-ubyte.gz',
    testLabels: '/data/t10k-labels-idx1-ubyte.gz',
  });
  expect(filledPaths('idx', 'testLabels', picked.slice(0, 1))).toEqual({
    testLabels: '/data/t10k-images-idx3-ubyte.gz',
  });
  expect(filledPaths('csv', 'path', [])).toEqual({});
});

test('every text field that names a file can be filled by choosing one', () => {
  const paths = dataKinds.flatMap(({ id, fields }) =>
    Object.entries(fields)
      .filter(([name, { control }]) => control.type === 'text' && name !== 'targetColumn')
      .map(([name]) => [id, name] as const),
  );
  expect(paths.length).toBeGreaterThan(3);
  for (const [kind, name] of paths) expect(dataRequest(kind, name), name).not.toBeNull();
  expect(dataRequest('csv', 'targetColumn')).toBeNull();
});

test('times, metrics and progress read as people write them', () => {
  expect([0.4, 7, 62, 3750].map(formatDuration)).toEqual(['0:00', '0:07', '1:02', '1:02:30']);
  expect(formatMetric('testAccuracy', 0.98765)).toBe('98.8 %');
  expect(formatMetric('loss', 0.034567)).toBe('0.03457');
  expect(formatMetric('loss', 0.00001234)).toBe('1.23e-5');
  expect(formatMetric('loss', 0)).toBe('0.000');
  expect(metricTitle('validationAccuracy')).toBe('Validation accuracy');
  const progress = { epochs: 4, stepsPerEpoch: 10, secondsElapsed: 1, secondsLeft: null };
  expect(doneShare({ ...progress, epoch: 1, step: 0 })).toBe(0);
  expect(doneShare({ ...progress, epoch: 3, step: 10 })).toBe(0.75);
});
