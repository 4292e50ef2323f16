import { createRandomness } from '../base/randomness';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { formatShape } from '../base/tensorType';
import { splitOff } from './batches';
import type { DataFiles } from './dataFiles';
import { checkTestRatio, fileName } from './dataOptions';
import type { Column, DataSet, Split } from './dataSet';
import type { IdxArray } from './idx';
import { parseIdx } from './idx';

/** Which IDX files make a data set, and how it is divided. */
export interface IdxDataSetOptions {
  /** Paths of the images (`n × height × width`, or with 1 or 3 channels last) and their labels (`n`). */
  readonly images: string;
  readonly labels: string;
  /** Paths of the test examples; without them `testRatio` of the examples become the test split. */
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly testRatio?: number;
  readonly seed?: number;
  /** What the data set is called; the name of the file of images where left out. */
  readonly title?: string;
  /** Names of the classes; the numbers where left out. */
  readonly classes?: readonly string[];
}

/** More classes than this are a mistake: the wrong file, or values that are no classes. */
const MOST_CLASSES = 65_536;

async function readIdx(files: DataFiles, path: string): Promise<Result<IdxArray>> {
  const bytes = await files.read(path);
  return bytes.ok ? parseIdx(path, bytes.value) : bytes;
}

function imageColumn(path: string, images: IdxArray): Result<Column> {
  const [, height, width, channels = 1] = images.shape;
  const rank = images.shape.length;
  if (height === undefined || width === undefined || rank > 4) {
    return failure(
      `${path}: expected images, count × height × width (× channels), ` +
        `found an array of ${formatShape(images.shape)}; choose the file of images.`,
    );
  }
  if (channels !== 1 && channels !== 3) {
    return failure(
      `${path}: expected images of 1 or 3 channels, found ${channels} (${formatShape(images.shape)}); ` +
        'the last of four axes is the channels.',
    );
  }
  if (height * width === 0) {
    return failure(
      `${path}: the images have no pixels (${formatShape(images.shape)}); choose another file.`,
    );
  }
  const isFloat = images.values instanceof Float32Array;
  const wrong = isFloat ? images.values.findIndex((value) => !Number.isFinite(value)) : -1;
  if (wrong >= 0) {
    const example = Math.floor(wrong / (height * width * channels));
    return failure(
      `${path}: image ${example} holds ${images.values[wrong]}, which is not a number; repair the file.`,
    );
  }
  return success({
    type: { shape: [height, width, channels], dtype: 'float32' },
    values: images.values,
    scale: images.element === 'unsigned byte' ? 1 / 255 : 1,
    content: 'image',
  });
}

function labelValues(path: string, labels: IdxArray): Result<Uint8Array | Int32Array> {
  if (labels.shape.length !== 1) {
    return failure(
      `${path}: expected one label per image (an array of one axis), ` +
        `found ${formatShape(labels.shape)}; choose the file of labels.`,
    );
  }
  if (labels.values instanceof Float32Array) {
    return failure(
      `${path}: expected labels that are whole numbers, found ${labels.element}; ` +
        'choose the file of labels.',
    );
  }
  const wrong = labels.values.findIndex((value) => value < 0 || value >= MOST_CLASSES);
  if (wrong >= 0) {
    return failure(
      `${path}: label ${wrong} is ${labels.values[wrong]}; ` +
        `a class is a number from 0 to ${MOST_CLASSES - 1}.`,
    );
  }
  return success(labels.values);
}

interface Examples {
  readonly length: number;
  readonly image: Column;
  readonly labels: Uint8Array | Int32Array;
}

async function readExamples(
  files: DataFiles,
  imagesPath: string,
  labelsPath: string,
): Promise<Result<Examples>> {
  const images = await readIdx(files, imagesPath);
  if (!images.ok) return images;
  const image = imageColumn(imagesPath, images.value);
  if (!image.ok) return image;
  const array = await readIdx(files, labelsPath);
  if (!array.ok) return array;
  const labels = labelValues(labelsPath, array.value);
  if (!labels.ok) return labels;
  const length = images.value.shape[0] ?? 0;
  if (length !== labels.value.length) {
    return failure(
      `${imagesPath} holds ${length} images, ${labelsPath} holds ${labels.value.length} labels; ` +
        'choose two files that belong together.',
    );
  }
  if (length === 0) return failure(`${imagesPath}: holds no images; choose another file.`);
  return success({ length, image: image.value, labels: labels.value });
}

function largestLabel({ labels }: Examples): number {
  let largest = 0;
  for (const label of labels) largest = Math.max(largest, label);
  return largest;
}

function toSplit({ length, image, labels }: Examples, classes: readonly string[]): Split {
  const label: Column = {
    type: { shape: [], dtype: 'int32' },
    values: labels,
    scale: 1,
    content: 'class',
    classes,
  };
  return { length, columns: { image, label } };
}

/**
 * A data set of images and classes from IDX files (gzipped or not): columns `image`
 * [height, width, channels] and `label`, a class. Bytes are scaled to 0–1. Without test files a
 * seeded share of the examples (default 20 %) becomes the test split.
 */
export async function loadIdxDataSet(
  files: DataFiles,
  options: IdxDataSetOptions,
): Promise<Result<DataSet>> {
  const { testImages, testLabels, testRatio = 0.2, seed = 1 } = options;
  if ((testImages === undefined) !== (testLabels === undefined)) {
    const [given, missing] = testImages === undefined ? ['labels', 'images'] : ['images', 'labels'];
    return failure(`A file of test ${given} is given without one of test ${missing}; give both.`);
  }
  const ratio = checkTestRatio(testRatio);
  if (!ratio.ok) return ratio;
  const all = await readExamples(files, options.images, options.labels);
  if (!all.ok) return all;
  const title = options.title ?? fileName(options.images);

  let test: Examples | null = null;
  if (testImages !== undefined && testLabels !== undefined) {
    const read = await readExamples(files, testImages, testLabels);
    if (!read.ok) return read;
    test = read.value;
    const [trainShape, testShape] = [all.value, test].map(({ image }) => image.type.shape);
    if (String(trainShape) !== String(testShape)) {
      return failure(
        `${options.images} holds images of ${formatShape(trainShape ?? [])}, ${testImages} of ` +
          `${formatShape(testShape ?? [])}; choose files of the same size.`,
      );
    }
  }

  const largest = Math.max(largestLabel(all.value), test ? largestLabel(test) : 0);
  const { classes = Array.from({ length: largest + 1 }, (_, index) => String(index)) } = options;
  if (largest >= classes.length) {
    return failure(
      `${options.labels}: the labels go up to ${largest}, but ${classes.length} classes are named; ` +
        `name ${largest + 1}.`,
    );
  }
  const train = toSplit(all.value, classes);
  if (test) return success({ title, train, test: toSplit(test, classes) });
  const divided = splitOff(train, ratio.value, createRandomness(seed));
  return success({ title, train: divided.training, test: divided.validation });
}
