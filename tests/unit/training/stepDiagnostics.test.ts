import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import type { Project } from '../../../src/document/project';
import { applied, chain, type DrawnGraph, drawStep, problemsOf } from './drawTraining';

/** A network that tells digits apart. */
const classifier = (fields: object = { units: 10, activation: 'softmax' }): DrawnGraph =>
  chain(['image', 'input', { shape: [28, 28, 1] }], ['row', 'flatten'], ['digit', 'dense', fields]);

const wires = ['data:image → network', 'network → loss:prediction', 'data:label → loss:target'];

interface Changes {
  readonly main?: DrawnGraph;
  readonly networks?: Readonly<Record<string, DrawnGraph>>;
  readonly call?: object;
  readonly loss?: readonly [kind: string, fields?: object];
  readonly update?: object;
  readonly more?: DrawnGraph['nodes'];
  readonly wires?: readonly string[];
}

/** A step that trains the classifier, with something else about it. */
function digits({ main, networks, call, loss, update, more = [], wires: own }: Changes = {}) {
  const [kind, fields] = loss ?? ['categoricalCrossentropy'];
  return drawStep(
    { main: main ?? classifier(), ...networks },
    {
      nodes: [
        ['data', 'mnist'],
        ['network', 'call:main', call],
        ['loss', kind, fields],
        ['update', 'adam', update],
        ...more,
      ],
      wires: own ?? [...wires, 'loss → update'],
    },
  );
}

const told = ({ graph, node, code }: Diagnostic): string => `${graph}/${node}: ${code}`;

/** The worries about a project: everything but hints. */
const worries = (project: Project): readonly Diagnostic[] =>
  problemsOf(project).filter(({ severity }) => severity !== 'hint');

/** The problem with a code; it must be there. */
function problem(project: Project, code: string): Diagnostic {
  const found = problemsOf(project).find((one) => one.code === code);
  if (!found) throw new Error(`No ${code} among ${problemsOf(project).map(told).join(', ')}.`);
  return found;
}

/** Each fix of a problem, made on its own, leaves nothing to worry about. */
function expectFixesToCure(project: Project, code: string, titles: readonly string[]): void {
  const { fixes } = problem(project, code);
  expect(fixes.map(({ title }) => title)).toEqual(titles);
  for (const { title, edit } of fixes) {
    expect([title, worries(applied(project, edit)).map(told)]).toEqual([title, []]);
  }
}

/** The rule that a problem breaks is the only thing to worry about. */
function expectOnly(project: Project, code: string, severity: Diagnostic['severity']): Diagnostic {
  expect(problemsOf(project).map((one) => [one.code, one.severity])).toEqual([[code, severity]]);
  return problem(project, code);
}

describe('a training step that fits', () => {
  it('has no problems', () => {
    expect(problemsOf(digits())).toEqual([]);
  });

  it('and is empty gets a hint', () => {
    const project = drawStep({ main: classifier() }, { nodes: [], wires: [] });
    expectOnly(project, 'step/empty', 'hint');
  });
});

describe('a loss', () => {
  it('that no update uses is only measured, which may be meant', () => {
    const project = digits({
      more: [['other', 'categoricalCrossentropy']],
      wires: [...wires, 'loss → update', 'network → other:prediction', 'data:label → other:target'],
    });
    const { node } = expectOnly(project, 'step/unusedLoss', 'hint');
    expect(node).toBe('other');
    const cured = applied(project, problem(project, 'step/unusedLoss').fixes[0]?.edit);
    expect(problemsOf(cured)).toEqual([]);
    expect(cured.graphs.train?.edges.at(-1)).toEqual({
      from: { node: 'other', port: 'y' },
      to: { node: 'update', port: 'b' },
    });
  });

  it('without any update that takes one is an error, of the phase too', () => {
    const project = digits({ wires });
    expect(problem(project, 'step/unusedLoss')).toMatchObject({ severity: 'error', node: 'loss' });
    expect(problem(project, 'phase/noUpdate').severity).toBe('error');
    expectFixesToCure(project, 'step/unusedLoss', ['Connect to update']);
    const bare = drawStep(
      { main: classifier() },
      {
        nodes: [
          ['data', 'mnist'],
          ['network', 'call:main'],
          ['loss', 'categoricalCrossentropy'],
        ],
        wires,
      },
    );
    expect(problem(bare, 'step/unusedLoss').message).toContain('the step has no update');
  });

  it('that applies softmax must not get it applied already', () => {
    const project = digits({ loss: ['categoricalCrossentropy', { fromLogits: true }] });
    expect(expectOnly(project, 'step/activationTwice', 'error').message).toContain(
      'digit of main has applied softmax already: twice is wrong',
    );
    expectFixesToCure(project, 'step/activationTwice', [
      'Do not apply softmax in loss',
      'Set the activation of digit to linear',
    ]);
    const sigmoids = digits({
      main: chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['again', 'conv2d', { filters: 1, padding: 'same', activation: 'sigmoid' }],
      ),
      loss: ['binaryCrossentropy', { fromLogits: true }],
      wires: [
        'data:image → network',
        'network → loss:prediction',
        'data:image → loss:target',
        'loss → update',
      ],
    });
    expectFixesToCure(sigmoids, 'step/activationTwice', [
      'Do not apply sigmoid in loss',
      'Set the activation of again to linear',
    ]);
  });

  it('sees a softmax that stands in the step itself, too', () => {
    const project = digits({
      main: classifier({ units: 10 }),
      loss: ['categoricalCrossentropy', { fromLogits: true }],
      more: [['shares', 'softmax']],
      wires: [
        'data:image → network',
        'network → shares',
        'shares → loss:prediction',
        'data:label → loss:target',
        'loss → update',
      ],
    });
    expectOnly(project, 'step/activationTwice', 'error');
    expectFixesToCure(project, 'step/activationTwice', ['Do not apply softmax in loss']);
  });

  it('of probabilities wants some', () => {
    const project = digits({ main: classifier({ units: 10 }) });
    expect(expectOnly(project, 'step/lastActivation', 'warning').message).toContain(
      'digit of main ends without an activation',
    );
    expectFixesToCure(project, 'step/lastActivation', [
      'Set the activation of digit to softmax',
      'Apply softmax in loss',
    ]);
    const pooled = digits({
      main: chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['conv1', 'conv2d', { filters: 10 }],
        ['pool1', 'globalAveragePooling2d'],
      ),
    });
    expectFixesToCure(pooled, 'step/lastActivation', [
      'Add softmax after pool1',
      'Apply softmax in loss',
    ]);
  });

  it('of classes wants classes, one output for each', () => {
    const images = digits({
      wires: [
        'data:image → network',
        'network → loss:prediction',
        'data:image → loss:target',
        'loss → update',
      ],
    });
    expect(expectOnly(images, 'categoricalCrossentropy/mismatch', 'error').message).toContain(
      'needs classes to compare with, but the target holds numbers',
    );
    const seven = digits({ main: classifier({ units: 7, activation: 'softmax' }) });
    expect(expectOnly(seven, 'categoricalCrossentropy/mismatch', 'error').message).toContain(
      'one output for each of the 10 classes, but there are 7',
    );
  });
});

describe('an update', () => {
  const two = (update: object, more: readonly string[]): Project =>
    digits({
      networks: {
        head: chain(
          ['x', 'input', { shape: [10] }],
          ['y', 'dense', { units: 10, activation: 'softmax' }],
        ),
      },
      update,
      more: [
        ['head', 'call:head'],
        ['wall', 'stopGradient'],
      ],
      wires: [
        'data:image → network',
        ...more,
        'head → loss:prediction',
        'data:label → loss:target',
        'loss → update',
      ],
    });

  it('cannot change what its loss does not depend on', () => {
    const project = two({ networks: ['head', 'main'] }, ['network → wall', 'wall → head']);
    expect(expectOnly(project, 'step/unreached', 'error').message).toContain(
      'update changes main, but its loss loss does not depend on it',
    );
    const [fix] = problem(project, 'step/unreached').fixes;
    expect(fix?.title).toBe('Take main out');
    // What is left over is that nothing trains it, which has a way out of its own.
    const cured = applied(project, fix?.edit);
    expectFixesToCure(cured, 'step/neverUpdated', ['Freeze main']);
  });

  it('reaches through everything that has a gradient', () => {
    expect(problemsOf(two({}, ['network → head', 'network → wall']))).not.toContainEqual(
      expect.objectContaining({ code: 'step/unreached' }),
    );
  });

  it('of other networks leaves one as it is drawn, which must be meant', () => {
    const project = two({ networks: ['head'] }, ['network → wall', 'wall → head']);
    expect(expectOnly(project, 'step/neverUpdated', 'warning').node).toBe('network');
    expectFixesToCure(project, 'step/neverUpdated', ['Freeze main']);
  });

  it('cannot change a network that is frozen', () => {
    const project = digits({ call: { frozen: true }, update: { networks: ['main'] } });
    expectOnly(project, 'step/frozenUpdated', 'error');
    const [thaw] = problem(project, 'step/frozenUpdated').fixes;
    expect(thaw?.title).toBe('Thaw network');
    expect(problemsOf(applied(project, thaw?.edit))).toEqual([]);
    const none = digits({ call: { frozen: true } });
    expect(expectOnly(none, 'step/updatesNothing', 'error').node).toBe('update');
  });

  it('names networks that are called, and parts that they have', () => {
    const project = digits({ update: { networks: ['man'] } });
    expect(problem(project, 'step/unknownLearner').message).toContain(
      '"man", but this step calls only main',
    );
    expectFixesToCure(project, 'step/unknownLearner', ['Change main']);
    expect(problemsOf(digits({ update: { networks: ['main/digit'] } }))).toEqual([]);
    const part = digits({ update: { networks: ['main/hidden'] } });
    expect(expectOnly(part, 'step/unknownPart', 'error').message).toContain(
      'main has no part of that name',
    );
    expectFixesToCure(part, 'step/unknownPart', ['Change main']);
    expectOnly(digits({ update: { networks: ['main/row'] } }), 'step/nothingToTrain', 'error');
  });

  it('has weights to change', () => {
    const frozen = digits({
      main: classifier({ units: 10, activation: 'softmax', trainable: false }),
    });
    expectOnly(frozen, 'step/nothingToTrain', 'error');
  });
});

describe('what arrives at a network', () => {
  const adversaries = (units: number): Project =>
    drawStep(
      {
        generator: chain(['code', 'input', { shape: [4] }], ['fake', 'dense', { units }]),
        critic: chain(['x', 'input', { shape: [9] }], ['score', 'dense', { units: 1 }]),
      },
      {
        nodes: [
          ['noise', 'noise', { shape: [4] }],
          ['real', 'noise', { shape: [9] }],
          ['generate', 'call:generator'],
          ['judgeFake', 'call:critic'],
          ['judgeReal', 'call:critic'],
          ['fool', 'generatorLoss'],
          ['tell', 'discriminatorLoss'],
          ['learnToFool', 'adam', { networks: ['generator'] }],
          ['learnToTell', 'adam', { networks: ['critic'] }],
        ],
        wires: [
          'noise → generate',
          'generate → judgeFake',
          'real → judgeReal',
          'judgeFake → fool',
          'fool → learnToFool',
          'judgeReal → tell:real',
          'judgeFake → tell:fake',
          'tell → learnToTell',
        ],
      },
      { stepsPerEpoch: 10 },
    );

  it('has the shape that it takes: a generator’s output, a discriminator’s input', () => {
    expect(problemsOf(adversaries(9))).toEqual([]);
    const project = adversaries(12);
    const found = problem(project, 'call/inputShape');
    expect(found).toMatchObject({
      severity: 'error',
      graph: 'train',
      node: 'judgeFake',
      message: '12 arrives at x of judgeFake, but x of critic takes 9. Make them equal.',
    });
    const cured = applied(project, found.fixes[0]?.edit);
    expect(found.fixes[0]?.title).toBe('Set the shape of critic/x to 12');
    // Now it is the real ones that differ.
    expect(problem(cured, 'call/inputShape')).toMatchObject({ node: 'judgeReal' });
  });

  it('of which only the numbers fit is offered a layer in between', () => {
    const flat = digits({
      main: chain(
        ['pixels', 'input', { shape: [784] }],
        ['digit', 'dense', { units: 10, activation: 'softmax' }],
      ),
    });
    expect(problem(flat, 'call/inputShape').fixes.map(({ title }) => title)).toEqual([
      'Insert Flatten',
      'Set the shape of main/pixels to 28×28×1',
    ]);
    const cured = applied(flat, problem(flat, 'call/inputShape').fixes[0]?.edit);
    expect(problemsOf(cured)).toEqual([]);
    const rows = digits({
      main: chain(
        ['rows', 'input', { shape: [28, 28] }],
        ['lstm1', 'lstm', { units: 4 }],
        ['digit', 'dense', { units: 10, activation: 'softmax' }],
      ),
    });
    const [reshape] = problem(rows, 'call/inputShape').fixes;
    expect(reshape?.title).toBe('Insert Reshape to 28×28');
    expect(problemsOf(applied(rows, reshape?.edit))).toEqual([]);
  });

  it('may leave an axis open', () => {
    const open = digits({
      main: chain(
        ['image', 'input', { shape: [null, null, 1] }],
        ['conv1', 'conv2d', { filters: 10 }],
        ['pool1', 'globalAveragePooling2d'],
        ['softmax1', 'softmax'],
      ),
    });
    expect(problemsOf(open)).toEqual([]);
  });

  it('is the kind of numbers that it takes', () => {
    const project = digits({
      main: chain(
        ['image', 'input', { shape: [28, 28, 1], dtype: 'int32' }],
        ['reshape1', 'reshape', { targetShape: [784] }],
        ['embedding1', 'embedding', { inputDim: 256, outputDim: 2 }],
        ['flatten1', 'flatten'],
        ['output', 'dense', { units: 10, activation: 'softmax' }],
      ),
    });
    expect(expectOnly(project, 'call/inputType', 'error').fixes).toHaveLength(1);
  });

  it('is no loss, and no network with errors is called', () => {
    const broken = digits({
      main: chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['conv1', 'conv2d', { kernelSize: [99, 99] }],
      ),
    });
    expect(problem(broken, 'call/inside').message).toContain('The network main has an error: ');
    const loss = digits({
      more: [['again', 'call:main']],
      wires: [...wires, 'loss → update', 'loss → again'],
    });
    expect(problem(loss, 'call/inputPerBatch').node).toBe('again');
  });
});

describe('what is read', () => {
  it('names its file', () => {
    const project = drawStep(
      { main: classifier() },
      {
        nodes: [
          ['data', 'idx'],
          ['network', 'call:main'],
          ['loss', 'categoricalCrossentropy'],
          ['update', 'adam'],
        ],
        wires: [...wires, 'loss → update'],
      },
    );
    expect(expectOnly(project, 'step/noFile', 'error')).toMatchObject({
      node: 'data',
      field: 'images',
    });
  });
});
