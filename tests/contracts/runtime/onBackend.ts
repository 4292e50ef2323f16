import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';

/** Runs on one backend and returns the values of the tensors that come back, disposing all. */
export async function onBackend(
  backend: 'wasm' | 'cpu',
  compute: () => tf.Tensor | tf.Tensor[],
): Promise<number[][]> {
  const started = await startBackend(backend);
  if (!started.ok) throw new Error(started.error);
  return tf.tidy(() => [compute()].flat().map((tensor) => Array.from(tensor.dataSync())));
}

/** Expects equal values, up to an error relative to the largest of them. */
export function expectClose(found: number[], expected: number[], tolerance = 1e-4): void {
  expect(found.length).toBe(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
  const worst = found.reduce(
    (error, value, i) => Math.max(error, Math.abs(value - expected[i]!)),
    0,
  );
  expect(found.every(Number.isFinite)).toBe(true);
  expect(worst / scale).toBeLessThanOrEqual(tolerance);
}

/**
 * The gradient of a scalar function of one tensor by central differences: the oracle that knows
 * nothing of how tf.js differentiates.
 */
export function numericalGradient(
  f: (x: tf.Tensor) => tf.Scalar,
  x: number[],
  shape: number[],
  step = 1e-2,
): number[] {
  return x.map((_, index) => {
    const at = (offset: number): number =>
      tf.tidy(() => {
        const moved = x.map((value, i) => (i === index ? value + offset : value));
        return f(tf.tensor(moved, shape)).dataSync()[0]!;
      });
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** Fixed values without ties, spread over −1 … 1. */
export function spreadValues(count: number, phase = 0): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + phase + 0.3 * Math.sqrt(i)));
}
