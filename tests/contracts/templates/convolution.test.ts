import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { trainOneStep } from './trainOneStep';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

describe('image classifiers train one step', () => {
  it.each([['convolution/lenet5', {}, 61_706]] as const)('%s %o', async (name, values, count) => {
    const step = await trainOneStep(openTemplate(name, values).network);
    expect(step).toMatchObject({ trainable: count, outputs: [[2, 10]], unmoved: [] });
    expect(step.loss).toBeGreaterThan(0);
  });
});
