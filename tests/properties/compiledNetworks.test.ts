import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isSound } from '../../src/analysis/analyse';
import { summarise } from '../../src/analysis/summary';
import { buildModel } from '../../src/compile/buildModel';
import { startBackend } from '../../src/runtime/backends';
import { drawProject, mainOf } from '../unit/blocks/drawProject';
import { arbitraryNetwork } from './arbitraryNetworks';

beforeAll(async () => {
  await startBackend('cpu');
  // tf.js warns of a tensor that is two outputs, which is meant here.
  vi.spyOn(console, 'warn').mockReturnValue();
});

afterAll(() => {
  vi.restoreAllMocks();
});

describe('a network of blocks', () => {
  it('is built with the shapes and the parameters that analysis says', async () => {
    let sound = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, async (graphs) => {
        const main = mainOf(drawProject(graphs));
        const { totals, complete } = summarise(main, 1, 0);
        if (!isSound(main)) return;
        sound += 1;
        expect(complete).toBe(true);
        const network = await buildModel(main, { seed: 1 });
        const size = (weights: readonly { readonly shape: readonly number[] }[]): number =>
          weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape([...shape]), 0);
        expect(size(network.weights)).toBe(totals.parameters);
        expect(new Set(network.weights.map(({ variable }) => variable.id)).size).toBe(
          network.weights.length,
        );
        expect(size(network.weights.filter(({ trainable }) => trainable))).toBe(
          totals.trainableParameters,
        );
        const made = tf.tidy(() => {
          const given = main.inputs.map((id) =>
            tf.ones([2, ...((main.nodes.get(id)?.outputs?.y?.shape ?? []) as number[])]),
          );
          const outputs = network.model.apply(given.length === 1 ? (given[0] as tf.Tensor) : given);
          return [outputs as tf.Tensor | tf.Tensor[]].flat().map(({ shape }) => shape);
        });
        const wanted = main.outputs.map((id) => [
          2,
          ...(Object.values(main.nodes.get(id)?.outputs ?? {})[0]?.shape ?? []),
        ]);
        network.dispose();
        expect(made).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
    expect(sound).toBeGreaterThan(75);
  });
});
