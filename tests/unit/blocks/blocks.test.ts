import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { expandNetwork } from '../../../src/analysis/expandNetwork';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import { summarise } from '../../../src/analysis/summary';
import { setFields } from '../../../src/document/edits/nodeEdits';
import { readProject } from '../../../src/files/readProject';
import { writeProject } from '../../../src/files/writeProject';
import { type DrawnGraph, drawProject, mainOf, problemsOf, rowsOf } from './drawProject';

const integer = (value: number) => ({ type: 'integer', default: value });

/** dense(width) → relu, with `width` an argument. */
const pair: DrawnGraph = {
  arguments: { width: integer(4) },
  nodes: [
    ['x', 'input', { shape: [8] }],
    ['dense', 'dense', { units: '=width' }],
    ['relu', 'relu'],
  ],
  wires: ['x → dense', 'dense → relu'],
};

const through = (...nodes: DrawnGraph['nodes']): DrawnGraph => {
  const ids = ['image', ...nodes.map(([id]) => id)];
  return {
    nodes: [['image', 'input', { shape: [8] }], ...nodes],
    wires: ids.slice(1).map((id, place) => `${ids[place]} → ${id}`),
  };
};

describe('a block', () => {
  it('takes its arguments where it is used, and its defaults where it is not told', () => {
    const project = drawProject({
      main: through(['first', 'block:pair', { width: 16 }], ['second', 'block:pair']),
      pair,
    });
    expect(problemsOf(project)).toEqual([]);
    expect(rowsOf(project)).toEqual([
      'image 8 0',
      `first 16 ${8 * 16 + 16}`,
      `first/dense 16 ${8 * 16 + 16}`,
      'first/relu 16 0',
      `second 4 ${16 * 4 + 4}`,
      `second/dense 4 ${16 * 4 + 4}`,
      'second/relu 4 0',
    ]);
  });

  it('is shown by itself as it is first used', () => {
    const project = drawProject({ main: through(['first', 'block:pair', { width: 16 }]), pair });
    expect(analyseProject(project).graphs.pair?.nodes.get('dense')?.outputs?.y?.shape).toEqual([
      16,
    ]);
  });

  it('nests to any depth, its arguments handed on', () => {
    const project = drawProject({
      main: through(['outer', 'block:outer', { size: 3 }]),
      outer: {
        arguments: { size: integer(1) },
        nodes: [
          ['x', 'input', { shape: [8] }],
          ['inner', 'block:pair', { width: '=2*size' }],
        ],
        wires: ['x → inner'],
      },
      pair,
    });
    expect(rowsOf(project)).toContain(`outer/inner/dense 6 ${8 * 6 + 6}`);
  });

  it('is repeated in a chain, each time with its own place', () => {
    const project = drawProject({
      main: through(['unit', 'block:pair', { width: '=10*index' }, { repeat: 3 }]),
      pair,
    });
    expect(rowsOf(project).filter((row) => row.includes('dense'))).toEqual([
      `unit1/dense 10 ${8 * 10 + 10}`,
      `unit2/dense 20 ${10 * 20 + 20}`,
      `unit3/dense 30 ${20 * 30 + 30}`,
    ]);
    expect(expandNetwork(mainOf(project)).nodes.map(({ path }) => path)).toEqual([
      'image',
      'unit1/dense',
      'unit1/relu',
      'unit2/dense',
      'unit2/relu',
      'unit3/dense',
      'unit3/relu',
    ]);
  });

  it('counts weights that repetitions share once, what they compute every time', () => {
    const drawn = (sharedWeights: boolean) =>
      summarise(
        mainOf(
          drawProject({
            main: through(['unit', 'block:pair', { width: 8 }, { repeat: 5, sharedWeights }]),
            pair,
          }),
        ),
        1,
        0,
      ).totals;
    expect(drawn(false).parameters).toBe(5 * (8 * 8 + 8));
    expect(drawn(true).parameters).toBe(8 * 8 + 8);
    expect(drawn(true).macs).toBe(5 * 64);
    expect(drawn(true).activationBytes).toBe(drawn(false).activationBytes);
  });

  it('cannot share weights between repetitions of other shapes', () => {
    const project = drawProject({
      main: through([
        'unit',
        'block:pair',
        { width: '=index' },
        { repeat: 3, sharedWeights: true },
      ]),
      pair,
    });
    expect(problemsOf(project)).toContain('main/unit: sharing/differs');
  });

  it('repeated no time, or bypassed, lets its input through', () => {
    for (const settings of [{ repeat: 0 }, { bypass: true }, { bypass: '=1 < 2' }]) {
      const project = drawProject({
        main: through(['unit', 'block:pair', {}, settings], ['end', 'dense', { units: 2 }]),
        pair,
      });
      expect(problemsOf(project)).toEqual([]);
      expect(rowsOf(project)).toEqual(['image 8 0', `end 2 ${8 * 2 + 2}`]);
    }
  });

  it('and its output node can both be left out, so that the network has one output less', () => {
    const drawn = (auxiliary: boolean) =>
      drawProject({
        main: {
          arguments: { auxiliary: { type: 'boolean', default: auxiliary } },
          nodes: [
            ['image', 'input', { shape: [8] }],
            ['end', 'dense', { units: 2 }],
            ['side', 'block:pair', {}, { bypass: '=!auxiliary' }],
            ['classes', 'output'],
            ['sideClasses', 'output', {}, { bypass: '=!auxiliary' }],
          ],
          wires: ['image → end', 'image → side', 'end → classes', 'side → sideClasses'],
        },
        pair,
      });
    const withSide = analyseProject(drawn(true));
    expect(withSide.graphs.main?.outputs).toEqual(['classes', 'sideClasses']);
    const without = analyseProject(drawn(false), withSide).graphs.main;
    expect(without?.outputs).toEqual(['classes']);
    expect(problemsOf(drawn(false))).toEqual([]);
    expect(rowsOf(drawn(false))).toEqual(['image 8 0', 'end 2 18']);
  });

  it('that is frozen has no trainable parameters inside', () => {
    const project = drawProject({
      main: through(['base', 'block:pair', { trainable: false }], ['end', 'dense', { units: 2 }]),
      pair,
    });
    const { parameters, trainableParameters } = summarise(mainOf(project), 1, 0).totals;
    expect(parameters - trainableParameters).toBe(8 * 4 + 4);
  });

  it('has several inputs and outputs by the names of their nodes', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['left', 'input', { shape: [4] }],
          ['right', 'input', { shape: [6] }],
          ['joint', 'block:joint'],
          ['end', 'add'],
        ],
        wires: ['left → joint:a', 'right → joint:b', 'joint:first → end:a', 'joint:second → end:b'],
      },
      joint: {
        nodes: [
          ['a', 'input', { shape: [1] }],
          ['b', 'input', { shape: [1] }],
          ['fromA', 'dense', { units: 3 }],
          ['fromB', 'dense', { units: 3 }],
          ['first', 'output'],
          ['second', 'output'],
        ],
        wires: ['a → fromA', 'b → fromB', 'fromA → first', 'fromB → second'],
      },
    });
    expect(problemsOf(project)).toEqual([]);
    expect(rowsOf(project)).toContain(`joint/fromB 3 ${6 * 3 + 3}`);
  });

  it('follows a change inside it, and only then', () => {
    const project = drawProject({
      main: through(['first', 'block:pair'], ['second', 'block:pair', { width: 2 }]),
      pair,
      other: through(['dense', 'dense', { units: 3 }]),
    });
    const before = analyseProject(project);
    const elsewhere = setFields('other', 'dense', { units: 5 }).apply(project);
    if (!elsewhere.ok) throw new Error(elsewhere.error);
    expect(analyseProject(elsewhere.value, before).graphs.main).toBe(before.graphs.main);
    const inside = setFields('pair', 'dense', { useBias: false }).apply(project);
    if (!inside.ok) throw new Error(inside.error);
    const after = analyseProject(inside.value, before).graphs.main;
    expect(after && summarise(after, 1, 0).totals.parameters).toBe(8 * 4 + 4 * 2);
  });
});

describe('a block that is wrong', () => {
  const inMain = (fields: object, settings: object = {}) =>
    problemsOf(drawProject({ main: through(['unit', 'block:pair', fields, settings]), pair }));

  it.each([
    ['an argument it does not have', { height: 3 }, {}, 'main/unit: graph/unknownField'],
    ['an argument of another type', { width: 'wide' }, {}, 'main/unit: graph/invalidField'],
    [
      'an expression that cannot be read',
      { width: '=4*' },
      {},
      'main/unit: graph/invalidExpression',
    ],
    ['a name that nothing has', { width: '=4*depth' }, {}, 'main/unit: graph/invalidExpression'],
    ['half a repetition', {}, { repeat: '=1/2' }, 'main/unit: graph/invalidRepeat'],
    ['a bypass that is a number', {}, { bypass: '=3' }, 'main/unit: graph/invalidBypass'],
    ['something wrong inside', { width: 0 }, {}, 'main/unit: block/inside'],
  ])('for %s says so', (_what, fields, settings, problem) => {
    expect(inMain(fields, settings)).toContain(problem);
  });

  it('for a graph that is not there says so', () => {
    expect(problemsOf(drawProject({ main: through(['unit', 'block:nowhere']) }))).toContain(
      'main/unit: block/unknown',
    );
  });

  it.each([
    ['itself', { pair: through(['again', 'block:pair']) }],
    [
      'itself through another',
      {
        pair: through(['other', 'block:other']),
        other: through(['pair', 'block:pair']),
      },
    ],
  ])('that contains %s is refused, not followed', (_what, graphs) => {
    const project = drawProject({ main: through(['unit', 'block:pair']), ...graphs });
    expect(problemsOf(project)).toContain('main/unit: block/recursive');
  });

  it('for a missing wire names the port', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['image', 'input'],
          ['unit', 'block:pair'],
          ['end', 'relu'],
        ],
        wires: ['unit → end'],
      },
      pair,
    });
    expect(problemsOf(project)).toContain('main/unit: graph/missingInput');
  });

  it('nested a thousand deep, or of a billion layers, is refused without a crash', () => {
    const graphs: Record<string, DrawnGraph> = { main: through(['next', 'block:level0']) };
    for (let level = 0; level < 1000; level++) {
      graphs[`level${level}`] =
        level === 999 ? through(['relu', 'relu']) : through(['next', `block:level${level + 1}`]);
    }
    expect(problemsOf(drawProject(graphs)).some((text) => text.endsWith('block/tooDeep'))).toBe(
      true,
    );
    const many = {
      main: through(['a', 'block:b', {}, { repeat: 1000 }]),
      b: through(['b', 'block:c', {}, { repeat: 1000 }]),
      c: through(['c', 'relu', {}, { repeat: 1000 }]),
    };
    expect(problemsOf(drawProject(many))).toContain('main/a: block/tooLarge');
  });
});

describe('names of repetitions', () => {
  it('may not be those of other nodes or repetitions', () => {
    const withNode = drawProject({
      main: through(['d', 'dense', { units: 8 }, { repeat: 2 }], ['d1', 'dense', { units: 8 }]),
    });
    expect(problemsOf(withNode)).toEqual(['main/d: graph/pathTaken']);
    const withRepetition = drawProject({
      main: through(
        ['d', 'dense', { units: 8 }, { repeat: 12 }],
        ['d1', 'dense', { units: 8 }, { repeat: 2 }],
      ),
    });
    expect(problemsOf(withRepetition)).toEqual(['main/d1: graph/pathTaken']);
  });
});

describe('weights of another node', () => {
  const siamese = (second: object, settings: object) =>
    drawProject({
      main: {
        nodes: [
          ['left', 'input', { shape: [8] }],
          ['right', 'input', { shape: [8] }],
          ['first', 'block:pair', { width: 5 }],
          ['second', 'block:pair', second, settings],
          ['sum', 'add'],
        ],
        wires: ['left → first', 'right → second', 'first → sum:a', 'second → sum:b'],
      },
      pair,
    });

  it('are counted once', () => {
    const project = siamese({ width: 5 }, { weightsOf: 'first' });
    expect(problemsOf(project)).toEqual([]);
    expect(summarise(mainOf(project), 1, 0).totals.parameters).toBe(8 * 5 + 5);
  });

  it.each([
    ['a node that is not there', { width: 5 }, { weightsOf: 'nobody' }, 'sharing/unknown'],
    ['itself', { width: 5 }, { weightsOf: 'second' }, 'sharing/chain'],
    ['another kind', { width: 5 }, { weightsOf: 'sum' }, 'sharing/otherKind'],
    [
      'a node with other fields',
      { width: 5, trainable: true },
      { weightsOf: 'left' },
      'sharing/otherKind',
    ],
    ['a block with other arguments', { width: 6 }, { weightsOf: 'first' }, 'sharing/differs'],
  ])('cannot be those of %s', (_what, fields, settings, code) => {
    expect(problemsOf(siamese(fields, settings))).toContain(`main/second: ${code}`);
  });
});

describe('a block scanned over a sequence', () => {
  const cell: DrawnGraph = {
    arguments: { units: integer(4) },
    nodes: [
      ['x', 'input', { shape: [3] }],
      ['before', 'input', { shape: ['=units'] }],
      ['joined', 'concatenate'],
      ['next', 'dense', { units: '=units', activation: 'tanh' }],
      ['after', 'output'],
    ],
    wires: ['x → joined:a', 'before → joined:b', 'joined → next', 'next → after'],
  };
  const scanned = (scan: object, more: Partial<DrawnGraph> = {}) =>
    drawProject({
      main: {
        nodes: [
          ['words', 'input', { shape: [7, 3] }],
          ['rnn', 'block:cell', { units: 5 }, { scan }],
          ...(more.nodes ?? []),
        ],
        wires: ['words → rnn:x', ...(more.wires ?? [])],
      },
      cell,
    });
  const feedback = [{ from: 'after', to: 'before' }];

  it('keeps every step, or the last, and counts every step but the weights once', () => {
    const weights = (3 + 5) * 5 + 5;
    expect(rowsOf(scanned({ feedback }))).toContain(`rnn 7×5 ${weights}`);
    expect(rowsOf(scanned({ feedback, last: ['after'] }))).toContain(`rnn 5 ${weights}`);
    const { totals } = summarise(mainOf(scanned({ feedback })), 1, 0);
    expect(totals.macs).toBe(7 * (3 + 5) * 5);
  });

  it('shares its weights only with one that runs along time as it does', () => {
    const problems = (scan: object, ...wires: string[]) =>
      problemsOf(
        scanned(
          { feedback },
          {
            nodes: [
              ['others', 'input', { shape: [4, 3] }],
              ['start', 'input', { shape: [5] }],
              ['again', 'block:cell', { units: 5 }, { weightsOf: 'rnn', scan }],
            ],
            wires: ['others → again:x', ...wires],
          },
        ),
      ).filter((problem) => problem.includes('sharing'));
    expect(problems({ feedback })).toEqual([]);
    expect(problems({ feedback, last: ['after'] })).toEqual(['main/again: sharing/scans']);
    const fromPort = { feedback: [{ from: 'after', to: 'before', initial: 'port' }] };
    expect(problems(fromPort, 'start → again:before')).toEqual(['main/again: sharing/scans']);
  });

  it('says what does not fit', () => {
    expect(problemsOf(scanned({ feedback: [{ from: 'nobody', to: 'before' }] }))).toContain(
      'main/rnn: block/noSuchFeedback',
    );
    const wider = drawProject({
      main: {
        nodes: [
          ['words', 'input', { shape: [7, 3] }],
          ['rnn', 'block:cell', {}, { scan: { feedback } }],
        ],
        wires: ['words → rnn:x'],
      },
      cell: {
        ...cell,
        nodes: cell.nodes.map((node) =>
          node[0] === 'before' ? ['before', 'input', { shape: [9] }] : node,
        ),
      },
    });
    expect(problemsOf(wider)).toContain('main/rnn: block/feedbackDiffers');
  });
});

describe('the file', () => {
  it('says blocks, arguments, repetition, sharing and scanning, and reads them back', () => {
    const project = drawProject({
      main: through(
        [
          'unit',
          'block:pair',
          { width: '=2*4' },
          { repeat: 2, sharedWeights: true, bypass: '=1 > 2' },
        ],
        ['again', 'block:pair', {}, { weightsOf: 'unit' }],
      ),
      pair,
      cell: through([
        'step',
        'block:pair',
        {},
        {
          scan: {
            feedback: [{ from: 'a', to: 'b', initial: 'teacher' }],
            whole: ['c'],
            last: ['d'],
            steps: '=width',
          },
        },
      ]),
    });
    const read = readProject(writeProject(project));
    expect(read).toEqual({ ok: true, value: project });
  });
});

describe('the problems of a project', () => {
  it('name what is wrong in any use of a block, not only in the first', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['image', 'input', { shape: [9, 9, 3] }],
          ['first', 'block:window', { size: 3 }],
          ['second', 'block:window', { size: 99 }],
        ],
        wires: ['image → first', 'first → second'],
      },
      window: {
        arguments: { size: integer(3) },
        nodes: [
          ['x', 'input', { shape: [9, 9, 3] }],
          ['conv', 'conv2d', { filters: 3, kernelSize: '=size' }],
        ],
        wires: ['x → conv'],
      },
    });
    const found = projectDiagnostics(analyseProject(project));
    expect(found.filter(({ graph, node }) => graph === 'window' && node === 'conv')).toHaveLength(
      1,
    );
  });
});
