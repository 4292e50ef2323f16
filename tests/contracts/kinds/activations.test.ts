import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { workExample } from '../../../src/kinds/example';
import { layerKinds } from '../../../src/kinds/registry';
import { createLayer } from './tfjsLayer';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Φ, the normal distribution's share below z, by Simpson's rule. */
function normalShare(z: number): number {
  const steps = 2000;
  const from = -10;
  const width = (z - from) / steps;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(from) + density(z);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(from + i * width);
  return (sum * width) / 3;
}

/** What the papers write. */
const definitions: Record<string, (z: number) => number> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  relu6: (z) => Math.min(6, Math.max(0, z)),
  leakyRelu: (z) => (z > 0 ? z : 0.3 * z),
  elu: (z) => (z > 0 ? z : Math.exp(z) - 1),
  selu: (z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * (Math.exp(z) - 1)),
  sigmoid,
  hardSigmoid: (z) => Math.min(1, Math.max(0, 0.2 * z + 0.5)),
  tanh: Math.tanh,
  softplus: (z) => Math.log1p(Math.exp(z)),
  softsign: (z) => z / (1 + Math.abs(z)),
  swish: (z) => z * sigmoid(z),
  gelu: (z) => z * normalShare(z),
  mish: (z) => z * Math.tanh(Math.log1p(Math.exp(z))),
};

const points = [-7.3, -2.6, -1.1, -0.4, 0.3, 0.9, 2.2, 5.1, 6.7];

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function layerOf(id: string): tf.layers.Layer {
  const kind = layerKinds.find((candidate) => candidate.id === id);
  const example = kind?.examples[0];
  if (!kind || !example) throw new Error(`no kind ${id}`);
  const { fields, inputs, outputs } = workExample(kind, example);
  const [layer] = kind.layers(fields, inputs, outputs ?? {});
  if (!layer) throw new Error(`${id} has no layer`);
  return createLayer(layer);
}

describe('activations', () => {
  const named = layerKinds.filter(({ family, id }) => family === 'activation' && id !== 'softmax');

  it.each(named.map(({ id }) => id))('%s is the function of its paper, and its slope', (id) => {
    const define = definitions[id];
    if (!define) throw new Error(`write down the definition of ${id}`);
    const apply = (x: tf.Tensor): tf.Tensor => layerOf(id).apply(x) as tf.Tensor;
    const x = tf.tensor2d(points, [1, points.length]);
    const values = apply(x).dataSync();
    const slopes = tf
      .grad((z) => tf.sum(apply(z)))(x)
      .dataSync();
    for (const [index, z] of points.entries()) {
      const step = 1e-5;
      expect(values[index]).toBeCloseTo(define(z), 4);
      expect(slopes[index]).toBeCloseTo((define(z + step) - define(z - step)) / (2 * step), 3);
    }
  });

  it('softmax gives shares of e to the power of each number', () => {
    const x = tf.tensor2d([0, Math.log(2), Math.log(5)], [1, 3]);
    const shares = (layerOf('softmax').apply(x) as tf.Tensor).dataSync();
    for (const [index, share] of [1 / 8, 2 / 8, 5 / 8].entries()) {
      expect(shares[index]).toBeCloseTo(share, 6);
    }
  });
});
