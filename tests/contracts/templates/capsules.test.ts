import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { readWeights } from '../../../src/training/weightValues';
import { openTemplate } from '../../unit/templates/openTemplate';
import { expectClose, spreadValues } from '../runtime/onBackend';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const squash = (vector: readonly number[]): number[] => {
  const square = sum(vector.map((x) => x * x));
  return vector.map((x) => (square / (1 + square)) * (x / Math.sqrt(square)));
};

/** Procedure 1 of Sabour et al.: `votes[i][j]` is what capsule i says of class j. */
function route(votes: readonly (readonly (readonly number[])[])[], rounds: number): number[][] {
  const classes = votes[0]?.length ?? 0;
  const size = votes[0]?.[0]?.length ?? 0;
  const opinions = votes.map(() => new Array<number>(classes).fill(0));
  let capsules: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const shares = opinions.map((row) => {
      const powers = row.map(Math.exp);
      return powers.map((power) => power / sum(powers));
    });
    capsules = Array.from({ length: classes }, (_, j) =>
      squash(
        Array.from({ length: size }, (__, k) =>
          sum(votes.map((said, i) => shares[i]![j]! * said[j]![k]!)),
        ),
      ),
    );
    for (const [i, said] of votes.entries()) {
      for (const [j, vote] of said.entries()) {
        opinions[i]![j]! += sum(vote.map((x, k) => x * capsules[j]![k]!));
      }
    }
  }
  return capsules;
}

it('routes its capsules as the paper’s procedure does', async () => {
  const started = await startBackend('cpu');
  if (!started.ok) throw new Error(started.error);
  const values = { width: 1 / 16, size: 19, classes: 3, rounds: 3 };
  const network = await buildModel(openTemplate('convolution/capsnet', values).network, {
    seed: 4,
  });
  // Larger weights make votes that differ.
  for (const { variable } of network.weights) variable.assign(tf.mul(variable, 4));
  const weights = await readWeights(network.weights);
  const weight = (name: string): tf.Tensor => {
    const { values: numbers, shape } = weights.get(name) ?? { values: [], shape: [] };
    return tf.tensor([...numbers], [...shape]);
  };
  const image = tf.tensor4d(spreadValues(19 * 19), [1, 19, 19, 1]);
  const layer = (x: tf.Tensor4D, name: string, stride: number): tf.Tensor4D =>
    tf.add(
      tf.conv2d(x, weight(`${name}/kernel`) as tf.Tensor4D, stride, 'valid'),
      weight(`${name}/bias`),
    );
  const small = layer(tf.relu(layer(image, 'conv1', 1)), 'primary', 2)
    .reshape([-1, 8])
    .arraySync() as number[][];
  const matrices = weight('vote/matrices/value').arraySync() as number[][][];
  const votes = small
    .map(squash)
    .map((u, i) =>
      Array.from({ length: 3 }, (_, j) =>
        Array.from({ length: 16 }, (__, k) =>
          sum(u.map((x, axis) => x * matrices[i]![axis]![j * 16 + k]!)),
        ),
      ),
    );
  const expected = route(votes, 3).map((v) => Math.hypot(...v));
  const label = tf.tensor2d([[0, 1, 0]]);
  const [lengths] = network.model.predict([image, label]) as tf.Tensor[];
  expectClose([...(lengths?.dataSync() ?? [])], expected, 1e-3);
  // One round alone would give something else.
  const once = route(votes, 1).map((v) => Math.hypot(...v));
  expect(Math.max(...expected.map((x, j) => Math.abs(x - once[j]!)))).toBeGreaterThan(1e-2);
  network.dispose();
});
