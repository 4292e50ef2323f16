import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { expectClose } from '../runtime/onBackend';

type DrawnNode = Parameters<typeof drawNetwork>[0][number];

/** Tokens that three steps of padding follow. */
const tokens = [3, 1, 4, 2];
const padding = [0, 0, 0];

const embedding = { inputDim: 5, outputDim: 3, maskZero: true };

/** Nodes between the embedding and what comes out, and the wires between them. */
const networks: readonly (readonly [string, readonly DrawnNode[], readonly string[]])[] = [
  ['a simple RNN', [['end', 'simpleRnn', { units: 4 }]], ['rows → end']],
  ['an LSTM', [['end', 'lstm', { units: 4 }]], ['rows → end']],
  [
    'a GRU that reads both ways',
    [['end', 'gru', { units: 4, bidirectional: 'concatenate', resetAfter: true }]],
    ['rows → end'],
  ],
  [
    'an LSTM with normalised kernels on another one',
    [
      ['first', 'lstm', { units: 3, returnSequences: true }],
      ['end', 'lstm', { units: 4, kernelNormalization: 'weight' }],
    ],
    ['rows → first', 'first → end'],
  ],
  [
    'positions, dropout and normalisation',
    [
      ['placed', 'learnedPositions', { maxLength: 9 }],
      ['dropped', 'dropout', {}],
      ['normal', 'layerNormalization', {}],
      ['end', 'gru', { units: 4 }],
    ],
    ['rows → placed', 'placed → dropped', 'dropped → normal', 'normal → end'],
  ],
  [
    'a sum whose other terms have no mask, and one',
    [
      ['plain', 'embedding', { inputDim: 5, outputDim: 3 }],
      ['again', 'embedding', embedding],
      ['sum', 'add', {}],
      ['end', 'lstm', { units: 4 }],
    ],
    ['x → plain', 'x → again', 'plain → sum:a', 'rows → sum:b', 'again → sum:c', 'sum → end'],
  ],
  [
    'features beside each other',
    [
      ['plain', 'embedding', { inputDim: 5, outputDim: 2 }],
      ['joined', 'concatenate', {}],
      ['end', 'lstm', { units: 4 }],
    ],
    ['x → plain', 'plain → joined:a', 'rows → joined:b', 'joined → end'],
  ],
  [
    'rows with normalised lengths',
    [
      ['normal', 'embedding', { ...embedding, kernelNormalization: 'weight' }],
      ['sum', 'add', {}],
      ['end', 'lstm', { units: 4 }],
    ],
    ['x → normal', 'rows → sum:a', 'normal → sum:b', 'sum → end'],
  ],
];

describe.each(['cpu', 'wasm'] as const)('token 0 as padding on %s', (backend) => {
  beforeAll(async () => {
    await startBackend(backend);
  });

  async function build(nodes: readonly DrawnNode[], wires: readonly string[], maskZero = true) {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['x', 'input', { shape: [null], dtype: 'int32' }],
          ['rows', 'embedding', { ...embedding, maskZero }],
          ...nodes,
        ],
        ['x → rows', ...wires],
      ),
    );
    expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return buildModel(analysis, { seed: 1, forTraining: true });
  }

  it.each(networks)('changes nothing before %s', async (_name, nodes, wires) => {
    const { model, weights } = await build(nodes, wires);
    const trained = weights.filter(({ trainable }) => trainable).map(({ variable }) => variable);
    const outcome = (steps: readonly number[]) => {
      const x = tf.tensor2d([...steps], [1, steps.length], 'int32');
      const run = (training: boolean) => model.apply(x, { training }) as tf.Tensor;
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(run(false))), trained);
      const slopes = trained.map(({ name }) => [...(grads[name] as tf.Tensor).dataSync()]);
      return { y: [...run(false).dataSync()], slopes };
    };
    const short = outcome(tokens);
    const long = outcome([...tokens, ...padding]);
    expectClose(long.y, short.y, 1e-5);
    for (const [index, slopes] of long.slopes.entries()) {
      expectClose(slopes, short.slopes[index] as number[], 1e-4);
    }
    expect([
      ...(model.predict(tf.tensor2d([[...tokens, ...padding]])) as tf.Tensor).dataSync(),
    ]).toHaveLength(short.y.length);
    model.dispose();
  });

  it('is passed over in each of the sequences that are joined', async () => {
    const { model } = await build(
      [
        ['other', 'embedding', { inputDim: 5, outputDim: 3 }],
        ['joined', 'concatenate', { axis: 1 }],
        ['end', 'lstm', { units: 4 }],
      ],
      ['x → other', 'rows → joined:a', 'other → joined:b', 'joined → end'],
    );
    const x = tf.tensor2d([[2, 0, 1]], [1, 3], 'int32');
    const found = [...(model.apply(x, { training: false }) as tf.Tensor).dataSync()];
    // By hand: the second step is left out of the first sequence alone.
    const [first, second] = ['rows', 'other'].map((name) =>
      (model.getLayer(name).apply(x) as tf.Tensor).squeeze([0]),
    ) as [tf.Tensor, tf.Tensor];
    const seen = tf.concat([first.slice(0, 1), first.slice(2, 1), second]).expandDims(0);
    expectClose(found, [...(model.getLayer('end').apply(seen) as tf.Tensor).dataSync()], 1e-5);
    model.dispose();
  });

  it('is a token like others where nothing says so', async () => {
    const { model } = await build([['end', 'lstm', { units: 4 }]], ['rows → end'], false);
    const end = (steps: number[]) =>
      (model.apply(tf.tensor2d([steps], undefined, 'int32'), { training: false }) as tf.Tensor)
        .dataSync()
        .join();
    expect(end([...tokens, ...padding])).not.toBe(end(tokens));
    model.dispose();
  });
});
