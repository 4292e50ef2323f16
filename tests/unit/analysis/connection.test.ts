import { describe, expect, it } from 'vitest';
import { connectionRefusal } from '../../../src/analysis/connection';
import { analyseMain, drawNetwork } from './drawNetwork';

describe('connectionRefusal', () => {
  const analysis = analyseMain(
    drawNetwork(
      [
        ['image', 'input', { shape: [8, 8, 3] }],
        ['flatten', 'flatten'],
        ['dense1', 'dense', { units: 4 }],
        ['conv1', 'conv2d'],
        ['add1', 'add'],
      ],
      ['image → flatten', 'flatten → dense1', 'dense1 → add1:a', 'dense1 → add1:b'],
    ),
  );
  const refusal = (from: string, to: string, port = 'x'): string | null =>
    connectionRefusal(analysis, { node: from, port: 'y' }, { node: to, port });

  it('lets through what fits', () => {
    expect(refusal('image', 'conv1')).toBeNull();
    expect(refusal('dense1', 'add1', 'c')).toBeNull();
  });

  it('says why with the shape found', () => {
    expect(refusal('dense1', 'conv1')).toBe(
      'Conv 2D takes 3 axes (height × width × channels), got 1: 4.',
    );
  });

  it('refuses circles, also at a distance', () => {
    expect(refusal('dense1', 'dense1')).toBe('A node cannot feed itself.');
    expect(refusal('add1', 'flatten')).toMatch(/flatten already leads to add1/);
  });

  it('refuses ports that are not there', () => {
    expect(refusal('image', 'conv1', 'q')).toBe('conv1 has no input q.');
  });
});
