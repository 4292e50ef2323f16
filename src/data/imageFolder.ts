import { createRandomness } from '../base/randomness';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { splitOff } from './batches';
import type { DataFiles } from './dataFiles';
import { checkTestRatio, fileName } from './dataOptions';
import type { DataSet, Split } from './dataSet';
import type { Image } from './decodeImage';
import { decodeImage } from './decodeImage';
import { resizeImage } from './resizeImage';

/** How a folder of images is read. */
export interface ImageFolderOptions {
  /** Height and width to which images are stretched; without it all must be as large as the first. */
  readonly size?: readonly [number, number];
  /** 1 for grey, 3 for colour (3). */
  readonly channels?: 1 | 3;
  /** The share of images kept for testing (0.2); unused where the folder has `train` and `test`. */
  readonly testRatio?: number;
  readonly seed?: number;
}

interface LabelledFile {
  /** The path below the folder. */
  readonly path: string;
  readonly className: string;
}

const READABLE = /\.(png|jpe?g)$/i;
const OTHER_IMAGES = /\.(gif|bmp|webp|tiff?|heic|avif|svg)$/i;
/** Files that systems leave behind: names that start with a point, and Windows' caches. */
const LEFT_BEHIND = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/;

const LARGEST_BYTES = 2 ** 30;
const LARGEST_SIDE = 8192;

/** The images below `prefix`, by class; errors name what does not belong. */
function findImages(
  folder: string,
  paths: readonly string[],
  prefix: string,
): Result<readonly LabelledFile[]> {
  const place = prefix === '' ? folder : `${folder}/${prefix.slice(0, -1)}`;
  const images: LabelledFile[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    if (!path.startsWith(prefix) || LEFT_BEHIND.test(path)) continue;
    const below = path.slice(prefix.length);
    const slash = below.indexOf('/');
    const isImage = READABLE.test(path);
    if (OTHER_IMAGES.test(path)) {
      return failure(`${folder}/${path}: only PNG and JPEG are read; convert it or take it out.`);
    }
    if (slash >= 0) folders.add(below.slice(0, slash));
    if (isImage) images.push({ path, className: slash < 0 ? '' : below.slice(0, slash) });
  }
  if (folders.size === 0) {
    return failure(
      `${place}: no folders of classes (found ${images.length} images); ` +
        'put the images of each class into a folder named like the class.',
    );
  }
  const beside = images.find(({ className }) => className === '');
  if (beside) {
    return failure(
      `${folder}/${beside.path}: lies beside the folders of classes; move it into one.`,
    );
  }
  const filled = new Set(images.map(({ className }) => className));
  const empty = [...folders].find((name) => !filled.has(name));
  if (empty !== undefined) {
    return failure(
      `${place}/${empty}: no PNG or JPEG images in this folder; add some or take the folder out.`,
    );
  }
  return success(images);
}

interface Reading {
  readonly files: DataFiles;
  readonly folder: string;
  readonly channels: 1 | 3;
  readonly size: readonly [number, number];
  /** The image that set the size, or null where the size was asked for. */
  readonly first: string | null;
}

async function readImage(reading: Reading, path: string): Promise<Result<Image>> {
  const place = `${reading.folder}/${path}`;
  const bytes = await reading.files.read(place);
  if (!bytes.ok) return bytes;
  const image = decodeImage(place, bytes.value, reading.channels);
  if (!image.ok) return image;
  const [height, width] = reading.size;
  const { height: foundHeight, width: foundWidth } = image.value;
  if (reading.first !== null && (foundHeight !== height || foundWidth !== width)) {
    return failure(
      `${place}: the image is ${foundWidth}×${foundHeight}, the first one (${reading.first}) ` +
        `${width}×${height}; choose a size to which all are brought.`,
    );
  }
  return success(resizeImage(image.value, height, width));
}

async function readSplit(
  reading: Reading,
  images: readonly LabelledFile[],
  classes: readonly string[],
): Promise<Result<Split>> {
  const { channels } = reading;
  const [height, width] = reading.size;
  const imageSize = height * width * channels;
  if (images.length * imageSize > LARGEST_BYTES) {
    return failure(
      `${reading.folder}: ${images.length} images of ${height}×${width}×${channels} take ` +
        `${images.length * imageSize} bytes (at most ${LARGEST_BYTES}); choose a smaller size.`,
    );
  }
  const values = new Uint8Array(images.length * imageSize);
  const labels = new Int32Array(images.length);
  for (const [index, { path, className }] of images.entries()) {
    const image = await readImage(reading, path);
    if (!image.ok) return image;
    values.set(image.value.pixels, index * imageSize);
    labels[index] = classes.indexOf(className);
  }
  return success({
    length: images.length,
    columns: {
      image: {
        type: { shape: [height, width, channels], dtype: 'float32' },
        values,
        scale: 1 / 255,
        content: 'image',
      },
      label: {
        type: { shape: [], dtype: 'int32' },
        values: labels,
        scale: 1,
        content: 'class',
        classes,
      },
    },
  });
}

async function sizeOfFirst(
  files: DataFiles,
  place: string,
  channels: 1 | 3,
): Promise<Result<readonly [number, number]>> {
  const bytes = await files.read(place);
  if (!bytes.ok) return bytes;
  const image = decodeImage(place, bytes.value, channels);
  return image.ok ? success([image.value.height, image.value.width]) : image;
}

function checkSize(size: readonly [number, number]): Result<readonly [number, number]> {
  const fits = size.every((side) => Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE);
  return fits
    ? success(size)
    : failure(
        `The size of images is ${size.join('×')}; choose whole numbers from 1 to ${LARGEST_SIDE}.`,
      );
}

/** Whether the folder is already divided: `train` and `test` with folders in them, nothing else. */
function isDivided(paths: readonly string[]): boolean {
  const parts = paths.filter((path) => !LEFT_BEHIND.test(path)).map((path) => path.split('/'));
  const top = new Set(parts.map(([first]) => first));
  const isTrainAndTest = top.size === 2 && top.has('train') && top.has('test');
  return isTrainAndTest && parts.every((names) => names.length > 2);
}

/**
 * A data set of the images in a folder, PNG or JPEG, each class a folder (`cats/1.png`): columns
 * `image` [height, width, channels] scaled to 0–1 and `label`, a class named like its folder. A
 * folder of `train` and `test` is taken as divided already; otherwise a seeded share is kept for
 * testing. Errors name the file.
 */
export async function loadImageFolder(
  files: DataFiles,
  folder: string,
  options: ImageFolderOptions = {},
): Promise<Result<DataSet>> {
  const { channels = 3, testRatio = 0.2, seed = 1 } = options;
  const ratio = checkTestRatio(testRatio);
  if (!ratio.ok) return ratio;
  const listed = await files.list(folder);
  if (!listed.ok) return listed;
  const divided = isDivided(listed.value);
  const images = findImages(folder, listed.value, divided ? 'train/' : '');
  if (!images.ok) return images;
  const testImages = divided ? findImages(folder, listed.value, 'test/') : success([]);
  if (!testImages.ok) return testImages;

  const classes = [...new Set(images.value.map(({ className }) => className))].sort();
  if (classes.length === 1) {
    return failure(
      `${folder}: one class only ("${classes[0]}"); a classification needs a folder for each of two.`,
    );
  }
  const unknown = testImages.value.find(({ className }) => !classes.includes(className));
  if (unknown) {
    return failure(
      `${folder}/${unknown.path}: the class "${unknown.className}" has no training images; ` +
        'add some or take it out.',
    );
  }
  const firstPath = images.value[0]?.path ?? '';
  const size = options.size
    ? checkSize(options.size)
    : await sizeOfFirst(files, `${folder}/${firstPath}`, channels);
  if (!size.ok) return size;
  const first = options.size ? null : firstPath;
  const reading: Reading = { files, folder, channels, size: size.value, first };

  const title = fileName(folder);
  const all = await readSplit(reading, images.value, classes);
  if (!all.ok) return all;
  if (divided) {
    const test = await readSplit(reading, testImages.value, classes);
    return test.ok ? success({ title, train: all.value, test: test.value }) : test;
  }
  const { training, validation } = splitOff(all.value, ratio.value, createRandomness(seed));
  return success({ title, train: training, test: validation });
}
