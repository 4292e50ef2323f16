import { describe, expect, it } from 'vitest';
import { analyseProject, isSound } from '../../../src/analysis/analyse';
import { expandNetwork } from '../../../src/analysis/expandNetwork';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import { summarise } from '../../../src/analysis/summary';
import { networkConfig } from '../../../src/compile/networkConfig';
import { setNodeSettings } from '../../../src/document/edits/nodeEdits';
import { type DrawnGraph, drawProject, mainOf, problemsOf } from './drawProject';

type Node = DrawnGraph['nodes'][number];

/** Nodes one after the other, behind an input of four numbers. */
const chain = (...nodes: readonly Node[]): DrawnGraph => ({
  nodes: [['x', 'input', { shape: [4] }], ...nodes],
  wires: nodes.map(([id], place) => `${place === 0 ? 'x' : nodes[place - 1]?.[0]} → ${id}`),
});

/** The messages of the graph `main`, with how bad they are. */
const saidOf = (graphs: Readonly<Record<string, DrawnGraph>>): readonly string[] =>
  mainOf(drawProject(graphs)).diagnostics.map(({ message }) => message);

describe('a network of too many layers', () => {
  const nested = {
    main: chain(['a', 'block:b', { times: '=index' }, { repeat: 10_000 }]),
    b: {
      ...chain(['d', 'dense', { units: '=times + index' }, { repeat: 10_000 }]),
      arguments: { times: { type: 'integer', default: 1 } },
    },
  };

  it('repeated in repetitions is refused before it is taken apart', () => {
    const main = mainOf(drawProject(nested));
    expect(main.diagnostics.map(({ code }) => code)).toEqual(['block/tooLarge']);
    expect(main.diagnostics[0]?.message).toContain('100,010,000 layers');
    expect(summarise(main, 1, 0).rows).toHaveLength(2);
    expect(expandNetwork(main).nodes).toHaveLength(2);
  });

  it('doubled by every one of sixty blocks is refused, and none of them is taken apart', () => {
    const graphs: Record<string, DrawnGraph> = { main: chain(['a', 'block:b0']) };
    for (let level = 0; level < 60; level++) {
      const kind = level === 59 ? 'relu' : `block:b${level + 1}`;
      graphs[`b${level}`] = chain(['p', kind], ['q', kind]);
    }
    const project = drawProject(graphs);
    expect(problemsOf(project)).toContain('main/a: block/tooLarge');
    for (const graph of Object.values(analyseProject(project).graphs)) {
      expect(expandNetwork(graph).nodes.length).toBeLessThan(1_000_000);
    }
  });

  it('refuses what goes beyond, in an edit as from nothing, and takes it back', () => {
    const many = chain(
      ['a', 'block:b', {}, { repeat: 15 }],
      ['b', 'block:b', {}, { repeat: 15 }],
      ['c', 'relu', {}, { repeat: 2 }],
    );
    const project = drawProject({ main: many, b: chain(['r', 'relu', {}, { repeat: 9000 }]) });
    const before = analyseProject(project);
    const codes = (analysis = before): readonly string[] =>
      (analysis.graphs.main?.diagnostics ?? []).map(({ node, code }) => `${node}: ${code}`);
    expect(codes()).toEqual(['c: block/tooLarge']);
    const edited = setNodeSettings('main', 'a', { repeat: 2 }).apply(project);
    if (!edited.ok) throw new Error(edited.error);
    expect(codes(analyseProject(edited.value, before))).toEqual([]);
    const back = analyseProject(project, analyseProject(edited.value, before));
    expect(codes(back)).toEqual(codes());
  });
});

describe('a scan that makes no sense', () => {
  const cell: DrawnGraph = {
    nodes: [
      ['x', 'input', { shape: [4] }],
      ['h', 'input', { shape: [4] }],
      ['sum', 'add'],
      ['y', 'output'],
      ['next', 'output'],
    ],
    wires: ['x → sum:a', 'h → sum:b', 'sum → y', 'sum → next'],
  };
  const scanned = (scan: object, shape: readonly number[] = [3, 4]) => ({
    main: {
      nodes: [
        ['x', 'input', { shape }],
        ['b', 'block:cell', {}, { scan }],
      ],
      wires: ['x → b:x'],
    } satisfies DrawnGraph,
    cell,
  });

  it('names ends that the block has not, and hears which it has', () => {
    const feedback = [{ from: 'next', to: 'h' }];
    const [message] = saidOf(scanned({ feedback, last: ['gone'] }));
    expect(message).toBe(
      'The scan names gone, which is no output of the block; its outputs: y, next. Name one of these, or take gone out.',
    );
  });

  it('feeds two outputs back to one input', () => {
    const feedback = ['y', 'next'].map((from) => ({ from, to: 'h' }));
    expect(saidOf(scanned({ feedback }))[0]).toContain('Two outputs are fed back to h');
  });

  it('stacks more numbers than a tensor holds', () => {
    const feedback = [{ from: 'next', to: 'h' }];
    const scan = { feedback, whole: ['x'], steps: 2 ** 31 };
    expect(problemsOf(drawProject(scanned(scan, [4])))).toContain('main/b: graph/tooLarge');
  });

  it('stands on a layer', () => {
    const project = drawProject({ main: chain(['d', 'dense', {}, { scan: {} }]) });
    expect(problemsOf(project)).toEqual(['main/d: graph/scannedLayer']);
  });
});

describe('nodes that cannot do what their settings say', () => {
  it('an input is not repeated', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }, { repeat: 3 }],
          ['d', 'dense'],
        ],
        wires: ['x → d'],
      },
    });
    expect(problemsOf(project)).toContain('main/x: graph/nothingToRepeat');
  });

  it('an input wired to nothing beside a source is told, as nothing else can be built', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['c', 'constant'],
          ['r', 'relu'],
        ],
        wires: ['c → r'],
      },
    });
    expect(problemsOf(project)).toContain('main/x: graph/inputUnused');
  });

  it('a source whose only input is optional lets nothing through', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['c', 'learnedTensor', { shape: [4] }, { bypass: true }],
          ['sum', 'add'],
        ],
        wires: ['x → sum', 'c → sum'],
      },
    });
    expect(problemsOf(project)).toContain('main/c: graph/nothingToPass');
  });

  it('a bypassed block gives nothing at its second output', () => {
    const project = drawProject({
      main: {
        ...chain(['b', 'block:two', {}, { bypass: true }]),
        nodes: [...chain(['b', 'block:two', {}, { bypass: true }]).nodes, ['r', 'relu']],
        wires: ['x → b', 'b:second → r'],
      },
      two: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['d', 'dense'],
          ['first', 'output'],
          ['second', 'output'],
        ],
        wires: ['x → d', 'd → first', 'd → second'],
      },
    });
    expect(problemsOf(project)).toEqual(['main/r: graph/bypassedOutput']);
  });

  it('a normalisation is not shared between one and two axes', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['s', 'input', { shape: [2, 4] }],
          ['a', 'batchNormalization'],
          ['b', 'batchNormalization', {}, { weightsOf: 'a' }],
          ['sum', 'add'],
        ],
        wires: ['x → a', 's → b', 'a → sum', 'b → sum'],
      },
    });
    expect(problemsOf(project)).toContain('main/b: sharing/shapes');
  });

  it('an argument whose smallest value is above its largest', () => {
    const main = mainOf(
      drawProject({
        main: {
          ...chain(['d', 'dense', { units: '=u' }]),
          arguments: { u: { type: 'integer', default: 5, min: 10, max: 3 } },
        },
      }),
    );
    expect(main.diagnostics[0]?.message).toContain(
      'its smallest value, 10, is above its largest, 3',
    );
  });

  it('an error deep inside is told with the blocks around it, once', () => {
    const said = saidOf({
      main: chain(['a', 'block:b']),
      b: chain(['c', 'block:d']),
      d: chain(['e', 'dense', { units: -1 }]),
    });
    expect(said).toEqual([
      'Inside a/c, at e: Units is -1; it must be a whole number of at least 1.',
    ]);
  });

  it('an expression that is very long is quoted in part', () => {
    const [message] = saidOf({ main: chain(['d', 'dense', { units: `=${'a'.repeat(5000)}` }]) });
    expect(message?.length).toBeLessThan(300);
  });
});

describe('weights used three times', () => {
  it('keep their wires where tf.js makes the calls in another order', () => {
    // The second use waits for `late`, which comes after the first; the third need not wait.
    const main = mainOf(
      drawProject({
        main: {
          nodes: [
            ['x', 'input', { shape: [4] }],
            ['a', 'dense', { units: 4 }],
            ['late', 'relu'],
            ['b', 'dense', { units: 4 }, { weightsOf: 'a' }],
            ['c', 'dense', { units: 4 }, { weightsOf: 'a' }],
            ['sum', 'add'],
          ],
          wires: ['x → a', 'a → late', 'late → b', 'x → c', 'b → sum', 'c → sum'],
        },
      }),
    );
    const shared = networkConfig(main).config.layers.find(({ name }) => name === 'a');
    expect(shared?.inbound_nodes.map((call) => call.map(([layer]) => layer))).toEqual([
      ['x'],
      ['x'],
      ['late'],
    ]);
    const sum = networkConfig(main).config.layers.find(({ name }) => name === 'sum');
    expect(sum?.inbound_nodes[0]?.map(([layer, call]) => `${layer} ${call}`)).toEqual([
      'a 2',
      'a 1',
    ]);
  });

  it('belong to the first where the repetitions of the owner share them too', () => {
    const main = mainOf(
      drawProject({
        main: chain(
          ['a', 'dense', { units: 4 }, { repeat: 3, sharedWeights: true }],
          ['b', 'dense', { units: 4 }, { repeat: 3, weightsOf: 'a' }],
        ),
      }),
    );
    expect(isSound(main)).toBe(true);
    expect(summarise(main, 1, 0).totals.parameters).toBe(20);
    const withWeights = kerasLayers(main).layers.filter(({ className }) => className === 'Dense');
    expect(withWeights.map(({ name, calls }) => `${name} ${calls.length}`)).toEqual(['a1 6']);
  });
});
