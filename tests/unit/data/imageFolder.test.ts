import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { ImageFolderOptions } from '../../../src/data/imageFolder';
import { loadImageFolder } from '../../../src/data/imageFolder';
import { expectFailure, expectSuccess } from './expectResult';
import { memoryDataFiles } from './memoryDataFiles';

/** A grey PNG of one shade. */
function png(shade: number, height = 2, width = 3): Uint8Array {
  const data = new Uint8Array(height * width).fill(shade);
  return encode({ width, height, channels: 1, depth: 8, data });
}

const text = new TextEncoder().encode('text');

function load(paths: Readonly<Record<string, Uint8Array>>, options?: ImageFolderOptions) {
  const contents = Object.entries(paths).map(([path, bytes]) => [`pets/${path}`, bytes] as const);
  return loadImageFolder(memoryDataFiles(new Map(contents)), 'pets', options);
}

/** Five images a class; cats are darker than 100, dogs lighter. */
const pets = Object.fromEntries(
  [1, 2, 3, 4, 5].flatMap((n) => [
    [`cats/${n}.png`, png(n)],
    [`dogs/sub/${n}.PNG`, png(100 + n)],
  ]),
);

describe('loadImageFolder', () => {
  it('names classes by folders, pairs images with them and keeps a share of each for testing', async () => {
    const options = { channels: 1, testRatio: 0.4, seed: 2 } as const;
    const { title, train, test } = expectSuccess(await load(pets, options));
    expect([title, train.length, test.length]).toEqual(['pets', 6, 4]);
    expect(train.columns.image).toMatchObject({
      type: { shape: [2, 3, 1], dtype: 'float32' },
      scale: 1 / 255,
      content: 'image',
    });
    expect(train.columns.label).toMatchObject({
      type: { shape: [], dtype: 'int32' },
      content: 'class',
      classes: ['cats', 'dogs'],
    });
    expect([...(test.columns.label?.values ?? [])].sort()).toEqual([0, 0, 1, 1]);
    for (const { length, columns } of [train, test]) {
      for (let i = 0; i < length; i++) {
        const shade = columns.image?.values[6 * i] ?? Number.NaN;
        expect(columns.label?.values[i]).toBe(shade > 100 ? 1 : 0);
      }
    }
    expect(await load(pets, options)).toEqual(await load(pets, options));
  });

  it('brings images to a size, in colour where nothing else is said', async () => {
    const mixed = { 'a/1.png': png(10, 5, 7), 'b/2.png': png(20, 1, 1), 'b/3.png': png(20) };
    const { train } = expectSuccess(await load(mixed, { size: [4, 6], testRatio: 0 }));
    expect(train.columns.image?.type.shape).toEqual([4, 6, 3]);
    expect(train.columns.image?.values).toHaveLength(3 * 72);
    expect(new Set(train.columns.image?.values)).toEqual(new Set([10, 20]));
  });

  it('takes a folder of train and test as divided', async () => {
    const { train, test } = expectSuccess(
      await load({
        'train/a/1.png': png(1),
        'train/b/2.png': png(2),
        'train/b/3.png': png(3),
        'test/b/4.png': png(4),
        '.DS_Store': text,
      }),
    );
    expect([train.length, test.length]).toEqual([3, 1]);
    expect(test.columns.label?.values).toEqual(Int32Array.of(1));
    expect(test.columns.image?.values[0]).toBe(4);
  });

  it('takes train and test for classes where images lie in them', async () => {
    const { train } = expectSuccess(
      await load({ 'train/1.png': png(1), 'test/2.png': png(2) }, { testRatio: 0 }),
    );
    expect(train.columns.label?.classes).toEqual(['test', 'train']);
  });

  it('passes over what systems leave behind and over texts among the images', async () => {
    const loaded = await load({
      ...pets,
      '.DS_Store': text,
      'cats/._1.png': text,
      'cats/Thumbs.db': text,
      'cats/readme.txt': text,
      '__MACOSX/cats/1.png': text,
    });
    const { train, test } = expectSuccess(loaded);
    expect(train.length + test.length).toBe(10);
    expect(train.columns.label?.classes).toEqual(['cats', 'dogs']);
  });

  it.each<[Readonly<Record<string, Uint8Array>>, ImageFolderOptions, string]>([
    [
      { '1.png': png(1), '2.png': png(2) },
      {},
      'pets: no folders of classes (found 2 images); put the images of each class into a folder named like the class.',
    ],
    [
      { ...pets, '1.png': png(1) },
      {},
      'pets/1.png: lies beside the folders of classes; move it into one.',
    ],
    [
      { ...pets, 'fish/about.txt': text },
      {},
      'pets/fish: no PNG or JPEG images in this folder; add some or take the folder out.',
    ],
    [
      { ...pets, 'cats/6.webp': text },
      {},
      'pets/cats/6.webp: only PNG and JPEG are read; convert it or take it out.',
    ],
    [
      { 'cats/1.png': png(1) },
      {},
      'pets: one class only ("cats"); a classification needs a folder for each of two.',
    ],
    [
      { ...pets, 'cats/3.png': text },
      {},
      'pets/cats/3.png: neither a PNG nor a JPEG image; convert it or take it out.',
    ],
    [
      { ...pets, 'cats/1.png': png(1).slice(0, 30) },
      {},
      'pets/cats/1.png: the PNG cannot be read (the file is cut off); replace it or take it out.',
    ],
    [
      { ...pets, 'dogs/9.png': png(1, 4, 5) },
      {},
      'pets/dogs/9.png: the image is 5×4, the first one (cats/1.png) 3×2; choose a size to which all are brought.',
    ],
    [pets, { size: [0, 5] }, 'The size of images is 0×5; choose whole numbers from 1 to 8192.'],
    [
      pets,
      { size: [8192, 8192] },
      'pets: 10 images of 8192×8192×3 take 2013265920 bytes (at most 1073741824); choose a smaller size.',
    ],
    [pets, { testRatio: 1 }, 'The test share is 1; choose a number from 0 to below 1.'],
    [
      {
        'train/a/1.png': png(1),
        'train/b/2.png': png(2),
        'test/c/4.png': png(4),
      },
      {},
      'pets/test/c/4.png: the class "c" has no training images; add some or take it out.',
    ],
    [
      { 'train/a/1.png': png(1), 'train/b/c.txt': text, 'test/a/4.png': png(4) },
      {},
      'pets/train/b: no PNG or JPEG images in this folder; add some or take the folder out.',
    ],
    [{}, {}, 'pets: there is no such folder.'],
  ])('says what is wrong with %o %j', async (paths, options, message) => {
    expect(expectFailure(await load(paths, options))).toBe(message);
  });

  it('passes on that a file went missing', async () => {
    const files = memoryDataFiles(new Map());
    const gone = {
      ...files,
      list: async () => ({ ok: true, value: ['a/1.png', 'b/1.png'] }) as const,
    };
    expect(expectFailure(await loadImageFolder(gone, 'pets'))).toBe(
      'pets/a/1.png: there is no such file.',
    );
  });
});
