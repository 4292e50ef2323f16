import * as tf from '@tensorflow/tfjs';
import { chain } from '../../unit/training/drawTraining';
import {
  type BenchModel,
  classifierStep,
  handWrittenClassifier,
  type ModelSize,
} from './benchModel';

/** The filters of the pointwise convolutions, and the strides of the depthwise ones before them. */
const blocks = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
] as const;

/** A stack of depthwise separable convolutions in the manner of MobileNet, for small images. */
export function mobilenet(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 64 : 4;
  const side = size === 'usual' ? 32 : 8;
  return {
    title: 'MobileNet-style stack',
    batchSize,
    project: drawn(side),
    handWritten: () => handWrittenClassifier(written(side), batchSize),
  };
}

function drawn(side: number) {
  const common = { padding: 'same', useBias: false };
  const finished = (name: string): [string, string][] => [
    [`${name}_norm`, 'batchNormalization'],
    [`${name}_relu`, 'relu'],
  ];
  return classifierStep(
    chain(
      ['image', 'input', { shape: [side, side, 3] }],
      ['stem', 'conv2d', { ...common, filters: 32, kernelSize: [3, 3] }],
      ...finished('stem'),
      ...blocks.flatMap(([filters, stride], place): [string, string, object?][] => {
        const [depthwise, pointwise] = [`depthwise${place + 1}`, `pointwise${place + 1}`];
        return [
          [
            depthwise,
            'depthwiseConv2d',
            { ...common, kernelSize: [3, 3], strides: [stride, stride] },
          ],
          ...finished(depthwise),
          [pointwise, 'conv2d', { ...common, filters, kernelSize: [1, 1] }],
          ...finished(pointwise),
        ];
      }),
      ['pool', 'globalAveragePooling2d'],
      ['class', 'dense', { units: 10, activation: 'softmax' }],
    ),
    [side, side, 3],
  );
}

function written(side: number): tf.LayersModel {
  const model = tf.sequential();
  const finish = (layer: tf.layers.Layer): void => {
    model.add(layer);
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.reLU());
  };
  const common = { padding: 'same', useBias: false } as const;
  finish(tf.layers.conv2d({ ...common, filters: 32, kernelSize: 3, inputShape: [side, side, 3] }));
  for (const [filters, strides] of blocks) {
    finish(tf.layers.depthwiseConv2d({ ...common, kernelSize: 3, strides }));
    finish(tf.layers.conv2d({ ...common, filters, kernelSize: 1 }));
  }
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 10 }));
  return model;
}
