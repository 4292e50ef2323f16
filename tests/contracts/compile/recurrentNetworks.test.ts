import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { expectClose, spreadValues } from '../runtime/onBackend';

beforeAll(async () => {
  await startBackend('cpu');
});

const valuesOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

describe('recurrent networks as models', () => {
  it('start a decoder where the encoder ended, and another recurrent layer after it at 0', async () => {
    const units = 6;
    const analysis = analyseMain(
      drawNetwork(
        [
          ['source', 'input', { shape: [null, 4] }],
          ['target', 'input', { shape: [9, 3] }],
          ['encoder', 'lstm', { units, returnState: true }],
          ['decoder', 'lstm', { units, returnSequences: true }],
          ['after', 'gru', { units: 2 }],
        ],
        [
          'source → encoder',
          'target → decoder:x',
          'encoder:h → decoder:h',
          'encoder:c → decoder:c',
          'decoder → after',
        ],
      ),
    );
    const { model, weights } = await buildModel(analysis, { seed: 1 });
    const source = tf.tensor(spreadValues(2 * 5 * 4), [2, 5, 4]);
    const target = tf.tensor(spreadValues(2 * 9 * 3, 1), [2, 9, 3]);
    const found = model.apply([source, target], { training: true }) as tf.Tensor;

    // The same by hand: layers of tf.js called one after the other, states as arguments.
    const of = (node: string): tf.Tensor[] =>
      weights.filter(({ name }) => name.startsWith(`${node}/`)).map(({ variable }) => variable);
    const gates = { recurrentActivation: 'sigmoid' } as const;
    const encoder = tf.layers.lstm({ units, returnState: true, ...gates });
    encoder.apply(source);
    encoder.setWeights(of('encoder'));
    const [, h, c] = encoder.apply(source) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const decoder = tf.layers.lstm({ units, returnSequences: true, ...gates });
    decoder.apply(target);
    decoder.setWeights(of('decoder'));
    const decoded = decoder.apply(target, { initialState: [h, c] } as never) as tf.Tensor;
    const after = tf.layers.gru({ units: 2, ...gates });
    after.apply(decoded);
    after.setWeights(of('after'));
    expectClose(valuesOf(found), valuesOf(after.apply(decoded) as tf.Tensor), 1e-5);
  });

  it('draw other weights for each direction, the same ones for the same seed', async () => {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['x', 'input', { shape: [5, 4] }],
          ['both', 'gru', { units: 3, bidirectional: 'concatenate', resetAfter: true }],
        ],
        ['x → both'],
      ),
    );
    const build = async () => {
      const { weights } = await buildModel(analysis, { seed: 3 });
      return new Map(weights.map(({ name, variable }) => [name, valuesOf(variable)]));
    };
    const first = await build();
    expect([...first.keys()]).toEqual(
      ['forward', 'backward'].flatMap((direction) =>
        ['kernel', 'recurrent_kernel', 'bias'].map((name) => `both/${direction}_${name}`),
      ),
    );
    for (const name of ['kernel', 'recurrent_kernel']) {
      expect(first.get(`both/forward_${name}`)).not.toEqual(first.get(`both/backward_${name}`));
    }
    expect(await build()).toEqual(first);
  });

  it('start the forget gate of every direction at 1', async () => {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['x', 'input', { shape: [5, 4] }],
          ['both', 'lstm', { units: 2, bidirectional: 'sum', peepholes: true }],
        ],
        ['x → both'],
      ),
    );
    const { weights } = await buildModel(analysis, { seed: 3 });
    const biases = weights.filter(({ name }) => name.endsWith('bias'));
    expect(biases.map(({ variable }) => valuesOf(variable))).toEqual([
      [0, 0, 1, 1, 0, 0, 0, 0],
      [0, 0, 1, 1, 0, 0, 0, 0],
    ]);
  });
});
