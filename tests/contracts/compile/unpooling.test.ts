import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { spreadValues } from '../runtime/onBackend';

/** An encoder and a decoder that puts numbers back where the encoder found them; 7 rows are odd. */
function segmentationNetwork() {
  return analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [7, 6, 2] }],
        ['encode', 'conv2d', { filters: 3, kernelSize: 3, padding: 1, activation: 'tanh' }],
        ['pool', 'maxPoolingWithIndices2d'],
        ['middle', 'conv2d', { filters: 3, kernelSize: 3, padding: 1 }],
        ['unpool', 'maxUnpooling2d'],
        ['decode', 'conv2d', { filters: 2, kernelSize: 3, padding: 1 }],
      ],
      [
        'x:y → encode:x',
        'encode:y → pool:x',
        'pool:y → middle:x',
        'middle:y → unpool:x',
        'pool:indices → unpool:indices',
        'encode:y → unpool:like',
        'unpool:y → decode:x',
      ],
    ),
  );
}

describe('a network that pools with indices and unpools', () => {
  it.each(['cpu', 'wasm'] as const)(
    'trains on %s, before and behind the indices',
    async (backend) => {
      await startBackend(backend);
      const analysis = segmentationNetwork();
      expect(analysis.nodes.get('decode')?.outputs?.y?.shape).toEqual([7, 6, 2]);
      const network = await buildModel(analysis, { seed: 1, forTraining: true });
      const x = tf.tensor4d(spreadValues(2 * 84), [2, 7, 6, 2]);
      const wanted = tf.tensor4d(spreadValues(2 * 84, 3), [2, 7, 6, 2]);
      const optimizer = tf.train.adam(0.03);
      const variables = network.weights.map(({ variable }) => variable);
      const loss = () =>
        tf.losses.meanSquaredError(wanted, network.model.apply(x) as tf.Tensor) as tf.Scalar;
      const first = loss().dataSync()[0] ?? 0;
      for (let step = 0; step < 25; step++) {
        const { value, grads } = tf.variableGrads(loss, variables);
        for (const { name } of variables) {
          expect(Math.max(...(grads[name]?.abs().dataSync() ?? []))).toBeGreaterThan(0);
        }
        optimizer.applyGradients(grads as never);
        tf.dispose([value, grads]);
      }
      expect(loss().dataSync()[0]).toBeLessThan(first * 0.7);
      network.dispose();
    },
  );
});
