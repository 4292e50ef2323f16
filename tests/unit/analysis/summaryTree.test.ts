import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { type Summary, type SummaryRow, summarise } from '../../../src/analysis/summary';
import { readProject } from '../../../src/files/readProject';
import { drawProject, mainOf } from '../blocks/drawProject';
import { analyseMain } from './drawNetwork';

function template(path: string): Summary {
  const read = readProject(readFileSync(path, 'utf8'));
  if (!read.ok) throw new Error(read.error);
  return summarise(analyseMain(read.value), 1, 2);
}

const sums = [
  'parameters',
  'trainableParameters',
  'macs',
  'forwardFlops',
  'backwardFlops',
  'activationBytes',
  'weightBytes',
  'gradientBytes',
] as const;

/** The rows right below each row, by its path; those of the network under ''. */
function children({ rows }: Summary): ReadonlyMap<string, readonly SummaryRow[]> {
  const found = new Map<string, SummaryRow[]>([['', []]]);
  for (const row of rows) {
    if (row.block) found.set(row.node, []);
    found.get(row.node.slice(0, -row.name.length - 1))?.push(row);
  }
  return found;
}

function expectTree(summary: Summary): void {
  const totals = new Map<string, Pick<SummaryRow, (typeof sums)[number]>>(
    summary.rows.map((row) => [row.node, row]),
  );
  totals.set('', summary.totals);
  for (const [path, below] of children(summary)) {
    for (const name of sums) {
      const sum = below.reduce((all, row) => all + (row[name] ?? Number.NaN), 0);
      expect(`${path} ${name} ${totals.get(path)?.[name]}`).toBe(`${path} ${name} ${sum}`);
    }
  }
}

describe('the tree of rows', () => {
  const shelves = ['convolution', 'examples', 'recurrent', 'neurons'];
  const files = shelves.flatMap((shelf) =>
    readdirSync(`templates/${shelf}`)
      // One example is wrong on purpose.
      .filter((name) => name.endsWith('.netloom') && name !== 'uneven-stride.netloom')
      .map((name) => `templates/${shelf}/${name}`),
  );

  it.each(files)(
    '%s: every block, and the network, is the sum of what is right below it',
    (file) => {
      const summary = template(file);
      expect(summary.complete).toBe(true);
      expectTree(summary);
    },
  );

  it('is in preorder, with paths, names and depths', () => {
    const { rows } = template('templates/convolution/resnet50.netloom');
    const around: string[] = [];
    for (const row of rows) {
      around.length = row.depth;
      expect(row.node).toBe([...around, row.name].join('/'));
      around.push(row.name);
    }
    expect(rows.some(({ node }) => node.startsWith('stage3/unit6/'))).toBe(true);
  });

  it('says what blocks of ResNet-50 see: 427 positions at the end, 32 apart', () => {
    // r += (k − 1)·j by hand: 7 (j 2), pooling 11 (j 4), then the 3×3 of each unit, whose stride
    // comes after it: 3 at j 4, 1 at 4 and 3 at 8, 1 at 8 and 5 at 16, 1 at 16 and 2 at 32.
    const sizes = [11 + 3 * 8, 35 + 8 + 3 * 16, 91 + 16 + 5 * 32, 267 + 32 + 2 * 64];
    const { rows } = template('templates/convolution/resnet50.netloom');
    for (const [index, size] of sizes.entries()) {
      const row = rows.find(({ node }) => node === `stage${index + 1}`);
      expect(row?.receptiveField).toMatchObject([
        { size, jump: 4 * 2 ** index },
        { size, jump: 4 * 2 ** index },
      ]);
    }
  });
});

describe('a block scanned over a sequence', () => {
  const project = (frozen: boolean) =>
    drawProject({
      main: {
        nodes: [
          ['words', 'input', { shape: [7, 3] }],
          ['rnn', 'block:cell', {}, { scan: { feedback: [{ from: 'after', to: 'before' }] } }],
        ],
        wires: ['words → rnn:x'],
      },
      cell: {
        nodes: [
          ['x', 'input', { shape: [3] }],
          ['before', 'input', { shape: [5] }],
          ['fromInput', 'dense', { units: 5, useBias: false, trainable: !frozen }],
          ['fromState', 'dense', { units: 5, useBias: false, trainable: !frozen }],
          ['sum', 'add'],
          ['bounded', 'tanh'],
          ['after', 'output'],
        ],
        wires: [
          'x → fromInput',
          'before → fromState',
          'fromInput → sum:a',
          'fromState → sum:b',
          'sum → bounded',
          'bounded → after',
        ],
      },
    });

  it('counts the operations of all steps, of the state both gradients, of the words that of the weights', () => {
    const summary = summarise(mainOf(project(false)), 1, 0);
    const row = (node: string) => summary.rows.find((other) => other.node === node);
    expect(row('rnn/fromInput')).toMatchObject({
      forwardFlops: 7 * 2 * 15,
      backwardFlops: 7 * 2 * 15,
    });
    expect(row('rnn/fromState')).toMatchObject({
      forwardFlops: 7 * 2 * 25,
      backwardFlops: 7 * 2 * 2 * 25,
    });
    expect(row('rnn/bounded')).toMatchObject({ forwardFlops: 7 * 5, backwardFlops: 7 * 5 });
    expect(row('rnn')?.receptiveField).toBe('everything');
    expect(row('rnn/bounded')?.receptiveField).toBe('everything');
    expectTree(summary);
  });

  it('that does not learn has nothing to do backward', () => {
    const summary = summarise(mainOf(project(true)), 1, 0);
    expect(summary.totals.backwardFlops).toBe(0);
    expect(summary.totals.forwardFlops).toBe(7 * (2 * 15 + 2 * 25 + 5 + 5));
  });
});

describe('shared weights', () => {
  it('are counted once in parameters and bytes, their operations every time', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['hop', 'dense', { units: 4, useBias: false }, { repeat: 3, sharedWeights: true }],
          ['twin', 'dense', { units: 4, useBias: false }, { weightsOf: 'owner' }],
          ['owner', 'dense', { units: 4, useBias: false }],
        ],
        wires: ['x → hop', 'hop → twin', 'twin → owner'],
      },
    });
    const { rows, totals } = summarise(mainOf(project), 1, 0);
    expect(rows.map(({ node, weightBytes }) => [node, weightBytes])).toEqual([
      ['x', 0],
      ['hop1', 64],
      ['hop2', 0],
      ['hop3', 0],
      ['twin', 0],
      ['owner', 64],
    ]);
    expect(totals).toMatchObject({ weightBytes: 128, gradientBytes: 128 });
    // All but the first of the five have something to train before them.
    expect(totals.forwardFlops).toBe(5 * 32);
    expect(totals.backwardFlops).toBe(32 + 4 * 64);
  });
});

describe('rows that are not known', () => {
  it('leave the block around them open, and are left out of the sums', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['first', 'dense', { units: 2, useBias: false }],
          ['block', 'block:inside'],
        ],
        wires: ['x → first', 'first → block'],
      },
      inside: {
        nodes: [
          ['x', 'input', { shape: [2] }],
          ['good', 'dense', { units: 3, useBias: false }],
          ['bad', 'dense', { units: -1 }],
        ],
        wires: ['x → good', 'good → bad'],
      },
    });
    const summary = summarise(analyseProject(project).graphs.main!, 1, 0);
    expect(summary.complete).toBe(false);
    expect(summary.totals.forwardFlops).toBe(2 * 8 + 2 * 6);
    expect(summary.rows.map(({ node, forwardFlops }) => [node, forwardFlops])).toEqual([
      ['x', 0],
      ['first', 16],
      ['block', null],
      ['block/good', 12],
      ['block/bad', null],
    ]);
  });
});
