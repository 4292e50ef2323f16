import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { summariseStep } from '../../../src/analysis/stepSummary';
import type { Project } from '../../../src/document/project';
import { chain, drawStep } from '../training/drawTraining';

const generator = chain(['x', 'input', { shape: [3] }], ['y', 'dense', { units: 2 }]);
const critic = chain(
  ['x', 'input', { shape: [2] }],
  ['normal', 'batchNormalization'],
  ['y', 'dense', { units: 1 }],
);

/** A generator of 8 parameters against a critic of 11, of which 4 are moving averages. */
const adversarial = drawStep(
  { generator, critic },
  {
    nodes: [
      ['code', 'noise', { shape: [3] }],
      ['real', 'noise', { shape: [2] }],
      ['fake', 'call:generator'],
      ['onFake', 'call:critic'],
      ['onReal', 'call:critic'],
      ['criticLoss', 'discriminatorLoss'],
      ['fooled', 'generatorLoss'],
      ['critics', 'sgd', { networks: ['critic'] }],
      ['generators', 'adam', { networks: ['generator'] }],
    ],
    wires: [
      'code → fake',
      'fake → onFake',
      'real → onReal',
      'onReal → criticLoss:real',
      'onFake → criticLoss:fake',
      'onFake → fooled:fake',
      'criticLoss → critics',
      'fooled → generators',
    ],
  },
  { batchSize: 16 },
);

function summary(project: Project, frozen: readonly string[] = []) {
  const analysis = analyseProject(project);
  return summariseStep(analysis, analysis.graphs.train as GraphAnalysis, 16, frozen);
}

describe('the summary of a training step', () => {
  const { rows, totals, complete } = summary(adversarial);
  const [generators, critics] = rows;

  it('has each network once, with the updates that change it', () => {
    expect(complete).toBe(true);
    expect(rows.slice(0, 2).map(({ name, role, updates }) => ({ name, role, updates }))).toEqual([
      { name: 'generator', role: 'network', updates: ['generators'] },
      { name: 'critic', role: 'network', updates: ['critics'] },
    ]);
    expect(generators).toMatchObject({ parameters: 8, trainableParameters: 8 });
    expect(critics).toMatchObject({
      parameters: 11,
      trainableParameters: 7,
      frozenParameters: 0,
      nonTrainableParameters: 4,
    });
    expect(totals).toMatchObject({ parameters: 19, trainableParameters: 15, weightBytes: 76 });
  });

  it('counts every call, and gradients only where they pass', () => {
    // The critic's update calls the generator once and the critic twice; the other each once.
    expect([generators?.calls, critics?.calls]).toEqual([2, 3]);
    expect([generators?.macs, critics?.macs]).toEqual([2 * 6, 3 * 2]);
    // Backward once through the generator, for its weights: its input is noise.
    expect(generators?.backwardFlops).toBe(2 * 6 + 2);
    expect(generators?.forwardFlops).toBe(2 * (2 * 6 + 2));
  });

  it('gives each optimizer its slots', () => {
    expect(generators?.optimizerBytes).toBe(8 * 4 * 2);
    expect(critics?.optimizerBytes).toBe(0);
    expect(totals.training.optimizerBytes).toBe(totals.optimizerBytes);
    expect(totals.training.gradientBytes).toBe(4 * 15);
  });

  it('says what a phase or a call freezes', () => {
    const [first] = summary(adversarial, ['generator/y/kernel']).rows;
    expect(first).toMatchObject({ trainableParameters: 2, frozenParameters: 6 });
    const [whole] = summary(adversarial, ['generator']).rows;
    expect(whole).toMatchObject({ trainableParameters: 0, frozenParameters: 8, updates: [] });
  });

  it('keeps copies and trainable tensors on rows of their own', () => {
    const project = drawStep(
      { critic },
      {
        nodes: [
          ['image', 'trainableTensor', { shape: [2], count: 3 }],
          ['score', 'call:critic', { frozen: true }],
          ['old', 'target:critic'],
          ['loss', 'meanSquaredError'],
          ['update', 'adam', { networks: ['image'] }],
        ],
        wires: [
          'image → score',
          'image → old',
          'score → loss:prediction',
          'old → loss:target',
          'loss → update',
        ],
      },
    );
    const { rows, totals } = summary(project);
    const shown = rows
      .filter(({ role }) => role !== 'step')
      .map(({ name, role, parameters, trainableParameters, frozenParameters }) => [
        role,
        name,
        parameters,
        trainableParameters,
        frozenParameters,
      ]);
    expect(shown).toEqual([
      ['tensor', 'image', 6, 6, 0],
      ['network', 'critic', 11, 0, 7],
      ['copy', 'critic', 11, 0, 0],
    ]);
    expect(totals).toMatchObject({ parameters: 17, copiedParameters: 11, trainableParameters: 6 });
  });
});
