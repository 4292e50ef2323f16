import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import { comparedNodes } from '../../../src/analysis/comparedNodes';
import type { Result } from '../../../src/base/result';
import { type Comparison, compareNetworks } from '../../../src/compile/compareNetworks';
import { setFields } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { startBackend } from '../../../src/runtime/backends';
import { drawProject } from '../../unit/blocks/drawProject';
import { openTemplate } from '../../unit/templates/openTemplate';

beforeAll(async () => {
  const started = await startBackend('cpu');
  if (!started.ok) throw new Error(started.error);
});

async function compare(project: Project, a: string, b: string): Promise<Result<Comparison>> {
  const graph = analyseProject(project).graphs.main;
  if (!graph) throw new Error('There is no main.');
  const nodes = comparedNodes(project, graph, a, b);
  if (!nodes.ok) return nodes;
  const before = tf.memory().numTensors;
  // What goes to a worker is plain data.
  const found = await compareNetworks(structuredClone(nodes.value), 3);
  // Building an LSTM, tf.js leaves the four parts of its first biases behind.
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4);
  return found;
}

async function compared(project: Project, a: string, b: string): Promise<Comparison> {
  const found = await compare(project, a, b);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

const rows = 'In each gate of drawn the rows of the state stand above those of the input.';

describe('a layer drawn from gates beside the built-in one', () => {
  it('is the same LSTM; which gate is which is found and told', async () => {
    const { project } = openTemplate('recurrent/lstm-from-gates', { units: 5, features: 3 });
    const gates = [
      'layer: gate i (columns 1–5) = drawn/inputGate',
      'layer: gate f (columns 6–10) = drawn/forgetGate',
      'layer: gate c (columns 11–15) = drawn/candidate',
      'layer: gate o (columns 16–20) = drawn/outputGate',
    ];
    const found = await compared(project, 'drawn', 'layer');
    expect(found).toMatchObject({ agrees: true, examples: 16, carried: [...gates, rows] });
    expect(found.difference).toBeLessThan(1e-6);
    expect(found.largest).toBeGreaterThan(0.1);
    // The other way round it is the same comparison.
    const turned = await compared(project, 'layer', 'drawn');
    expect(turned).toMatchObject({ agrees: true, carried: [...gates, rows] });
  });

  it('is the same GRU, the numbers of z with the other sign, or as they are', async () => {
    const lecture = openTemplate('recurrent/gru-from-gates', { units: 4 }).project;
    expect(await compared(lecture, 'drawn', 'layer')).toMatchObject({
      agrees: true,
      carried: [
        'layer: gate z (columns 1–4) = −drawn/z',
        'layer: gate r (columns 5–8) = drawn/r',
        'layer: gate h (columns 9–12) = drawn/candidate',
        rows,
      ],
    });
    const paper = openTemplate('recurrent/gru-from-gates', { zKeepsOld: true, bias: false });
    const { agrees, carried } = await compared(paper.project, 'drawn', 'layer');
    expect([agrees, carried[0]]).toEqual([true, 'layer: gate z (columns 1–4) = drawn/z']);
  });

  it('is told apart when a gate is drawn wrongly', async () => {
    const { project } = openTemplate('recurrent/lstm-from-gates');
    const wrong = setFields('cell', 'forgetGate', { activation: 'tanh' }).apply(project);
    if (!wrong.ok) throw new Error(wrong.error);
    const found = await compared(wrong.value, 'drawn', 'layer');
    expect(found).toMatchObject({ agrees: false, tried: 48 });
    expect(found.difference).toBeGreaterThan(0.01);
  });
});

describe('two nodes', () => {
  const project = drawProject({
    main: {
      arguments: { units: { type: 'integer', default: 6 } },
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['a', 'dense', { units: '=units', activation: 'relu' }],
        ['b', 'dense', { units: '=units', activation: 'relu' }],
        ['c', 'dense', { units: '=units', activation: 'tanh' }],
        ['pair', 'block:two', { units: '=units' }],
        ['twin', 'block:two', { units: '=units' }],
        ['narrow', 'dense', { units: 3 }],
        ['twice', 'add'],
        ['double', 'expression', { expression: '2 * x' }],
      ],
      wires: [
        'x → a',
        'x → b',
        'x → c',
        'x → pair',
        'x → twin',
        'x → narrow',
        'x → twice:a',
        'x → twice:b',
        'x → double',
      ],
    },
    two: {
      arguments: { units: { type: 'integer', default: 2 } },
      nodes: [
        ['x', 'input', { shape: [4] }],
        ['first', 'dense', { units: 5, activation: 'tanh' }],
        ['second', 'dense', { units: '=units' }],
      ],
      wires: ['x → first', 'first → second'],
    },
  });

  it('of the same kind and fields give the same numbers, blocks too', async () => {
    expect(await compared(project, 'a', 'b')).toMatchObject({
      agrees: true,
      difference: 0,
      carried: ['b/kernel = a/kernel', 'b/bias = a/bias'],
    });
    const blocks = await compared(project, 'pair', 'twin');
    expect(blocks).toMatchObject({ agrees: true, difference: 0 });
    expect(blocks.carried).toContain('twin/second/kernel = pair/second/kernel');
  });

  it('with another activation differ', async () => {
    const found = await compared(project, 'a', 'c');
    expect(found.agrees).toBe(false);
    expect(found.difference).toBeGreaterThan(0.1);
  });

  it('that take or give other shapes, or whose weights do not correspond, are refused', async () => {
    expect(await compare(project, 'a', 'narrow')).toEqual({
      ok: false,
      error: 'a gives 6 at y, narrow 3 at y.',
    });
    expect(await compare(project, 'twice', 'a')).toEqual({
      ok: false,
      error: 'twice takes 2 inputs, a 1 input.',
    });
    expect(await compare(project, 'x', 'a')).toEqual({ ok: false, error: 'x computes nothing.' });
    const weights = await compare(project, 'a', 'pair');
    expect(weights).toMatchObject({ ok: false });
    if (!weights.ok) expect(weights.error).toMatch(/a has 4×6, 6; pair has 4×5, 5, 5×6, 6\./);
  });
});
