import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
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
