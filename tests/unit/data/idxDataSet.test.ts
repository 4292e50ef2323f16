import { describe, expect, it } from 'vitest';
import type { IdxDataSetOptions } from '../../../src/data/idxDataSet';
import { loadIdxDataSet } from '../../../src/data/idxDataSet';
import { expectFailure, expectSuccess } from './expectResult';
import { idxBytes } from './idxBytes';
import { memoryDataFiles } from './memoryDataFiles';

const range = (length: number) => Array.from({ length }, (_, index) => index % 200);

const files = memoryDataFiles(
  new Map([
    ['images', idxBytes(0x08, [10, 2, 3], range(60))],
    ['labels', idxBytes(0x08, [10], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])],
    ['fewLabels', idxBytes(0x08, [9], range(9))],
    ['colour', idxBytes(0x0d, [2, 2, 2, 3], range(24))],
    ['twoLabels', idxBytes(0x0c, [2], [2, 0])],
    ['fourChannels', idxBytes(0x08, [1, 2, 2, 4], range(16))],
    ['noPixels', idxBytes(0x08, [1, 0, 2], [])],
    ['none', idxBytes(0x08, [0, 2, 2], [])],
    ['noLabels', idxBytes(0x08, [0], [])],
    ['broken', idxBytes(0x0d, [2, 1, 2], [0, 1, 2, Number.NaN])],
    ['negative', idxBytes(0x0c, [2], [1, -3])],
    ['fractions', idxBytes(0x0d, [2], [0.5, 1])],
    ['notIdx', Uint8Array.of(1, 2, 3, 4)],
  ]),
);

const load = (options: IdxDataSetOptions) => loadIdxDataSet(files, options);

describe('loadIdxDataSet', () => {
  it('pairs images with labels and keeps a seeded, stratified share for testing', async () => {
    const options = { images: 'images', labels: 'labels', testRatio: 0.2, seed: 5 };
    const { train, test, title } = expectSuccess(await load(options));
    expect([title, train.length, test.length]).toEqual(['images', 8, 2]);
    expect(train.columns.image?.type).toEqual({ shape: [2, 3, 1], dtype: 'float32' });
    expect(train.columns.image?.scale).toBe(1 / 255);
    expect([...(test.columns.label?.values ?? [])].sort()).toEqual([0, 1]);
    for (const split of [train, test]) {
      for (let i = 0; i < split.length; i++) {
        // Image k holds 6k…6k+5, its label is k mod 2.
        const first = split.columns.image?.values[6 * i] ?? Number.NaN;
        expect(split.columns.label?.values[i]).toBe((first / 6) % 2);
      }
    }
    expect(await load(options)).toEqual(await load(options));
  });

  it('takes test files as they are, and floats unscaled', async () => {
    const loaded = await load({
      images: 'colour',
      labels: 'twoLabels',
      testImages: 'colour',
      testLabels: 'twoLabels',
      title: 'Toy',
    });
    const { train, test, title } = expectSuccess(loaded);
    expect([title, train.length, test.length]).toEqual(['Toy', 2, 2]);
    expect(train.columns.image?.type.shape).toEqual([2, 2, 3]);
    expect(train.columns.image?.scale).toBe(1);
    expect(train.columns.label?.classes).toEqual(['0', '1', '2']);
    expect([...(test.columns.label?.values ?? [])]).toEqual([2, 0]);
  });

  it.each([
    [
      { images: 'images', labels: 'fewLabels' },
      'images holds 10 images, fewLabels holds 9 labels; choose two files that belong together.',
    ],
    [
      { images: 'labels', labels: 'labels' },
      'labels: expected images, count × height × width (× channels), found an array of 10; choose the file of images.',
    ],
    [
      { images: 'images', labels: 'images' },
      'images: expected one label per image (an array of one axis), found 10×2×3; choose the file of labels.',
    ],
    [
      { images: 'fourChannels', labels: 'labels' },
      'fourChannels: expected images of 1 or 3 channels, found 4 (1×2×2×4); the last of four axes is the channels.',
    ],
    [
      { images: 'noPixels', labels: 'labels' },
      'noPixels: the images have no pixels (1×0×2); choose another file.',
    ],
    [{ images: 'none', labels: 'noLabels' }, 'none: holds no images; choose another file.'],
    [
      { images: 'broken', labels: 'twoLabels' },
      'broken: image 1 holds NaN, which is not a number; repair the file.',
    ],
    [
      { images: 'colour', labels: 'negative' },
      'negative: label 1 is -3; a class is a number from 0 to 65535.',
    ],
    [
      { images: 'colour', labels: 'fractions' },
      'fractions: expected labels that are whole numbers, found float; choose the file of labels.',
    ],
    [
      { images: 'images', labels: 'labels', classes: ['zero'] },
      'labels: the labels go up to 1, but 1 classes are named; name 2.',
    ],
    [
      { images: 'images', labels: 'labels', testImages: 'images' },
      'A file of test images is given without one of test labels; give both.',
    ],
    [
      { images: 'images', labels: 'labels', testLabels: 'labels' },
      'A file of test labels is given without one of test images; give both.',
    ],
    [
      { images: 'images', labels: 'labels', testImages: 'colour', testLabels: 'twoLabels' },
      'images holds images of 2×3×1, colour of 2×2×3; choose files of the same size.',
    ],
    [
      { images: 'images', labels: 'labels', testRatio: 1 },
      'The test share is 1; choose a number from 0 to below 1.',
    ],
    [{ images: 'missing', labels: 'labels' }, 'missing: there is no such file.'],
    [{ images: 'images', labels: 'missing' }, 'missing: there is no such file.'],
    [
      { images: 'notIdx', labels: 'labels' },
      'notIdx, offset 0: expected 0x00 0x00, the start of an IDX file, found 0x01 0x02; choose an IDX file.',
    ],
  ])('says what is wrong with %j', async (options, message) => {
    expect(expectFailure(await load(options))).toBe(message);
  });
});
