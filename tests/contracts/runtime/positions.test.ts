import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { LearnedPositions } from '../../../src/runtime/layers/learnedPositions';
import { SinusoidalPositions } from '../../../src/runtime/layers/sinusoidalPositions';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const valuesOf = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

describe('sinusoidal positions', () => {
  it('are the waves of the Transformer, whatever the length and width', async () => {
    await startBackend('cpu');
    const layer = new SinusoidalPositions({ base: 10000, scaleInput: false });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (time, width) => {
          const y = (layer.apply(tf.zeros([2, time, width])) as tf.Tensor3D).arraySync();
          for (const example of y) {
            for (const [position, row] of example.entries()) {
              for (let i = 0; 2 * i < width; i++) {
                const angle = position / 10000 ** ((2 * i) / width);
                expect(row[2 * i]).toBeCloseTo(Math.sin(angle), 5);
                if (2 * i + 1 < width) expect(row[2 * i + 1]).toBeCloseTo(Math.cos(angle), 5);
              }
            }
          }
        },
      ),
    );
  });

  it('turn by the same matrix from every position to the next, as the paper says', async () => {
    await startBackend('cpu');
    const layer = new SinusoidalPositions({ base: 10000, scaleInput: false });
    const [rows] = (layer.apply(tf.zeros([1, 30, 8])) as tf.Tensor3D).arraySync();
    const angle = (row: number[], pair: number): number =>
      Math.atan2(row[2 * pair]!, row[2 * pair + 1]!);
    for (let pair = 0; pair < 4; pair++) {
      const step = 10000 ** (-pair / 4);
      for (let position = 0; position < 29; position++) {
        const turned = angle(rows![position + 1]!, pair) - angle(rows![position]!, pair);
        expect(Math.cos(turned)).toBeCloseTo(Math.cos(step), 5);
      }
    }
  });

  it.each(['cpu', 'wasm'] as const)('scale what arrives by √d on %s', async (backend) => {
    await startBackend(backend);
    const layer = new SinusoidalPositions({ base: 100, scaleInput: true });
    const waves = valuesOf(layer.apply(tf.zeros([1, 3, 4])) as tf.Tensor);
    const x = spreadValues(12);
    const y = valuesOf(layer.apply(tf.tensor(x, [1, 3, 4])) as tf.Tensor);
    expectClose(
      y,
      x.map((value, index) => 2 * value + waves[index]!),
      1e-6,
    );
    const f = (input: tf.Tensor): tf.Scalar => tf.sum(layer.apply(input) as tf.Tensor);
    const gradient = valuesOf(tf.grad(f)(tf.tensor(x, [1, 3, 4])));
    expect(gradient).toEqual(x.map(() => 2));
  });
});

describe.each(['cpu', 'wasm'] as const)('learned positions on %s', (backend) => {
  it('add their rows, and learn the rows that were used', async () => {
    await startBackend(backend);
    const layer = new LearnedPositions({ maxLength: 4, embeddingsInitializer: 'zeros' });
    const x = spreadValues(2 * 3 * 2);
    const input = tf.tensor(x, [2, 3, 2]);
    layer.apply(input);
    const table = spreadValues(8, 3);
    layer.setWeights([tf.tensor(table, [4, 2])]);
    expectClose(
      valuesOf(layer.apply(input) as tf.Tensor),
      x.map((value, index) => value + table[index % 6]!),
      1e-6,
    );
    const variable = layer.weights[0]!.read() as tf.Variable;
    const weighting = tf.tensor(spreadValues(12, 5), [2, 3, 2]);
    const objective = (): tf.Scalar => tf.sum(tf.mul(layer.apply(input) as tf.Tensor, weighting));
    const found = valuesOf(tf.variableGrads(objective).grads[variable.name]!);
    const numerical = numericalGradient(
      (value) => {
        variable.assign(value);
        return objective();
      },
      table,
      [4, 2],
    );
    expectClose(found, numerical, 5e-3);
    expect(found.slice(6)).toEqual([0, 0]);
  });

  it('say which sequence is too long for their table', async () => {
    await startBackend(backend);
    const layer = new LearnedPositions({ maxLength: 4, name: 'positions' });
    layer.apply(tf.zeros([1, 4, 2]));
    expect(() => layer.apply(tf.zeros([1, 5, 2]))).toThrow(
      'positions has rows for 4 positions; a sequence of 5 arrived.',
    );
  });
});
