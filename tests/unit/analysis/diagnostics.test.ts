import { describe, expect, it } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import { summarise } from '../../../src/analysis/summary';
import { setNodeSettings } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { analyseMain, drawNetwork } from './drawNetwork';

function problems(project: Project): string[] {
  return analyseMain(project).diagnostics.map(
    ({ severity, code, node, message }) => `${severity} ${code} ${node}: ${message}`,
  );
}

function onlyProblem(project: Project): Diagnostic {
  const { diagnostics } = analyseMain(project);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toHaveLength(1);
  return diagnostics[0] as Diagnostic;
}

/** Makes a fix and returns the project after it. */
function fixed(project: Project, diagnostic: Diagnostic, title: string): Project {
  const fix = diagnostic.fixes.find((candidate) => candidate.title === title);
  expect(
    fix,
    `a fix "${title}" among ${diagnostic.fixes.map((f) => f.title).join(', ')}`,
  ).toBeDefined();
  const after = fix?.edit.apply(project);
  if (!after?.ok) throw new Error(after?.error ?? 'no such fix');
  return after.value;
}

describe('windows that do not come out even', () => {
  const stride3 = (rounding: string): Project =>
    drawNetwork(
      [
        ['image', 'input', { shape: [7, 7, 1] }],
        ['conv1', 'conv2d', { kernelSize: [3, 3], strides: [3, 3], rounding }],
      ],
      ['image → conv1'],
    );

  it('are an error with the quotient of the lecture when strict', () => {
    const problem = onlyProblem(stride3('strict'));
    expect(problem.severity).toBe('error');
    expect(problem.message).toContain('(7 − 3) / 3 + 1 = 2.33');
  });

  it('are a warning that names what is dropped when rounded down', () => {
    const problem = onlyProblem(stride3('floor'));
    expect(problem.severity).toBe('warning');
    expect(problem.message).toContain('the last 1 row of the input is left out');
  });

  it('are no problem when rounded up', () => {
    expect(problems(stride3('ceil'))).toEqual([]);
    expect(analyseMain(stride3('ceil')).nodes.get('conv1')?.outputs?.y?.shape).toEqual([3, 3, 32]);
  });

  it.each([
    ['Padding 1 (output 3×3)', [3, 3, 32]],
    ['Stride 2 (output 3×3)', [3, 3, 32]],
  ])('are mended by "%s"', (title, shape) => {
    const project = stride3('strict');
    const analysis = analyseMain(fixed(project, onlyProblem(project), title));
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.nodes.get('conv1')?.outputs?.y?.shape).toEqual(shape);
  });
});

describe('a kernel larger than its image', () => {
  const project = drawNetwork(
    [
      ['image', 'input', { shape: [4, 4, 3] }],
      ['conv1', 'conv2d', { kernelSize: [7, 7] }],
    ],
    ['image → conv1'],
  );

  it('names both sizes', () => {
    expect(onlyProblem(project).message).toBe(
      'A 7×7 window does not fit a 4×4 image: along the height it spans 7, but there are only 4.',
    );
  });

  it.each(['Padding 2', 'Padding "same"'])('fits after "%s"', (title) => {
    expect(isSound(analyseMain(fixed(project, onlyProblem(project), title)))).toBe(true);
  });
});

describe('shapes that do not go together', () => {
  const residual = drawNetwork(
    [
      ['image', 'input', { shape: [28, 28, 32] }],
      ['conv1', 'conv2d', { filters: 64, padding: 'same' }],
      ['add1', 'add'],
    ],
    ['image → conv1', 'image → add1:a', 'conv1 → add1:b'],
  );

  it('names both shapes of an addition', () => {
    const problem = onlyProblem(residual);
    expect(problem.message).toContain('28×28×32 meets 28×28×64');
    expect(problem.port).toBe('b');
  });

  it('can be joined through a 1×1 convolution', () => {
    const problem = onlyProblem(residual);
    const after = fixed(residual, problem, 'Insert a 1×1 convolution with 32 filters before b');
    const analysis = analyseMain(after);
    expect(analysis.diagnostics).toEqual([]);
    expect(analysis.nodes.get('add1')?.outputs?.y?.shape).toEqual([28, 28, 32]);
  });

  it('reports a rank with the axes that are wanted, and reshapes', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [28, 28] }],
        ['conv1', 'conv2d'],
      ],
      ['image → conv1'],
    );
    const problem = onlyProblem(project);
    expect(problem.message).toBe(
      'Conv 2D takes 3 axes (height × width × channels), got 2: 28×28 arrives at x.',
    );
    const after = fixed(project, problem, 'Insert Reshape to 28×28×1');
    expect(isSound(analyseMain(after))).toBe(true);
  });

  it('does not blame nodes behind the one that is wrong', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [4, 4, 3] }],
        ['conv1', 'conv2d', { kernelSize: [7, 7] }],
        ['relu1', 'relu'],
        ['dense1', 'dense'],
      ],
      ['image → conv1', 'conv1 → relu1', 'relu1 → dense1'],
    );
    expect(analyseMain(project).diagnostics.map((d) => d.node)).toEqual(['conv1']);
  });
});

describe('wiring', () => {
  it('names a cycle in order and cuts it', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['add1', 'add'],
        ['dense1', 'dense', { units: 8 }],
        ['relu1', 'relu'],
        ['out', 'dense'],
      ],
      ['image → add1:a', 'add1 → dense1', 'dense1 → relu1', 'relu1 → add1:b', 'relu1 → out'],
    );
    const cycle = analyseMain(project).diagnostics.find((d) => d.code === 'graph/cycle');
    expect(cycle?.message).toMatch(/add1 → dense1 → relu1 → add1/);
    const after = fixed(project, cycle as Diagnostic, 'Delete the wire from relu1 to add1');
    expect(analyseMain(after).diagnostics.map((d) => d.code)).toEqual(['graph/missingInput']);
  });

  it('offers open ends for a missing input', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['relu1', 'relu'],
        ['dense1', 'dense'],
        ['relu2', 'relu'],
      ],
      ['image → relu1', 'dense1 → relu2'],
    );
    const missing = onlyProblem(project);
    expect(missing.code).toBe('graph/missingInput');
    expect(missing.node).toBe('dense1');
    expect(isSound(analyseMain(fixed(project, missing, 'Connect relu1')))).toBe(true);
  });

  it('warns of nodes that take no part, and of several outputs', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['left', 'dense'],
        ['right', 'dense'],
        ['lonely', 'relu'],
      ],
      ['image → left', 'image → right'],
    );
    const analysis = analyseMain(project);
    expect(isSound(analysis)).toBe(true);
    expect(analysis.diagnostics.map((d) => `${d.severity} ${d.code} ${d.node}`)).toEqual([
      'warning graph/unused lonely',
      'warning graph/severalOutputs left',
      'warning graph/severalOutputs right',
    ]);
    expect(analysis.outputs).toEqual(['left', 'right']);
  });

  it('warns of branches that reach no Output node, and builds and counts the network without them', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['dense1', 'dense', { units: 4 }],
        ['scores', 'output'],
        ['aside', 'dense', { units: 5 }],
        ['further', 'dense', { units: 6 }],
        ['alone', 'relu'],
      ],
      ['image → dense1', 'dense1 → scores', 'image → aside', 'aside → further', 'dense1 → alone'],
    );
    const analysis = analyseMain(project);
    expect(analysis.diagnostics.map((d) => `${d.severity} ${d.code} ${d.node}`).sort()).toEqual([
      'warning graph/leadsNowhere alone',
      'warning graph/leadsNowhere further',
    ]);
    expect(analysis.outputs).toEqual(['scores']);
    const [further] = analysis.diagnostics.filter(({ node }) => node === 'further');
    expect(further?.message).toBe(
      'further leads to no Output node, so the network is built without it and the node before it. Connect it further, give it an Output node, or delete it.',
    );
    expect(kerasLayers(analysis).layers.map(({ name }) => name)).toEqual(['image', 'dense1']);
    const { rows, totals } = summarise(analysis, 1, 0);
    expect(rows.map(({ node }) => node)).toEqual(['image', 'dense1']);
    expect(totals.parameters).toBe(8 * 4 + 4);

    const kept = fixed(project, further as Diagnostic, 'Add an Output node');
    const more = analyseMain(kept);
    expect(more.outputs).toEqual(['scores', 'output1']);
    expect(summarise(more, 1, 0).totals.parameters).toBe(8 * 4 + 4 + (8 * 5 + 5) + (5 * 6 + 6));
    const less = fixed(project, further as Diagnostic, 'Delete further and 1 more');
    expect(Object.keys(less.graphs.main?.nodes ?? {})).toEqual([
      'image',
      'dense1',
      'scores',
      'alone',
    ]);
    expect(problems(less).filter((text) => !text.includes('alone'))).toEqual([]);
  });

  it('refuses to take the weights of a node that leads nowhere', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['owner', 'dense', { units: 4 }],
        ['user', 'dense', { units: 4 }],
        ['scores', 'output'],
      ],
      ['image → owner', 'image → user', 'user → scores'],
    );
    const shared = setNodeSettings('main', 'user', { weightsOf: 'owner' }).apply(project);
    if (!shared.ok) throw new Error(shared.error);
    const codes = analyseMain(shared.value).diagnostics.map(({ code, node }) => `${code} ${node}`);
    expect(codes).toEqual(['graph/leadsNowhere owner', 'sharing/leadsNowhere user']);
  });

  it('keeps an unknown kind and a wrong field as what they are', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['magic', 'quantumDense', { qubits: 3 }],
        ['dense1', 'dense', { units: 'many', colour: 'red' }],
      ],
      ['image → magic', 'magic → dense1'],
    );
    expect(problems(project)).toEqual([
      'error graph/unknownKind magic: "quantumDense" is not a kind that this version of Netloom knows. Everything it holds is kept; replace it or use a newer version.',
      'error graph/invalidField dense1: Units is "many"; it must be a whole number of at least 1.',
      expect.stringContaining('warning graph/unknownField dense1: There is no field "colour" here'),
    ]);
    expect(project.graphs.main?.nodes.magic?.fields).toEqual({ qubits: 3 });
  });

  it('refuses two wires into one port and wires to nowhere', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['dense1', 'dense'],
      ],
      ['image → dense1', 'image → dense1:x', 'ghost → dense1', 'image → dense1:z'],
    );
    expect(analyseMain(project).diagnostics.map((d) => d.code)).toEqual([
      'graph/portTaken',
      'graph/noSuchNode',
      'graph/noSuchPort',
    ]);
  });

  it('keeps one of wires that are the same', () => {
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ['dense1', 'dense'],
      ],
      ['image → dense1:x', 'image → dense1:x', 'image → dense1:x'],
    );
    const [copy, ...others] = analyseMain(project).diagnostics;
    expect(others).toHaveLength(1);
    expect(copy?.message).toBe('The wire from image to input x of dense1 is there more than once.');
    const after = fixed(project, copy as Diagnostic, 'Keep one wire');
    expect(after.graphs.main?.edges).toHaveLength(1);
    expect(problems(after)).toEqual([]);
  });

  it('offers three open ends at most, and never a node to itself', () => {
    const ends = ['relu1', 'relu2', 'relu3', 'relu4'] as const;
    const project = drawNetwork(
      [
        ['image', 'input', { shape: [8] }],
        ...ends.map((id) => [id, 'relu'] as const),
        ['lost', 'embedding'],
        ['add1', 'add'],
      ],
      [...ends.map((id) => `image → ${id}`), 'lost → add1:a'],
    );
    const missing = analyseMain(project).diagnostics;
    expect(missing.map(({ node, port }) => `${node}:${port}`)).toEqual(['lost:x', 'add1:b']);
    for (const { fixes } of missing) {
      expect(fixes.map(({ title }) => title)).toEqual(
        ['relu1', 'relu2', 'relu3'].map((id) => `Connect ${id}`),
      );
    }
  });

  it('is told in messages that one can read, however large the network', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `relu${index}`);
    const nodes = names.map((id) => [id, 'relu'] as const);
    const circle = drawNetwork(
      nodes,
      names.map((id, index) => `${id} → ${names[(index + 1) % names.length]}`),
    );
    const fan = drawNetwork(
      [['image', 'input', { shape: [8] }], ...nodes],
      names.map((id) => `image → ${id}`),
    );
    for (const project of [circle, fan]) {
      for (const { message } of analyseMain(project).diagnostics) {
        expect(message.length).toBeLessThan(250);
      }
    }
    expect(problems(fan)[0]).toContain('2000 outputs (relu0, relu1, relu2, relu3, relu4 and 1995');
  });
});
