import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { phaseDiagnostics } from '../../../src/analysis/phaseDiagnostics';
import type { Phase, Project } from '../../../src/document/project';
import { applied, chain, drawStep, problemsOf } from './drawTraining';

/** A line through points, from data that end or do not. */
function line(phase: Partial<Phase> = {}, data = 'playground'): Project {
  const output = data === 'playground' ? 'data:point' : 'data';
  return drawStep(
    {
      main: chain(
        ['point', 'input', { shape: [2] }],
        ['hidden', 'dense', { units: 3 }],
        ['again', 'dense', { units: 2 }],
      ),
    },
    {
      nodes: [
        ['data', data, data === 'noise' ? { shape: [2] } : {}],
        ['network', 'call:main'],
        ['loss', 'meanSquaredError'],
        ['update', 'sgd'],
      ],
      wires: [
        `${output} → network`,
        'network → loss:prediction',
        `${output} → loss:target`,
        'loss → update',
      ],
    },
    phase,
  );
}

function only(project: Project): Diagnostic {
  const found = problemsOf(project);
  expect(found.map(({ code }) => code)).toHaveLength(1);
  return found[0] as Diagnostic;
}

/** Each fix of the only problem, made on its own, leaves nothing wrong. */
function expectFixesToCure(project: Project, titles: readonly string[]): void {
  const { fixes } = only(project);
  expect(fixes.map(({ title }) => title)).toEqual(titles);
  for (const { title, edit } of fixes) {
    expect([title, problemsOf(applied(project, edit))]).toEqual([title, []]);
  }
}

describe('a phase', () => {
  it('that fits has no problems', () => {
    expect(problemsOf(line())).toEqual([]);
    expect(problemsOf(line({ frozen: ['main/hidden'], fresh: ['main'] }))).toEqual([]);
  });

  it.each([
    ['nowhere', 'runs "nowhere", which the project does not have'],
    ['main', 'runs "main", which is a network and no training step'],
  ])('runs a training step, not %s', (step, message) => {
    const project = line({ step });
    expect(only(project)).toMatchObject({ code: 'phase/noStep', severity: 'error', field: 'step' });
    expect(only(project).message).toContain(message);
    expectFixesToCure(project, ['Run train']);
  });

  it('of values without end says how long an epoch is', () => {
    const project = line({}, 'noise');
    expect(only(project)).toMatchObject({ code: 'phase/endless', field: 'stepsPerEpoch' });
    expectFixesToCure(project, ['100 steps an epoch']);
  });

  it.each([
    ['frozen', 'head'],
    ['fresh', 'main/gone'],
  ] as const)('lists what there is as %s, not %s', (field, name) => {
    const project = line({ [field]: [name] });
    expect(only(project)).toMatchObject({ code: 'phase/unknownLearner', field });
    expectFixesToCure(project, [`Take ${name} out`]);
  });

  it('leaves something to learn', () => {
    const project = line({ frozen: ['main'] });
    expect(only(project)).toMatchObject({ code: 'phase/allFrozen', field: 'frozen' });
    expectFixesToCure(project, ['Freeze nothing']);
  });

  it('is put right by itself: others stay as they are', () => {
    const project = line();
    const [phase] = project.phases as readonly [Phase];
    const two = { ...project, phases: [phase, { ...phase, name: 'Again', step: 'gone' }] };
    const [problem] = phaseDiagnostics(two, analyseProject(two));
    const cured = applied(two, problem?.fixes[0]?.edit);
    expect(cured.phases[0]).toBe(phase);
    expect(cured.phases[1]).toMatchObject({ name: 'Again', step: 'train' });
  });
});
