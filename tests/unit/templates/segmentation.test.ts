import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import type { JsonValue } from '../../../src/base/jsonValue';
import { rowOf } from '../lectures/exampleTemplates';
import { openTemplate } from './openTemplate';

type Values = Readonly<Record<string, JsonValue>>;

describe('segmentation at full size', () => {
  // Added up from the layer lists of the papers.
  it.each<readonly [string, Values, number, readonly number[]]>([
    ['segmentation/unet', {}, 31_030_658, [388, 388, 2]],
    ['segmentation/unet', { padding: 'same', size: 512 }, 31_030_658, [512, 512, 2]],
    ['segmentation/unet', { classes: 1 }, 31_030_593, [388, 388, 1]],
    ['segmentation/unet', { channels: 3, classes: 1 }, 31_031_745, [388, 388, 1]],
    ['segmentation/fcn', { variant: '32s' }, 136_152_917, [500, 500, 21]],
    ['segmentation/fcn', { variant: '16s' }, 134_815_994, [500, 500, 21]],
    ['segmentation/fcn', {}, 134_489_759, [500, 500, 21]],
    ['segmentation/segnet', {}, 29_449_355, [360, 480, 11]],
    ['segmentation/segnet', { classes: 21 }, 29_455_125, [360, 480, 21]],
  ])('%s %o learns %i numbers', (name, values, trainable, output) => {
    const { network, trainable: found, problems } = openTemplate(name, values);
    expect(found).toBe(trainable);
    expect(problems).toEqual([]);
    const [end = ''] = network.outputs;
    expect(network.outputs).toHaveLength(1);
    expect(network.nodes.get(end)?.outputs?.y?.shape).toEqual(output);
  });

  it('U-Net has the sizes of figure 1 of the paper', () => {
    const summary = summarise(openTemplate('segmentation/unet').network, 1, 0);
    const side = (path: string) => rowOf(summary, path).output?.[0];
    expect(['down1', 'down2', 'down3', 'down4', 'bottom'].map(side)).toEqual([
      568, 280, 136, 64, 28,
    ]);
    expect(['up4/join', 'up3/join', 'up2/join', 'up1/join'].map(side)).toEqual([56, 104, 200, 392]);
    expect(rowOf(summary, 'up4/join').output?.[2]).toBe(1024);
  });

  it.each([1, 31, 32, 97, 224, 384, 499, 500, 501])(
    'FCN answers for every pixel of images of %i rows and columns',
    (size) => {
      for (const variant of ['32s', '16s', '8s']) {
        const { network, problems } = openTemplate('segmentation/fcn', { variant, size });
        expect(problems).toEqual([]);
        expect(network.nodes.get('softmax')?.outputs?.y?.shape).toEqual([size, size, 21]);
      }
    },
  );

  it('FCN has the sizes that its authors’ networks print for images of 500×500', () => {
    const side = (variant: string, path: string) =>
      rowOf(summarise(openTemplate('segmentation/fcn', { variant }).network, 1, 0), path)
        .output?.[0];
    expect(side('8s', 'score')).toBe(16);
    expect([side('8s', 'enlarge4'), side('8s', 'enlarge3')]).toEqual([34, 70]);
    expect(['32s', '16s', '8s'].map((variant) => side(variant, 'enlarge'))).toEqual([
      544, 560, 568,
    ]);
  });

  it('SegNet gives back the sizes that it pooled, odd ones too', () => {
    const { network } = openTemplate('segmentation/segnet');
    const summary = summarise(network, 1, 0);
    const sizes = (path: string) => rowOf(summary, path).output?.slice(0, 2);
    expect(['down4', 'down5', 'up5', 'up4'].map(sizes)).toEqual([
      [23, 30],
      [12, 15],
      [23, 30],
      [45, 60],
    ]);
    // Thirteen convolutions on the way down and thirteen up.
    expect(summary.rows.filter(({ kind }) => kind === 'conv2d')).toHaveLength(26);
  });
});
