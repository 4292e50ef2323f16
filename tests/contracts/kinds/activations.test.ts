import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { workExample } from '../../../src/kinds/example';
import { layerKinds } from '../../../src/kinds/registry';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';
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
  exponential: Math.exp,
  expression: (z) => 1.7159 * Math.tanh((2 * z) / 3),
  prelu: (z) => (z > 0 ? z : 0.25 * z),
  thresholdedRelu: (z) => (z > 1 ? z : 0),
};

/** Functions that join several numbers. */
const joining = ['softmax', 'logSoftmax', 'glu', 'maxout'];

const points = [-7.3, -2.6, -1.1, -0.4, 0.3, 0.9, 2.2, 5.1, 6.7];

beforeAll(async () => {
  prepareRuntime();
  await tf.setBackend('cpu');
});

function layersOf(id: string, fields: object = {}, shape?: readonly number[]) {
  const kind = layerKinds.find((candidate) => candidate.id === id);
  const example = kind?.examples[0];
  if (!kind || !example) throw new Error(`no kind ${id}`);
  const changed = { ...example, fields: { ...example.fields, ...fields } };
  const worked = workExample(kind, shape ? { ...changed, inputs: [shape] } : changed);
  if (!worked.outputs) throw new Error(worked.remarks.join(' '));
  return kind.layers(worked.fields, worked.inputs, worked.outputs).map(createLayer);
}

function layerOf(id: string, fields: object = {}, shape?: readonly number[]): tf.layers.Layer {
  const [layer] = layersOf(id, fields, shape);
  if (!layer) throw new Error(`${id} has no layer`);
  return layer;
}

/** What a node makes of numbers. */
function valuesOf(id: string, fields: object, shape: readonly number[], x: tf.Tensor): number[] {
  const apply = (y: tf.Tensor, layer: tf.layers.Layer) => layer.apply(y) as tf.Tensor;
  return Array.from(layersOf(id, fields, shape).reduce(apply, x).dataSync());
}

/** Expects values and slopes of a function, `digits` behind the point, of large numbers in all. */
function expectFunction(
  apply: (x: tf.Tensor) => tf.Tensor,
  define: (z: number) => number,
  digits = 4,
): void {
  const x = tf.tensor2d(points, [1, points.length]);
  const values = apply(x).dataSync();
  const slopes = tf
    .grad((z: tf.Tensor) => tf.sum(apply(z)))(x)
    .dataSync();
  for (const [index, z] of points.entries()) {
    const step = 1e-5;
    const slope = (define(z + step) - define(z - step)) / (2 * step);
    // The digits that float32 holds of large numbers.
    const scale = Math.max(1, Math.abs(define(z)));
    expect((values[index] ?? 0) / scale).toBeCloseTo(define(z) / scale, digits);
    expect((slopes[index] ?? 0) / scale).toBeCloseTo(slope / scale, Math.min(digits, 3));
  }
}

describe('activations', () => {
  const named = layerKinds.filter(
    ({ family, id }) => family === 'activation' && !joining.includes(id),
  );

  it.each(named.map(({ id }) => id))('%s is the function of its paper, and its slope', (id) => {
    const define = definitions[id];
    if (!define) throw new Error(`write down the definition of ${id}`);
    expectFunction((x) => layerOf(id).apply(x) as tf.Tensor, define);
  });

  it.each([
    ['gelu', { approximate: true }, definitions.gelu!, 2],
    ['expression', { expression: '-x ** 2' }, (z: number) => -(z ** 2), 4],
    [
      'expression',
      { expression: 'x > 0 ? log(x) : 0' },
      (z: number) => (z > 0 ? Math.log(z) : 0),
      4,
    ],
    [
      'expression',
      { expression: 'min(x, 1) + max(0, x - 2, 3 - x)' },
      (z: number) => Math.min(z, 1) + Math.max(0, z - 2, 3 - z),
      4,
    ],
    [
      'expression',
      { expression: 'if(x >= -1 && !(x > 5), x ** 3, abs(x) / pi)' },
      (z: number) => (z >= -1 && z <= 5 ? z ** 3 : Math.abs(z) / Math.PI),
      3,
    ],
    [
      'expression',
      { expression: '2 ** x * sin(x) / sqrt(x ** 2 + 1)' },
      (z: number) => (2 ** z * Math.sin(z)) / Math.hypot(z, 1),
      3,
    ],
    ['prelu', { alpha: 0.1 }, (z: number) => (z > 0 ? z : 0.1 * z), 4],
    ['thresholdedRelu', { theta: 0.5 }, (z: number) => (z > 0.5 ? z : 0), 4],
  ] as const)('%s %j is what it says, and its slope', (id, fields, define, digits) => {
    expectFunction((x) => layerOf(id, fields).apply(x) as tf.Tensor, define, digits);
  });

  it('an expression keeps its slope where the branch not taken has none', () => {
    const layer = layerOf('expression', { expression: 'x == 0 ? 1 : sin(x) / x' });
    const f = (x: tf.Tensor) => tf.sum(layer.apply(x) as tf.Tensor);
    expect(
      Array.from(
        tf
          .grad(f)(tf.tensor2d([[0, Math.PI]]))
          .dataSync(),
      ),
    ).toEqual([0, expect.closeTo(-1 / Math.PI, 5)]);
  });

  it('log-softmax is the logarithm of the softmax, along any axis', () => {
    const z = [0.3, -1.2, 2.5, 40, 0.1, -30];
    const x = tf.tensor3d(z, [1, 2, 3]);
    const along = (axis: number) => (place: number) => {
      const peers =
        axis === 1 ? [place % 3, (place % 3) + 3] : [0, 1, 2].map((k) => k + place - (place % 3));
      return z[place]! - Math.log(peers.reduce((sum, peer) => sum + Math.exp(z[peer]!), 0));
    };
    for (const axis of [1, 2]) {
      const logarithms = valuesOf('logSoftmax', { axis }, [2, 3], x);
      const shares = valuesOf('softmax', { axis }, [2, 3], x);
      for (const [place, value] of logarithms.entries()) {
        expect(value).toBeCloseTo(along(axis)(place), 4);
        expect(shares[place]).toBeCloseTo(Math.exp(along(axis)(place)), 5);
      }
    }
  });

  it('glu lets the second half of the channels gate the first', () => {
    const x = tf.tensor2d([1, 2, -0.5, 3], [1, 4]);
    const gates: Record<string, (z: number) => number> = {
      sigmoid,
      linear: (z) => z,
      relu: (z) => Math.max(0, z),
      gelu: (z) => z * normalShare(z),
      swish: (z) => z * sigmoid(z),
    };
    for (const [gate, define] of Object.entries(gates)) {
      const [first, second] = valuesOf('glu', { gate }, [4], x);
      expect(first).toBeCloseTo(1 * define(-0.5), 5);
      expect(second).toBeCloseTo(2 * define(3), 5);
    }
  });

  it('maxout keeps the largest of neighbouring channels', () => {
    const x = tf.tensor2d([1, 5, 2, -3, -1, -2], [1, 6]);
    expect(valuesOf('maxout', { pieces: 3 }, [6], x)).toEqual([5, -1]);
    expect(valuesOf('maxout', { pieces: 2 }, [6], x)).toEqual([5, 2, -1]);
  });

  it.each([[[1, 2]], [[2, 3]], [[1, 3]], [[2]], [[]]])(
    'prelu multiplies by the slope of its place, shared along %j',
    (sharedAxes) => {
      const layer = layerOf('prelu', { sharedAxes }, [2, 3, 2]);
      const x = tf.tensor4d(
        Array.from({ length: 12 }, (_, place) => -1 - place),
        [1, 2, 3, 2],
      );
      layer.apply(x);
      const shape = layer.getWeights()[0]!.shape;
      const size = shape.reduce((product, axis) => product * axis, 1);
      layer.setWeights([
        tf.tensor(
          Array.from({ length: size }, (_, k) => k + 1),
          shape,
        ),
      ]);
      const found = Array.from((layer.apply(x) as tf.Tensor).dataSync());
      const expected = found.map((_, place) => {
        const at = [Math.floor(place / 6), Math.floor(place / 2) % 3, place % 2];
        const slope = shape.reduce((index, n, axis) => index * n + (n === 1 ? 0 : at[axis]!), 0);
        return (-1 - place) * (slope + 1);
      });
      expect(found).toEqual(expected);
    },
  );

  it('softmax gives shares of e to the power of each number', () => {
    const x = tf.tensor2d([0, Math.log(2), Math.log(5)], [1, 3]);
    const shares = (layerOf('softmax').apply(x) as tf.Tensor).dataSync();
    for (const [index, share] of [1 / 8, 2 / 8, 5 / 8].entries()) {
      expect(shares[index]).toBeCloseTo(share, 6);
    }
  });
});
