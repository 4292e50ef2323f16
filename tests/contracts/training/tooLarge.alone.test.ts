import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { eventsOf, pointsProject, runToEnd } from './testRun';

describe('a run that its backend can’t hold', () => {
  it('fails at once, before a weight is made, and points to the node that costs most', async () => {
    await startBackend('wasm');
    const before = tf.memory().numBytes;
    const project = pointsProject({}, [
      ['first', 'dense', { units: 20_000, activation: 'relu' }],
      ['large', 'dense', { units: 20_000, activation: 'relu' }],
      ['output', 'dense', { units: 1, activation: 'sigmoid' }],
    ]);
    const { events, outcome } = await runToEnd(project, { backend: 'wasm' });
    expect(outcome).toMatchObject({
      type: 'failed',
      node: 'network/large',
      message: expect.stringMatching(
        /needs about \d+\.\d GB with batches of 10, and the wasm backend holds at most 4\.1 GB\. network\/large takes the most, 6\.4 GB of weights, gradients and slots\. Not even one example/,
      ),
    });
    expect(eventsOf(events, 'started')).toEqual([]);
    expect(tf.memory().numBytes).toBe(before);
  });

  it('is offered the batch that fits', async () => {
    const { outcome } = await runToEnd(
      pointsProject({ batchSize: 400_000, stepsPerEpoch: 1 }, [
        ['first', 'dense', { units: 2000, activation: 'relu' }],
        ['output', 'dense', { units: 1, activation: 'sigmoid' }],
      ]),
      { backend: 'wasm' },
    );
    expect(outcome).toMatchObject({
      node: 'network/first',
      message: expect.stringMatching(/3\.2 GB of activations\. Batches of \d+ fit: lower/),
    });
  });
});
