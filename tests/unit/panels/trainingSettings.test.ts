import { expect, test } from 'vitest';
import { loadTemplates } from '../../../renderer/gallery/templates';
import { dataRequest, filledPaths } from '../../../renderer/panels/training/dataPaths';
import {
  describeProgress,
  doneShare,
  formatDuration,
  formatMetric,
  metricTitle,
} from '../../../renderer/panels/training/formatRun';
import { analyseProject } from '../../../src/analysis/analyse';
import { phaseDiagnostics } from '../../../src/analysis/phaseDiagnostics';
import { changeData, changeTarget } from '../../../src/analysis/recipes/changeStep';
import {
  addSupervisedStep,
  proposedStep,
  supervisedParts,
  withUsualMeasures,
} from '../../../src/analysis/recipes/supervisedStep';
import type { Edit } from '../../../src/document/edits/edit';
import type { Phase, Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';
import { dataKinds } from '../../../src/kinds/training/registry';

function supervised(project: Project, phase: Phase) {
  const graph = project.graphs[phase.step];
  return graph ? supervisedParts(graph) : null;
}

test('every template with a usual step gets a sound one proposed without it', async () => {
  let compared = 0;
  for (const { text, path } of await loadTemplates()) {
    const read = readProject(text);
    if (!read.ok) throw new Error(read.error);
    const project = read.value;
    const [own, ...others] = project.phases;
    const parts = own && supervised(project, own);
    if (!own || !parts || others.length > 0) continue;
    const network = parts.network.kind.slice('call:'.length);
    const bare: Project = { ...project, phases: [] };
    const analysis = analyseProject(bare);
    const proposed = proposedStep(analysis.graphs[network]!);
    // Templates of drawn digits choose among data sets of the same shape.
    if (proposed.data.kind !== parts.data.kind) continue;
    const added = addSupervisedStep(bare, analysis.graphs[network]!).edit.apply(bare);
    if (!added.ok) throw new Error(added.error);
    const [phase] = added.value.phases;
    const after = analyseProject(added.value);
    const problems = [
      ...phaseDiagnostics(added.value, after),
      ...after.graphs[phase!.step]!.diagnostics,
    ].filter(({ code, severity }) => severity === 'error' && !code.endsWith('/noFile'));
    expect(problems, path).toEqual([]);
    expect(supervised(added.value, phase!), path).toMatchObject({ input: parts.input });
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
    const step = proposedStep(analyseProject(read.value).graphs.main!);
    expect(dataKinds.map(({ id }) => id)).toContain(step.data.kind);
  }
});

/** A network of points with the step proposed for it. */
function pointsStep(): { project: Project; step: string } {
  const read = readProject(
    JSON.stringify({
      netloom: 2,
      name: 'Points',
      graphs: {
        main: {
          nodes: [
            { id: 'point', kind: 'input', fields: { shape: [2] } },
            { id: 'dense1', kind: 'dense', fields: { units: 1, activation: 'sigmoid' } },
          ],
          edges: [{ from: 'point', to: 'dense1' }],
        },
      },
    }),
  );
  if (!read.ok) throw new Error(read.error);
  const added = addSupervisedStep(read.value, analyseProject(read.value).graphs.main!);
  return { project: made(added.edit, read.value), step: added.graphId };
}

function made(edit: Edit, project: Project): Project {
  const changed = edit.apply(project);
  if (!changed.ok) throw new Error(changed.error);
  return changed.value;
}

const kindsIn = ({ graphs }: Project, step: string): readonly string[] =>
  Object.values(graphs[step]!.nodes).map(({ kind }) => kind);

test('measures and views follow what a usual step learns from', () => {
  const { project, step } = pointsStep();
  expect(kindsIn(project, step)).toEqual(
    expect.arrayContaining(['playground', 'binaryCrossentropy', 'accuracy', 'decisionBoundary']),
  );
  const drawn = made(changeData(step, 'data', 'mnist'), project);
  expect(kindsIn(drawn, step)).toContain('accuracy');
  expect(kindsIn(drawn, step)).not.toContain('decisionBoundary');
  expect(supervisedParts(drawn.graphs[step]!)).toMatchObject({ input: 'image', target: 'label' });
  const image = { node: 'data', port: 'image' };
  const rebuilt = made(changeTarget(step, 'loss', image), drawn);
  expect(kindsIn(rebuilt, step)).not.toContain('accuracy');
  expect(supervisedParts(rebuilt.graphs[step]!)).toMatchObject({ target: 'image' });
  // All wires that led to the target lead there.
  const left = rebuilt.graphs[step]!.edges.filter(({ from }) => from.port === 'label');
  expect(left).toEqual([]);
});

test('a step with more in it than usual is no usual one, and is left alone', () => {
  const { project, step } = pointsStep();
  const graph = project.graphs[step]!;
  const more = { id: 'noise', kind: 'noise', fields: {} };
  const other = { ...graph, nodes: { ...graph.nodes, noise: more } };
  expect(supervisedParts(graph)).not.toBeNull();
  expect(supervisedParts(other)).toBeNull();
  expect(withUsualMeasures(other)).toBe(other);
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
  const ownFiles = dataKinds.filter(({ id }) => ['csv', 'idx', 'imageFolder'].includes(id));
  const paths = ownFiles.flatMap(({ id, fields }) =>
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
  expect(metricTitle('testNegativeElbo')).toBe('Test negative ELBO');
  const progress = {
    phase: 0,
    phases: 1,
    epochs: 4,
    stepsPerEpoch: 10,
    secondsElapsed: 1,
    secondsLeft: null,
  };
  expect(doneShare({ ...progress, epoch: 1, step: 0 })).toBe(0);
  expect(doneShare({ ...progress, epoch: 3, step: 10 })).toBe(0.75);
  expect(describeProgress({ ...progress, epoch: 2, step: 3 })).toBe('Epoch 2 of 4 · step 3 of 10');
  expect(describeProgress({ ...progress, phases: 2, epoch: 2, step: 3 })).toBe(
    'Phase 1 of 2 · epoch 2 of 4 · step 3 of 10',
  );
});
