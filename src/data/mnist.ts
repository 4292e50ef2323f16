import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { formatShape } from '../base/tensorType';
import type { DataFiles } from './dataFiles';
import type { DataSet, Split } from './dataSet';
import { loadIdxDataSet } from './idxDataSet';

/** The files of MNIST by their published names; each may be stored gzipped, with `.gz` appended. */
export const MNIST_FILES = {
  images: 'train-images-idx3-ubyte',
  labels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * Reads a file by its own name or with `.gz` appended. The packed one is asked for first: a server
 * that answers a missing file with its start page must not pass that off as the plain one.
 */
function packedOrPlain(files: DataFiles): DataFiles {
  return {
    list: (folder) => files.list(folder),
    async read(path) {
      const packed = await files.read(`${path}.gz`);
      return packed.ok ? packed : files.read(path);
    },
  };
}

function checkWhole(folder: string, part: string, split: Split, expected: number): Result<Split> {
  const shape = split.columns.image?.type.shape ?? [];
  if (split.length === expected && String(shape) === '28,28,1') return success(split);
  return failure(
    `${folder}: expected ${expected} ${part} images of 28×28×1 (MNIST), ` +
      `found ${split.length} of ${formatShape(shape)}; use the original files.`,
  );
}

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits; columns `image` [28, 28, 1]
 * scaled to 0–1 and `label`, a class '0'…'9'. `folder` holds the four original files, gzipped or not.
 */
export async function loadMnist(files: DataFiles, folder: string): Promise<Result<DataSet>> {
  const loaded = await loadIdxDataSet(packedOrPlain(files), {
    images: `${folder}/${MNIST_FILES.images}`,
    labels: `${folder}/${MNIST_FILES.labels}`,
    testImages: `${folder}/${MNIST_FILES.testImages}`,
    testLabels: `${folder}/${MNIST_FILES.testLabels}`,
    title: 'MNIST',
    classes: DIGITS,
  });
  if (!loaded.ok) return loaded;
  const train = checkWhole(folder, 'training', loaded.value.train, 60_000);
  if (!train.ok) return train;
  const test = checkWhole(folder, 'test', loaded.value.test, 10_000);
  return test.ok ? loaded : test;
}
