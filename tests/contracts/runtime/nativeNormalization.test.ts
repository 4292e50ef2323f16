import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeModule } from '../../../src/runtime/native/nativeModule';
import { count, fill } from './layerChecks';
import { expectClose, numericalGradient, onBackend, spreadValues } from './onBackend';

const tensor = (shape: number[], phase: number, offset = 0) =>
  tf.tensor(
    spreadValues(count(shape), phase).map((value) => value + offset),
    shape,
  );

/** Shapes of rank 2 to 4 on both sides of the widths of vectors and chunks. */
const shapes = fc
  .tuple(
    fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 3 }),
    fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 515)),
  )
  .map(([rows, channels]) => [...rows, channels])
  .filter((shape) => count(shape) < 60_000);

type Create = () => tf.layers.Layer;

/** A layer whose weights are known, and its output weighed to a scalar. */
function weighed(create: Create, shape: number[]) {
  const layer = create();
  layer.apply(tf.zeros(shape));
  fill(layer);
  const said = tensor(shape, 7);
  const f = (x: tf.Tensor): tf.Scalar =>
    tf.sum(tf.mul(said, layer.apply(x, { training: true }) as tf.Tensor));
  return { layer, f };
}

/** What a layer makes of x in training, all gradients, and the weights (averages too) after it. */
function passes(create: Create, shape: number[], offset: number): tf.Tensor[] {
  const { layer, f } = weighed(create, shape);
  const x = tensor(shape, 0, offset).variable();
  const trained = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = tf.variableGrads(() => f(x), [x, ...trained]);
  const averages = layer.weights.map((weight) => weight.read());
  const y = layer.apply(x, { training: true }) as tf.Tensor;
  const found = [x, ...trained].map(({ name }) => grads[name] as tf.Tensor);
  x.dispose();
  return [y, ...found, ...averages].map((one) => tf.clone(one));
}

async function expectSameOnBoth(compute: () => tf.Tensor[], tolerance?: number): Promise<void> {
  const expected = await onBackend('cpu', compute);
  const found = await onBackend('wasm', compute);
  for (const [place, values] of found.entries()) expectClose(values, expected[place]!, tolerance);
}

const layers: readonly (readonly [string, (rank: number) => Create])[] = [
  ['batch', () => () => tf.layers.batchNormalization({ momentum: 0.8, epsilon: 0.01 })],
  [
    'batch without scale',
    () => () => tf.layers.batchNormalization({ scale: false, epsilon: 0.01 }),
  ],
  ['layer', () => () => tf.layers.layerNormalization({ epsilon: 0.01 })],
  [
    'layer without centre',
    () => () => tf.layers.layerNormalization({ center: false, epsilon: 0.01 }),
  ],
  [
    'layer over two axes',
    (rank) => () => tf.layers.layerNormalization({ axis: [rank - 2, rank - 1], epsilon: 0.01 }),
  ],
];

describe('compiled normalisation on WASM', () => {
  it.each(layers)('agrees with the CPU backend: %s', async (name, create) => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        // What hardly depends on x has a gradient of rounding errors.
        fc.pre(shape.at(-1)! > 3 || name.startsWith('batch'));
        fc.pre(count(shape.slice(0, -1)) > 3);
        await expectSameOnBoth(() => passes(create(shape.length), shape, 0.5));
      }),
      { numRuns: 25 },
    );
    expect(nativeModule()).not.toBeNull();
  });

  it('sees the variance of numbers far from zero', async () => {
    const create = () => tf.layers.batchNormalization({ epsilon: 1e-5 });
    const shape = [4, 40, 40, 3];
    const [y] = await onBackend('wasm', () => passes(create, shape, 300));
    const [moved] = await onBackend('wasm', () => passes(create, shape, 0));
    expectClose(y!, moved!, 2e-3);
  });

  it.each(layers)('has the gradient that differences show: %s', async (_, create) => {
    const shape = [3, 4, 5];
    const x = spreadValues(count(shape));
    const [found, expected] = await onBackend('wasm', () => {
      const { f } = weighed(create(shape.length), shape);
      return [tf.grad(f)(tf.tensor(x, shape)), tf.tensor(numericalGradient(f, x, shape, 3e-3))];
    });
    expectClose(found!, expected!, 1e-2);
  });

  it.each(layers)('can be differentiated twice: %s', async (_, create) => {
    const shape = [3, 4, 5];
    const x = spreadValues(count(shape));
    const [found, expected] = await onBackend('wasm', () => {
      const { f } = weighed(create(shape.length), shape);
      const penalty = (at: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(at))) as tf.Scalar;
      return [
        tf.grad(penalty)(tf.tensor(x, shape)),
        tf.tensor(numericalGradient(penalty, x, shape, 3e-3)),
      ];
    });
    expectClose(found!, expected!, 2e-2);
  });

  it('normalises with given moments as the CPU backend does', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), async (shape, isScaled) => {
        const parts = (phase: number) => tensor([shape.at(-1)!], phase, 1.5);
        await expectSameOnBoth(() => [
          tf.batchNorm(
            tensor(shape, 0),
            parts(1),
            parts(2),
            isScaled ? parts(3) : undefined,
            isScaled ? parts(4) : undefined,
            0.01,
          ),
        ]);
      }),
      { numRuns: 30 },
    );
  });
});
