import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import type { JsonValue } from '../../../src/base/jsonValue';
import { rowOf } from '../lectures/exampleTemplates';
import { openTemplate } from './openTemplate';

type Values = Readonly<Record<string, JsonValue>>;
type Shape = readonly (number | null)[];

/** A network of a template with its arguments, what it learns and keeps, and the shapes that leave it. */
type Row = readonly [string, string, Values, number, number, readonly Shape[]];

const summaryOf = (name: string, graph: string, values: Values = {}) =>
  summarise(openTemplate(name, values, graph).network, 1, 0);

describe('generative networks at full size', () => {
  it.each<Row>([
    // Counted with PyTorch from the layer lists of the published implementations.
    ['generative/gan', 'generator', {}, 4_866, 0, [[2]]],
    ['generative/gan', 'discriminator', {}, 4_417, 0, [[1]]],
    ['generative/dcgan', 'generator', {}, 3_576_704, 1_920, [[64, 64, 3]]],
    ['generative/dcgan', 'discriminator', {}, 2_765_568, 1_792, [[1]]],
    ['generative/cyclegan', 'generator', {}, 11_378_179, 0, [[256, 256, 3]]],
    ['generative/cyclegan', 'generator', { blocks: 6, size: 128 }, 7_837_699, 0, [[128, 128, 3]]],
    ['generative/cyclegan', 'discriminator', {}, 2_764_737, 0, [[30, 30, 1]]],
    ['generative/pix2pix', 'generator', {}, 54_413_955, 9_856, [[256, 256, 3]]],
    ['generative/pix2pix', 'discriminator', {}, 2_768_705, 1_792, [[30, 30, 1]]],
    ['generative/srgan', 'generator', {}, 1_549_462, 4_224, [[96, 96, 3]]],
    ['generative/srgan', 'generator', { slopes: 'channel' }, 1_550_659, 4_224, [[96, 96, 3]]],
    ['generative/srgan', 'discriminator', {}, 23_565_505, 3_712, [[1]]],
    ['generative/stargan', 'generator', {}, 8_430_528, 0, [[128, 128, 3]]],
    ['generative/stargan', 'discriminator', {}, 44_762_048, 0, [[2, 2, 1], [5]]],
    // Table 1 of the paper has 26.2 million; 512 less, as its notes say.
    ['generative/stylegan', 'generator', {}, 26_212_019 - 512, 0, [[1024, 1024, 3]]],
    // 100·200 + 200 + 10·1000 + 1000 + 1200·1200 + 1200 + 1200·784 + 784.
    ['generative/conditional-gan', 'generator', {}, 2_413_984, 0, [[28, 28, 1]]],
    // 784·1200 + 1200 + 10·250 + 250 + 290·960 + 960 + 240 + 1.
    ['generative/conditional-gan', 'discriminator', {}, 1_224_351, 0, [[1]]],
  ])('%s: the %s %o learns %i numbers and keeps %i', (...row) => {
    const [name, graph, values, trainable, averages, outputs] = row;
    const open = openTemplate(name, values, graph);
    const { totals, complete } = summarise(open.network, 1, 0);
    expect(totals.trainableParameters).toBe(trainable);
    expect(totals.nonTrainableParameters).toBe(averages);
    expect(complete).toBe(true);
    expect(open.problems).toEqual([]);
    expect(open.network.outputs.map((id) => shapeOf(open, id))).toEqual(outputs);
    expect(open.fileBytes).toBeLessThan(20_000);
  });

  it.each(['cyclegan', 'pix2pix'])('the discriminator of %s judges patches of 70×70', (name) => {
    const { receptiveField } = summaryOf(`generative/${name}`, 'discriminator');
    expect(receptiveField).toMatchObject([
      { size: 70, jump: 8 },
      { size: 70, jump: 8 },
    ]);
  });

  it('the generator of CycleGAN takes the 56.8 G MACs that are published for it', () => {
    const { totals, rows } = summaryOf('generative/cyclegan', 'generator');
    // GAN Compression (Li et al., 2020, table 1) counts a transposed convolution as if every number
    // of its output took the whole kernel: four times what it takes with a stride of 2.
    const enlarging = rows
      .filter(({ kind }) => kind === 'conv2dTranspose')
      .reduce((sum, { macs }) => sum + (macs ?? 0), 0);
    expect((totals.macs + 3 * enlarging) / 1e9).toBeCloseTo(56.8, 1);
  });

  it('DCGAN doubles its images from step to step', () => {
    const summary = summaryOf('generative/dcgan', 'generator');
    const rows = ['grow', 'double1', 'double2', 'double3', 'image'];
    expect(rows.map((path) => rowOf(summary, path).output)).toEqual([
      [4, 4, 512],
      [8, 8, 256],
      [16, 16, 128],
      [32, 32, 64],
      [64, 64, 3],
    ]);
    const large = openTemplate('generative/dcgan', { size: 256 }, 'generator');
    expect(large.problems).toEqual([]);
    expect(shapeOf(large, 'image')).toEqual([256, 256, 3]);
  });

  it('DCGAN says so where a size is no power of two', () => {
    const { network } = openTemplate('generative/dcgan', { size: 48 }, 'generator');
    expect(network.diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  });

  it('pix2pix ends its way down in one pixel', () => {
    const summary = summaryOf('generative/pix2pix', 'generator');
    expect(rowOf(summary, 'down8').output).toEqual([1, 1, 512]);
    expect(rowOf(summary, 'up8').output).toEqual([2, 2, 1024]);
    const drops = summary.rows.filter(({ kind }) => kind === 'dropout');
    expect(drops.map(({ node }) => node)).toEqual(['up7/drop', 'up6/drop', 'up5/drop']);
  });

  it('SRResNet enlarges images of any size four times', () => {
    for (const size of [1, 24, 25, 33]) {
      const open = openTemplate('generative/srgan', { size }, 'generator');
      expect(open.problems).toEqual([]);
      expect(shapeOf(open, 'large')).toEqual([4 * size, 4 * size, 3]);
    }
  });

  it('the discriminator of SRGAN has the filters and strides of figure 4 of its paper', () => {
    const summary = summaryOf('generative/srgan', 'discriminator');
    const convolutions = summary.rows.filter(({ kind }) => kind === 'conv2d');
    expect(convolutions.map(({ output }) => output)).toEqual([
      [96, 96, 64],
      [48, 48, 64],
      [48, 48, 128],
      [24, 24, 128],
      [24, 24, 256],
      [12, 12, 256],
      [12, 12, 512],
      [6, 6, 512],
    ]);
  });
});

describe('StyleGAN', () => {
  it('has the channels and styles of its paper at every level', () => {
    const summary = summaryOf('generative/stylegan', 'generator');
    const levels = Array.from({ length: 8 }, (_, index) => `level${index + 1}`);
    expect(levels.map((path) => rowOf(summary, path).output)).toEqual(
      [512, 512, 512, 256, 128, 64, 32, 16].map((channels, index) => {
        const side = 8 * 2 ** index;
        return [side, side, channels];
      }),
    );
    // Eighteen styles, two for each size from 4×4 to 1024×1024.
    const styles = summary.rows.filter(({ kind }) => kind === 'adaptiveInstanceNormalization');
    expect(styles).toHaveLength(18);
    // Eight layers of 512 units.
    expect(rowOf(summary, 'map').parameters).toBe(2_101_248);
  });
});

describe('the siamese network', () => {
  it('counts the weights of its towers once and their work twice', () => {
    const open = openTemplate('convolution/siamese');
    // Added up from figure 4 of the paper.
    expect(open.trainable).toBe(6_464 + 401_536 + 262_272 + 524_544 + 37_752_832 + 4_097);
    expect(open.problems).toEqual([]);
    const summary = summarise(open.network, 1, 0);
    const [tower, twin] = [rowOf(summary, 'tower'), rowOf(summary, 'twin')];
    expect([tower.parameters, twin.parameters]).toEqual([38_947_648, 0]);
    expect(twin.macs).toBe(tower.macs);
    expect(rowOf(summary, 'tower/conv4').output).toEqual([6, 6, 256]);
  });
});

describe('autoencoders at full size', () => {
  it.each<Row>([
    ['autoencoders/autoencoder', 'encoder', {}, 160 + 580, 0, [[7, 7, 4]]],
    ['autoencoders/autoencoder', 'decoder', {}, 592 + 2_320 + 145, 0, [[28, 28, 1]]],
    // What the Keras example of a denoising autoencoder prints.
    ['autoencoders/denoising', 'encoder', {}, 9_568, 0, [[7, 7, 32]]],
    ['autoencoders/denoising', 'decoder', {}, 28_353 - 9_568, 0, [[28, 28, 1]]],
    // 784·h + h and h·784 + 784.
    ['autoencoders/sparse', 'encoder', {}, 784 * 1024 + 1024, 0, [[1024]]],
    ['autoencoders/sparse', 'decoder', {}, 1024 * 784 + 784, 0, [[28, 28, 1]]],
    // Counted with PyTorch from its example, together 652,824.
    ['autoencoders/variational', 'encoder', { latent: 20 }, 330_040, 0, [[20], [20]]],
    ['autoencoders/variational', 'decoder', { latent: 20 }, 322_784, 0, [[28, 28, 1]]],
    // The sizes of the paper, together 815,824.
    ['autoencoders/variational', 'encoder', { hidden: 500, latent: 20 }, 412_540, 0, [[20], [20]]],
    [
      'autoencoders/variational',
      'decoder',
      { hidden: 500, latent: 20 },
      815_824 - 412_540,
      0,
      [[28, 28, 1]],
    ],
  ])('%s: %s %o learns %i numbers', (name, graph, values, trainable, kept, outputs) => {
    const open = openTemplate(name, values, graph);
    const { totals } = summarise(open.network, 1, 0);
    expect([totals.trainableParameters, totals.nonTrainableParameters]).toEqual([trainable, kept]);
    // The step calls the other network too, which still has its defaults.
    const problems = open.problems.filter((problem) => !problem.startsWith('train/'));
    expect(problems).toEqual([]);
    expect(open.network.outputs.map((id) => shapeOf(open, id))).toEqual(outputs);
    expect(open.fileBytes).toBeLessThan(20_000);
  });
});

function shapeOf({ network }: ReturnType<typeof openTemplate>, id: string): Shape {
  return Object.values(network.nodes.get(id)?.outputs ?? {})[0]?.shape ?? [];
}
