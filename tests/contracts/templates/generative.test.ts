import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/jsonValue';
import { startBackend } from '../../../src/runtime/backends';
import { openTemplate } from '../../unit/templates/openTemplate';
import { trainOneStep } from './trainOneStep';

beforeAll(async () => {
  const started = await startBackend('wasm');
  if (!started.ok) throw new Error(started.error);
});

type Values = Readonly<Record<string, JsonValue>>;
type Row = readonly [string, string, Values, readonly (readonly number[])[]];

const narrow = { width: 1 / 16 };

describe('generative networks train one step at reduced size', () => {
  it.each<Row>([
    ['generative/gan', 'generator', {}, [[2]]],
    ['generative/gan', 'discriminator', {}, [[1]]],
    ['generative/conditional-gan', 'generator', narrow, [[28, 28, 1]]],
    ['generative/conditional-gan', 'discriminator', narrow, [[1]]],
    ['generative/dcgan', 'generator', { ...narrow, size: 16 }, [[16, 16, 3]]],
    ['generative/dcgan', 'discriminator', { ...narrow, size: 16 }, [[1]]],
    ['generative/pix2pix', 'generator', narrow, [[256, 256, 3]]],
    ['generative/pix2pix', 'discriminator', { ...narrow, size: 32 }, [[2, 2, 1]]],
    ['generative/srgan', 'generator', { ...narrow, size: 5, blocks: 2 }, [[20, 20, 3]]],
    [
      'generative/srgan',
      'generator',
      { ...narrow, size: 5, blocks: 2, slopes: 'channel' },
      [[20, 20, 3]],
    ],
    ['generative/srgan', 'discriminator', { ...narrow, size: 16 }, [[1]]],
    ['generative/stargan', 'generator', { ...narrow, size: 16, blocks: 2 }, [[16, 16, 3]]],
    ['generative/stargan', 'discriminator', { ...narrow, size: 16, layers: 3 }, [[2, 2, 1], [5]]],
    ['generative/stylegan', 'generator', { ...narrow, size: 16 }, [[16, 16, 3]]],
    ['convolution/siamese', 'main', { ...narrow, size: 65 }, [[1]]],
    ['autoencoders/autoencoder', 'encoder', {}, [[7, 7, 4]]],
    ['autoencoders/autoencoder', 'decoder', {}, [[28, 28, 1]]],
    ['autoencoders/denoising', 'encoder', { width: 1 / 8 }, [[7, 7, 4]]],
    ['autoencoders/denoising', 'decoder', { width: 1 / 8 }, [[28, 28, 1]]],
    ['autoencoders/sparse', 'encoder', { units: 32 }, [[32]]],
    ['autoencoders/sparse', 'decoder', { units: 32 }, [[28, 28, 1]]],
    ['autoencoders/variational', 'encoder', { hidden: 16, latent: 2 }, [[2], [2]]],
    ['autoencoders/variational', 'decoder', { hidden: 16, latent: 2 }, [[28, 28, 1]]],
  ])('%s: %s %o', async (name, graph, values, outputs) => {
    const { network, trainable, problems } = openTemplate(name, values, graph);
    // A step calls other networks too, which still have their defaults.
    expect(problems.filter((problem) => !problem.startsWith('train/'))).toEqual([]);
    const step = await trainOneStep(network, { batchSize: 4 });
    const shapes = outputs.map((shape) => [4, ...shape]);
    expect(step).toMatchObject({ trainable, outputs: shapes, unmoved: [] });
    expect(step.loss).toBeGreaterThan(0);
  });

  it.each<Row>([
    ['generative/cyclegan', 'generator', { ...narrow, size: 16, blocks: 2 }, [[16, 16, 3]]],
    ['generative/cyclegan', 'discriminator', { ...narrow, size: 32 }, [[2, 2, 1]]],
  ])('%s: %s %o, but for biases that a norm takes away', async (name, graph, values, outputs) => {
    const { network, trainable, problems } = openTemplate(name, values, graph);
    expect(problems).toEqual([]);
    const step = await trainOneStep(network);
    expect(step).toMatchObject({ trainable, outputs: outputs.map((shape) => [2, ...shape]) });
    expect(step.loss).toBeGreaterThan(0);
    expect(step.unmoved.filter((weight) => !weight.endsWith('bias'))).toEqual([]);
  });
});
