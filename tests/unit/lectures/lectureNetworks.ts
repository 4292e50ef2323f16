import type { PlainNode } from '../analysis/plainNetwork';

const relu = { activation: 'relu' } as const;

/** VGG-16 as the lecture's table has it: configuration D, padding 1 everywhere. */
export const vgg16: readonly PlainNode[] = [
  ['image', 'input', { shape: [224, 224, 3] }],
  ...[2, 2, 3, 3, 3].flatMap((convolutions, stage): PlainNode[] => [
    ...Array.from({ length: convolutions }, (_, place): PlainNode => {
      const filters = Math.min(64 * 2 ** stage, 512);
      const fields = { filters, kernelSize: [3, 3], padding: 1, ...relu };
      return [`conv${stage + 1}_${place + 1}`, 'conv2d', fields];
    }),
    [`pool${stage + 1}`, 'maxPooling2d'],
  ]),
  ['flatten', 'flatten'],
  ['fc6', 'dense', { units: 4096, ...relu }],
  ['fc7', 'dense', { units: 4096, ...relu }],
  ['fc8', 'dense', { units: 1000, activation: 'softmax' }],
];

const pool: Readonly<Record<string, unknown>> = { poolSize: [3, 3], strides: [2, 2] };
const conv = (
  filters: number,
  size: number,
  fields: object,
): Readonly<Record<string, unknown>> => ({
  filters,
  kernelSize: [size, size],
  ...relu,
  ...fields,
});

/** AlexNet in one tower, in the order of the lecture: pooling before normalisation. */
export const alexnet: readonly PlainNode[] = [
  ['image', 'input', { shape: [227, 227, 3] }],
  ['conv1', 'conv2d', conv(96, 11, { strides: 4 })],
  ['pool1', 'maxPooling2d', pool],
  ['norm1', 'localResponseNormalization'],
  ['conv2', 'conv2d', conv(256, 5, { padding: 2 })],
  ['pool2', 'maxPooling2d', pool],
  ['norm2', 'localResponseNormalization'],
  ['conv3', 'conv2d', conv(384, 3, { padding: 1 })],
  ['conv4', 'conv2d', conv(384, 3, { padding: 1 })],
  ['conv5', 'conv2d', conv(256, 3, { padding: 1 })],
  ['pool3', 'maxPooling2d', pool],
  ['flatten', 'flatten'],
  ['fc6', 'dense', { units: 4096, ...relu }],
  ['fc7', 'dense', { units: 4096, ...relu }],
  ['fc8', 'dense', { units: 1000, activation: 'softmax' }],
];
