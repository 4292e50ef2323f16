import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/jsonValue';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { trainOneStep } from './trainOneStep';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

const narrow = { width: 1 / 16, classes: 10 };

describe('image classifiers train one step at reduced size', () => {
  it.each<readonly [string, Readonly<Record<string, JsonValue>>]>([
    ['convolution/lenet5', {}],
    ['convolution/lenet5-1998', {}],
    ...['A', 'A-LRN', 'B', 'C', 'D', 'E'].map(
      (configuration) => ['convolution/vgg', { ...narrow, size: 32, configuration }] as const,
    ),
    ['convolution/alexnet', { ...narrow, size: 67 }],
    ['convolution/zfnet', { ...narrow, size: 63 }],
    ['convolution/googlenet', { ...narrow, size: 64 }],
    ['convolution/resnet18', { ...narrow, size: 32 }],
    ['convolution/resnet34', { ...narrow, size: 32 }],
    ['convolution/plain34', { ...narrow, size: 32 }],
    ['convolution/resnet50', { ...narrow, size: 32 }],
    ['convolution/resnet101', { ...narrow, size: 32 }],
    ['convolution/resnet152', { ...narrow, size: 32 }],
  ])('%s %o', async (name, values) => {
    const { network, trainable, problems } = openTemplate(name, values);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network);
    expect(step).toMatchObject({ trainable, outputs: [[2, 10]], unmoved: [] });
    expect(step.loss).toBeGreaterThan(0);
  });

  it('the capsule network, with labels and drawings', async () => {
    const { network, trainable } = openTemplate('convolution/capsnet', { ...narrow, size: 21 });
    const step = await trainOneStep(network);
    expect(step).toMatchObject({
      trainable,
      outputs: [
        [2, 10],
        [2, 21, 21, 1],
      ],
      unmoved: [],
    });
  });

  it('GoogLeNet with its auxiliary classifiers', async () => {
    const values = { ...narrow, size: 128, auxiliary: true };
    const { network, trainable, problems } = openTemplate('convolution/googlenet', values);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network);
    const classes = [2, 10];
    expect(step).toMatchObject({ trainable, outputs: [classes, classes, classes], unmoved: [] });
  });
});
