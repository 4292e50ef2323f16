import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseProject } from '../../../src/analysis/analyse';
import type { JsonValue } from '../../../src/base/jsonValue';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { trainOneStep } from './trainOneStep';

type Values = Readonly<Record<string, JsonValue>>;

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const small = { width: 12, heads: 3, layers: 2, hidden: 20, vocabulary: 11, length: 5 };
const translation = { units: 8, vocabulary: 11, sourceLength: 5, length: 4 };

describe('attention trains one step at reduced size', () => {
  it.each<readonly [string, Values, readonly (readonly number[])[]]>([
    ['attention/additive-attention', { ...translation, features: 6, maxout: 5 }, [[4, 11]]],
    ['attention/multiplicative-attention', translation, [[4, 11]]],
    ['attention/multiplicative-attention', { ...translation, score: 'dot' }, [[4, 11]]],
    ['attention/transformer', { ...small, sourceLength: 6 }, [[5, 11]]],
    ['attention/bert', { ...small, positions: 8 }, [[5, 12], [12]]],
    ['attention/bert', { ...small, pretraining: true }, [[5, 12], [12], [5, 11], [2]]],
    ['attention/gpt2', { ...small, positions: 8 }, [[5, 11]]],
  ])('%s %o', async (name, values, outputs) => {
    const { network, trainable, problems } = openTemplate(name, values);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network, { words: 2 });
    expect(step).toMatchObject({
      trainable,
      outputs: outputs.map((shape) => [2, ...shape]),
      unmoved: [],
    });
    expect(step.loss).toBeGreaterThan(0);
  });
});

async function build(name: string, values: Values): Promise<BuiltNetwork> {
  const { network, problems } = openTemplate(name, values);
  expect(problems).toEqual([]);
  return buildModel(network, { seed: 5 });
}

const tokens = (...row: number[]): tf.Tensor => tf.tensor2d([row], [1, row.length], 'int32');

/** The first output, row by row. */
function rowsOf(network: BuiltNetwork, ...inputs: tf.Tensor[]): number[][] {
  const [first] = inputs;
  const given = first && inputs.length === 1 ? first : inputs;
  const [made] = [network.model.apply(given, { training: false }) as tf.Tensor].flat();
  return ((made as tf.Tensor).arraySync() as number[][][])[0] ?? [];
}

/** Which rows are equal in both. */
const same = (a: readonly number[][], b: readonly number[][]): boolean[] =>
  a.map((row, place) =>
    row.every((value, index) => Math.abs(value - (b[place]?.[index] ?? Number.NaN)) < 1e-6),
  );

describe('who sees whom', () => {
  it('a token of GPT-2 sees itself and those before it', async () => {
    const network = await build('attention/gpt2', small);
    const before = rowsOf(network, tokens(1, 2, 3, 4, 5));
    const after = rowsOf(network, tokens(1, 2, 9, 4, 5));
    expect(same(before, after)).toEqual([true, true, false, false, false]);
    network.dispose();
  });

  it('a token of BERT sees all but those that fill up', async () => {
    const network = await build('attention/bert', small);
    const segments = tokens(0, 0, 1, 1, 1);
    const before = rowsOf(network, tokens(1, 2, 3, 4, 0), segments);
    const after = rowsOf(network, tokens(1, 2, 9, 4, 0), segments);
    expect(same(before, after)).toEqual([false, false, false, false, false]);
    // Position and segment of what fills up change nothing for the others.
    const other = rowsOf(network, tokens(1, 2, 3, 4, 0), tokens(0, 0, 1, 1, 0));
    expect(same(before, other)).toEqual([true, true, true, true, false]);
    network.dispose();
  });

  it('a word of the Transformer sees the words before it and the whole sentence', async () => {
    const network = await build('attention/transformer', { ...small, sourceLength: 4 });
    const before = rowsOf(network, tokens(6, 7, 8, 0), tokens(1, 2, 3, 4, 5));
    const word = rowsOf(network, tokens(6, 7, 8, 0), tokens(1, 2, 3, 9, 5));
    expect(same(before, word)).toEqual([true, true, true, false, false]);
    const sentence = rowsOf(network, tokens(6, 7, 9, 0), tokens(1, 2, 3, 4, 5));
    expect(same(before, sentence)).toEqual([false, false, false, false, false]);
    for (const row of before) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    network.dispose();
  });

  it('what fills up a sentence of the Transformer is not there', async () => {
    const short = await build('attention/transformer', { ...small, sourceLength: 3 });
    const long = await build('attention/transformer', { ...small, sourceLength: 5 });
    const target = tokens(1, 2, 3, 4, 5);
    const found = rowsOf(long, tokens(6, 7, 8, 0, 0), target);
    expect(same(rowsOf(short, tokens(6, 7, 8), target), found)).toEqual(Array(5).fill(true));
    short.dispose();
    long.dispose();
  });
});

describe('one embedding', () => {
  it('of the Transformer serves both languages and the scores', async () => {
    const network = await build('attention/transformer', { ...small, sourceLength: 4 });
    const vocabularies = network.weights.filter(({ shape }) => shape[0] === 11);
    expect(vocabularies.map(({ name, shape }) => [name, shape])).toEqual([
      ['embedding/embeddings', [11, 12]],
    ]);
    network.dispose();
  });

  it('of GPT-2 is the matrix of its scores', async () => {
    const network = await build('attention/gpt2', small);
    const [table] = network.weights.filter(({ shape }) => shape[0] === 11);
    expect(table?.name).toBe('embedding/embeddings');
    // A row of zeros gives its token the score 0, so all tokens with one are as likely.
    const kept = tf.tensor2d(
      Array.from({ length: 11 }, (_, row) => Array(12).fill(row > 3 ? 0 : row + 1)),
    );
    table?.variable.assign(kept);
    for (const row of rowsOf(network, tokens(1, 2, 3, 1, 2))) {
      expect(new Set(row.slice(4).map((value) => value.toFixed(6))).size).toBe(1);
    }
    network.dispose();
  });
});

describe('attention of a decoder', () => {
  it.each<readonly [string, Values]>([
    ['attention/additive-attention', { ...translation, features: 6, maxout: 5 }],
    ['attention/multiplicative-attention', translation],
  ])('%s shares itself out among the words read, for each word written', async (name, values) => {
    const { project } = openTemplate(name, values);
    const main = project.graphs.main;
    if (!main) throw new Error(`${name} has no main graph.`);
    const shown = {
      ...project,
      graphs: {
        ...project.graphs,
        main: {
          ...main,
          nodes: { alignment: { id: 'alignment', kind: 'output', fields: {} }, ...main.nodes },
          edges: [
            ...main.edges,
            {
              from: { node: 'decoder', port: 'alignment' },
              to: { node: 'alignment', port: 'x' },
            },
          ],
        },
      },
    };
    const analysis = analyseProject(shown).graphs.main;
    if (!analysis) throw new Error('Nothing was analysed.');
    const network = await buildModel(analysis, { seed: 5 });
    const words = tf.oneHot(tokens(1, 2, 3, 4), 11).toFloat();
    const rows = rowsOf(network, tokens(3, 1, 4, 1, 5), words);
    expect(rows.map((row) => row.length)).toEqual([5, 5, 5, 5]);
    for (const row of rows) {
      expect(Math.min(...row)).toBeGreaterThan(0);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    network.dispose();
  });
});
