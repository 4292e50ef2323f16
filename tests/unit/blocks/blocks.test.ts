import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { expandNetwork } from '../../../src/analysis/expandNetwork';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import { summarise } from '../../../src/analysis/summary';
import { setFields } from '../../../src/document/edits/nodeEdits';
import { readProject } from '../../../src/files/readProject';
import { writeProject } from '../../../src/files/writeProject';
import {
  type DrawnGraph,
  drawProject,
  integer,
  mainOf,
  pair,
  problemsOf,
  rowsOf,
  through,
} from './drawProject';

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
