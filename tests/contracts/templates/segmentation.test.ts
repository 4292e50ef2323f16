import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/jsonValue';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { trainOneStep } from './trainOneStep';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const narrow = { width: 1 / 16, classes: 3 };

describe('segmentation trains one step at reduced size', () => {
  it.each<readonly [string, Readonly<Record<string, JsonValue>>, readonly number[]]>([
    ['segmentation/unet', { ...narrow, size: 188 }, [4, 4, 3]],
    ['segmentation/unet', { ...narrow, size: 32, padding: 'same' }, [32, 32, 3]],
    ['segmentation/fcn', { ...narrow, size: 32, variant: '32s' }, [32, 32, 3]],
    ['segmentation/fcn', { ...narrow, size: 32, variant: '16s' }, [32, 32, 3]],
    ['segmentation/fcn', { ...narrow, size: 32, variant: '8s' }, [32, 32, 3]],
    ['segmentation/segnet', { ...narrow, rows: 36, columns: 48 }, [36, 48, 3]],
  ])('%s %o', async (name, values, output) => {
    const { network, trainable, problems } = openTemplate(name, values);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network);
    expect(step).toMatchObject({ trainable, outputs: [[2, ...output]], unmoved: [] });
    expect(step.loss).toBeGreaterThan(0);
  });
});
