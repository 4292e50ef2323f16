import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import type { Project } from '../../../src/document/project';
import { migrations } from '../../../src/files/migrations/migrate';
import { readProject } from '../../../src/files/readProject';
import { writeProject } from '../../../src/files/writeProject';

const folder = path.join(import.meta.dirname, 'format1');

/** A file as the first version of Netloom wrote it. */
function frozen(name: string): { readonly text: string; readonly project: Project } {
  const text = readFileSync(path.join(folder, `${name}.netloom`), 'utf8');
  const read = readProject(text);
  if (!read.ok) throw new Error(`${name}: ${read.error}`);
  return { text, project: read.value };
}

/** A training step as `id: kind fields`, and its wires as `from → to`. */
function drawing({ graphs }: Project, step: string): readonly string[] {
  const { nodes = {}, edges = [] } = graphs[step] ?? {};
  return [
    ...Object.values(nodes).map(({ id, kind, fields }) =>
      [`${id}: ${kind}`, ...(Object.keys(fields).length > 0 ? [JSON.stringify(fields)] : [])].join(
        ' ',
      ),
    ),
    ...edges.map(({ from, to }) => `${from.node}:${from.port} → ${to.node}:${to.port}`),
  ];
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.netloom'))
  .map((file) => file.replace('.netloom', ''));

describe('a file of format 1', () => {
  it('has a migration to the next format, and so on', () => {
    expect(migrations.map(({ name, from }) => [name, from])).toEqual([['drawTrainingSteps', 1]]);
    expect(names).toHaveLength(7);
  });

  it.each(names)(
    '%s keeps its networks, notes and phases, and is written in the present format',
    (name) => {
      const { text, project } = frozen(name);
      const file = JSON.parse(text);
      for (const [id, graph] of Object.entries<{ notes?: string; nodes: { id: string }[] }>(
        file.graphs,
      )) {
        expect(project.graphs[id]?.role).toBe('network');
        expect(Object.keys(project.graphs[id]?.nodes ?? {})).toEqual(
          graph.nodes.map(({ id }) => id),
        );
        expect(project.graphs[id]?.notes).toBe(graph.notes);
      }
      expect([project.name, project.notes]).toEqual([file.name, file.notes]);
      for (const [place, phase] of Object.entries<Record<string, unknown>>(file.phases)) {
        expect(project.phases[Number(place)]).toMatchObject({
          name: phase.name ?? 'Train',
          batchSize: phase.batchSize ?? 32,
          epochs: phase.epochs ?? 5,
          validationSplit: phase.validationSplit ?? 0.1,
          seed: phase.seed ?? 1,
          stepsPerEpoch: null,
          frozen: [],
          fresh: [],
          patience: null,
        });
      }
      const written = writeProject(project);
      expect(written).toContain('"netloom": 2');
      expect(readProject(written)).toEqual({ ok: true, value: project });
    },
  );

  it.each(names.filter((name) => name !== 'odd'))('%s is sound', (name) => {
    const { project } = frozen(name);
    const found = projectDiagnostics(analyseProject(project));
    expect(
      found.filter(
        ({ severity, graph }) => severity === 'error' || graph === project.phases[0]?.step,
      ),
    ).toEqual([]);
  });
});

describe('the form of a phase becomes the step that it stood for', () => {
  it('of digits that are told apart', () => {
    const { project } = frozen('lenet5');
    expect(drawing(project, 'train')).toEqual([
      'data: mnist',
      'network: call:main',
      'loss: categoricalCrossentropy',
      'update: momentum {"learningRate":0.05,"schedule":"cosine"}',
      'predictions: predictions',
      'accuracy: accuracy',
      'data:image → network:x',
      'network:y → loss:prediction',
      'data:label → loss:target',
      'loss:y → update:a',
      'data:image → predictions:example',
      'network:y → predictions:prediction',
      'data:label → predictions:target',
      'network:y → accuracy:prediction',
      'data:label → accuracy:target',
    ]);
    expect(project.phases).toEqual([
      expect.objectContaining({ step: 'train', batchSize: 32, epochs: 3, validationSplit: 0.05 }),
    ]);
  });

  it('of points with two sides, which end at 0 where they are −1 and 1', () => {
    const { project } = frozen('playground');
    expect(drawing(project, 'train')).toEqual([
      'data: playground {"shape":"circle"}',
      'network: call:main',
      'loss: meanSquaredError',
      'update: sgd {"learningRate":0.03}',
      'predictions: predictions {"threshold":0}',
      'accuracy: accuracy {"threshold":0}',
      'boundary: decisionBoundary {"threshold":0}',
      'data:point → network:x',
      'network:y → loss:prediction',
      'data:label → loss:target',
      'loss:y → update:a',
      'data:point → predictions:example',
      'network:y → predictions:prediction',
      'data:label → predictions:target',
      'network:y → accuracy:prediction',
      'data:label → accuracy:target',
      'data:point → boundary:points',
      'network:y → boundary:prediction',
      'data:label → boundary:target',
    ]);
  });

  it('of an autoencoder, whose images are no classes', () => {
    const { project } = frozen('autoencoder');
    const drawn = drawing(project, 'train');
    expect(drawn).toContain('data:image → loss:target');
    expect(drawn).toContain('data:image → predictions:target');
    expect(drawn.filter((line) => line.includes('accuracy'))).toEqual([]);
  });

  it('of a table of numbers', () => {
    const { project } = frozen('table');
    const drawn = drawing(project, 'train');
    expect(drawn.slice(0, 4)).toEqual([
      'data: csv {"path":"table.csv","task":"regression","testRatio":0.25}',
      'network: call:predict',
      'loss: meanAbsoluteError',
      'update: rmsprop {"learningRate":0.01}',
    ]);
    expect(drawn).toContain('data:features → network:x');
    expect(drawn).toContain('data:label → loss:target');
    expect(drawn.filter((line) => line.includes('accuracy'))).toEqual([]);
    expect(project.graphs.predict?.nodes.hidden?.position).toEqual({ x: 240, y: 80 });
  });

  it('of a phase that says only what it must', () => {
    const { project } = frozen('handwritten');
    expect(drawing(project, 'train')).toContain('update: adam');
    expect(drawing(project, 'train')).toContain('loss: hinge');
  });

  it('once for each phase, under names that are free', () => {
    const { project } = frozen('two-phases');
    expect(project.phases.map(({ name, step }) => [name, step])).toEqual([
      ['Fast', 'train-main2'],
      ['Slow', 'train-main3'],
    ]);
    expect(drawing(project, 'train-main3')).toContain(
      'update: momentum {"learningRate":0.01,"momentum":0.8,"schedule":"linear"}',
    );
  });

  it('with everything that was wrong with it, to be put right', () => {
    const { project } = frozen('odd');
    expect(project.phases[0]?.step).toBe('train2');
    expect(project.graphs.train2?.nodes.data).toMatchObject({
      kind: 'newer',
      fields: { secret: [1, { deep: true }] },
    });
    const codes = projectDiagnostics(analyseProject(project)).map(
      ({ node, code }) => `${node}: ${code}`,
    );
    expect(codes).toEqual([
      'data: graph/unknownKind',
      'network: block/unknown',
      'loss: graph/unknownKind',
      'update: graph/invalidField',
    ]);
  });

  it('and what is no form is refused as it is, in one sentence', () => {
    const wrong = (phases: unknown): string => {
      const read = readProject(
        JSON.stringify({ netloom: 1, name: 'x', graphs: { main: { nodes: [] } }, phases }),
      );
      return read.ok ? 'It was read.' : read.error;
    };
    expect(wrong('all')).toBe('phases is "all"; it must be a list […].');
    expect(wrong([3])).toBe('phases[0] is 3; it must be an object {…}.');
    expect(wrong([{ network: 'main', data: 'mnist' }])).toMatch(/^phases\[0\]/);
    expect(wrong([{}])).toBe('phases[0].step is missing; it must be a text in double quotes.');
  });
});
