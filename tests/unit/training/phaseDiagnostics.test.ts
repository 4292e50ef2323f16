import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { phaseDiagnostics } from '../../../src/analysis/phaseDiagnostics';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import type { Edit } from '../../../src/document/edits/edit';
import type { Phase, Project } from '../../../src/document/project';
import { phaseDefaults } from '../../../src/document/project';
import { drawNetwork } from '../analysis/drawNetwork';

const mnistClassifier: Phase = {
  ...phaseDefaults,
  name: 'Train',
  recipe: 'supervised',
  network: 'main',
  data: { kind: 'mnist', fields: {} },
  input: null,
  target: null,
  loss: { kind: 'categoricalCrossentropy', fields: {} },
  optimizer: { kind: 'adam', fields: {} },
};

type Nodes = Parameters<typeof drawNetwork>[0];

/** A chain of nodes with a phase that trains it. */
function chain(nodes: Nodes, phase: Partial<Phase> = {}): Project {
  const ids = nodes.map(([id]) => id);
  const project = drawNetwork(
    nodes,
    ids.slice(1).map((id, index) => `${ids[index]} → ${id}`),
  );
  return { ...project, phases: [{ ...mnistClassifier, ...phase }] };
}

const soundNodes: Nodes = [
  ['image', 'input', { shape: [28, 28, 1] }],
  ['flatten1', 'flatten'],
  ['output', 'dense', { units: 10, activation: 'softmax' }],
];

function problems(project: Project): readonly Diagnostic[] {
  return phaseDiagnostics(project, analyseProject(project));
}

function only(project: Project): Diagnostic {
  const found = problems(project);
  expect(found.map(({ code }) => code)).toHaveLength(1);
  return found[0] as Diagnostic;
}

function applied(project: Project, edit: Edit | undefined): Project {
  const changed = edit?.apply(project);
  if (!changed?.ok) throw new Error(changed?.error ?? 'There is no such fix.');
  return changed.value;
}

/** Each fix of a problem, made on its own, leaves nothing wrong. */
function expectFixesToCure(project: Project, titles: readonly string[]): void {
  const { fixes } = only(project);
  expect(fixes.map(({ title }) => title)).toEqual(titles);
  for (const fix of fixes) {
    const cured = applied(project, fix.edit);
    expect([fix.title, projectDiagnostics(analyseProject(cured))]).toEqual([fix.title, []]);
  }
}

describe('training settings', () => {
  it('that fit have no problems', () => {
    expect(problems(chain(soundNodes))).toEqual([]);
    expect(projectDiagnostics(analyseProject(chain(soundNodes)))).toEqual([]);
  });

  it('are part of what is wrong with a project', () => {
    const project = chain(soundNodes, { network: 'other' });
    const all = projectDiagnostics(analyseProject(project)).map(({ code }) => code);
    expect(all).toEqual(['training/unknownNetwork']);
    expect(only(project)).toMatchObject({
      code: 'training/unknownNetwork',
      severity: 'error',
      field: 'network',
      message: expect.stringContaining('"other", but the project has only main'),
    });
    expectFixesToCure(project, ['Train main']);
  });

  it.each([
    ['data', 'unknownData', 'data set'],
    ['loss', 'unknownLoss', 'loss'],
    ['optimizer', 'unknownOptimizer', 'optimizer'],
  ])('name an unknown %s', (part, code, words) => {
    const project = chain(soundNodes, { [part]: { kind: 'newer', fields: {} } });
    const found = problems(project).find((problem) => problem.code === `training/${code}`);
    expect(found).toMatchObject({ severity: 'error', field: part });
    expect(found?.message).toContain(`"newer" is no ${words}`);
  });

  it('have a field that cannot be', () => {
    const project = chain(soundNodes, {
      optimizer: { kind: 'adam', fields: { learningRate: 'fast' } },
    });
    const problem = only(project);
    expect(problem).toMatchObject({ code: 'training/invalidField', field: 'optimizer' });
    expect(problem.message).toContain('"fast"');
    expectFixesToCure(project, ['Back to the defaults of Adam']);
  });

  it('lack the file to read', () => {
    const project = chain(soundNodes, { data: { kind: 'idx', fields: {} } });
    expect(only(project)).toMatchObject({ code: 'training/noFile', field: 'data' });
  });

  it('name a column that the data do not have', () => {
    const project = chain(soundNodes, { target: 'colour' });
    expect(only(project).message).toContain('no column "colour"; it has image, label');
    expectFixesToCure(project, ['Use the usual target']);
  });
});

describe('a network that is trained', () => {
  it('takes the shape of the data', () => {
    const project = chain([
      ['image', 'input', { shape: [32, 32, 3] }],
      ['flatten1', 'flatten'],
      ['output', 'dense', { units: 10, activation: 'softmax' }],
    ]);
    expect(only(project)).toMatchObject({
      code: 'training/inputShape',
      node: 'image',
      field: 'shape',
      message: expect.stringContaining('gives image as 28×28×1, but image takes 32×32×3'),
    });
    expectFixesToCure(project, ['Set the shape of image to 28×28×1']);
  });

  it('of which only the numbers fit is offered a layer in between', () => {
    const flat = chain([
      ['pixels', 'input', { shape: [784] }],
      ['output', 'dense', { units: 10, activation: 'softmax' }],
    ]);
    const [first] = only(flat).fixes;
    expect(first?.title).toBe('Insert Flatten');
    expect(projectDiagnostics(analyseProject(applied(flat, first?.edit)))).toEqual([]);
    const rows = chain([
      ['rows', 'input', { shape: [28, 28] }],
      ['lstm1', 'lstm', { units: 4 }],
      ['output', 'dense', { units: 10, activation: 'softmax' }],
    ]);
    const [reshape] = only(rows).fixes;
    expect(reshape?.title).toBe('Insert Reshape to 28×28');
    expect(projectDiagnostics(analyseProject(applied(rows, reshape?.edit)))).toEqual([]);
  });

  it('may leave an axis open', () => {
    const open = chain([
      ['image', 'input', { shape: [null, null, 1] }],
      ['conv1', 'conv2d', { filters: 10 }],
      ['pool1', 'globalAveragePooling2d'],
      ['softmax1', 'softmax'],
    ]);
    expect(problems(open)).toEqual([]);
  });

  it('takes the kind of numbers that the data are', () => {
    const project = chain([
      ['image', 'input', { shape: [28, 28, 1], dtype: 'int32' }],
      ['reshape1', 'reshape', { targetShape: [784] }],
      ['embedding1', 'embedding', { inputDim: 256, outputDim: 2 }],
      ['flatten1', 'flatten'],
      ['output', 'dense', { units: 10, activation: 'softmax' }],
    ]);
    expect(only(project)).toMatchObject({ code: 'training/inputType', field: 'dtype' });
  });

  it('has one output for every class', () => {
    const project = chain([
      ['image', 'input', { shape: [28, 28, 1] }],
      ['flatten1', 'flatten'],
      ['output', 'dense', { units: 7, activation: 'softmax' }],
    ]);
    expect(only(project)).toMatchObject({
      code: 'training/loss',
      node: 'output',
      message: expect.stringContaining('each of the 10 classes, but there are 7'),
    });
    expectFixesToCure(project, ['Set the units of output to 10']);
  });

  it('ends in what its loss expects', () => {
    const project = chain([
      ['image', 'input', { shape: [28, 28, 1] }],
      ['flatten1', 'flatten'],
      ['output', 'dense', { units: 10 }],
    ]);
    expect(only(project)).toMatchObject({
      code: 'training/lastActivation',
      severity: 'warning',
      node: 'output',
    });
    expectFixesToCure(project, [
      'Set the activation of output to softmax',
      'Use Mean squared error',
    ]);
    const pooled = chain([
      ['image', 'input', { shape: [28, 28, 1] }],
      ['conv1', 'conv2d', { filters: 10 }],
      ['pool1', 'globalAveragePooling2d'],
    ]);
    expectFixesToCure(pooled, ['Add softmax after pool1', 'Use Mean squared error']);
  });

  it('gives back the shape of the image as an autoencoder', () => {
    const autoencoder = (filters: number) =>
      chain(
        [
          ['image', 'input', { shape: [28, 28, 1] }],
          ['decode', 'conv2d', { filters, padding: 'same', activation: 'sigmoid' }],
        ],
        { target: 'image', loss: { kind: 'binaryCrossentropy', fields: {} } },
      );
    expect(problems(autoencoder(1))).toEqual([]);
    expect(only(autoencoder(2)).message).toContain('the output is 28×28×2 and the target 28×28×1');
  });

  it('has one input and one output', () => {
    const drawn = drawNetwork(
      [
        ['a', 'input', { shape: [2] }],
        ['b', 'input', { shape: [2] }],
        ['join', 'concatenate'],
        ['one', 'dense', { units: 1, activation: 'sigmoid' }],
        ['two', 'dense', { units: 1, activation: 'sigmoid' }],
      ],
      ['a → join:a', 'b → join:b', 'join → one', 'join → two'],
    );
    const found = problems({ ...drawn, phases: [mnistClassifier] });
    expect(found.map(({ code, node }) => [code, node])).toEqual([
      ['training/severalInputs', 'b'],
      ['training/severalOutputs', 'two'],
    ]);
    expect(found[0]?.message).toContain('has 2 inputs: a, b');
  });

  it('has something to train', () => {
    const frozen = chain([
      ['image', 'input', { shape: [28, 28, 1] }],
      ['flatten1', 'flatten'],
      ['output', 'dense', { units: 10, activation: 'softmax', trainable: false }],
    ]);
    expect(only(frozen)).toMatchObject({ code: 'training/nothingToTrain' });
    expectFixesToCure(frozen, ['Train output']);
    const empty = { ...drawNetwork([], []), phases: [mnistClassifier] };
    expect(only(empty)).toMatchObject({ code: 'training/emptyNetwork', node: null });
  });

  it('that has errors of its own is put right first', () => {
    const broken = chain(
      [
        ['image', 'input', { shape: [5, 5, 1] }],
        ['conv1', 'conv2d', { kernelSize: [9, 9] }],
      ],
      { loss: { kind: 'newer', fields: {} } },
    );
    expect(problems(broken).map(({ code }) => code)).toEqual(['training/unknownLoss']);
  });
});

describe('working problems out', () => {
  it('gives the same object until the phase or its network changes', () => {
    const project = chain(soundNodes, { target: 'colour' });
    const analysis = analyseProject(project);
    const before = phaseDiagnostics(project, analysis)[0];
    expect(phaseDiagnostics(project, analyseProject(project, analysis))[0]).toBe(before);
    expect(before?.code).toBe('training/unknownColumn');
    const [phase] = project.phases as readonly [Phase];
    const changed = { ...project, phases: [{ ...phase, target: null }] };
    expect(phaseDiagnostics(changed, analyseProject(changed, analysis))).toEqual([]);
  });

  it('keeps phases apart that train one network', () => {
    const project = chain(soundNodes);
    const [phase] = project.phases as readonly [Phase];
    const two = { ...project, phases: [phase, { ...phase, target: 'colour' }] };
    const [problem] = problems(two);
    const cured = applied(two, problem?.fixes[0]?.edit);
    expect(cured.phases[0]).toBe(phase);
    expect(cured.phases[1]?.target).toBeNull();
  });
});
