import type { TensorType } from '../base/tensorType';
import { between } from './canvas';
import type { ExampleSource } from './exampleSource';

/** How a task of regression is made. */
export interface SinusoidsOptions {
  /** Points of each wave that may be learned from. */
  readonly shots: number;
  /** Other points of it. */
  readonly queries: number;
}

/**
 * Sine waves of amplitude 0.1–5 and phase 0–π, seen at points between −5 and 5; every example is a
 * wave: columns `x` and `y` [shots, 1], `queryX` and `queryY` [queries, 1]. Both splits draw alike.
 * Source: Finn, Abbeel & Levine, Model-Agnostic Meta-Learning, 2017, §5.1.
 */
export function sinusoidSource({ shots, queries }: SinusoidsOptions): ExampleSource {
  const type = (points: number): TensorType => ({
    shape: [points, 1],
    dtype: 'float32',
    content: 'vector',
  });
  return {
    columns: { x: type(shots), y: type(shots), queryX: type(queries), queryY: type(queries) },
    draw({ count, randomness }) {
      const x = new Float32Array(count * shots);
      const y = new Float32Array(count * shots);
      const queryX = new Float32Array(count * queries);
      const queryY = new Float32Array(count * queries);
      for (let wave = 0; wave < count; wave++) {
        const amplitude = between(randomness, 0.1, 5);
        const phase = between(randomness, 0, Math.PI);
        const see = (xs: Float32Array, ys: Float32Array, points: number): void => {
          for (let at = wave * points; at < (wave + 1) * points; at++) {
            xs[at] = between(randomness, -5, 5);
            ys[at] = amplitude * Math.sin((xs[at] as number) - phase);
          }
        };
        see(x, y, shots);
        see(queryX, queryY, queries);
      }
      const support = [count, shots, 1];
      const query = [count, queries, 1];
      return {
        x: { values: x, shape: support },
        y: { values: y, shape: support },
        queryX: { values: queryX, shape: query },
        queryY: { values: queryY, shape: query },
      };
    },
  };
}
