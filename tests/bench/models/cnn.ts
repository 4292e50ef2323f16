import * as tf from '@tensorflow/tfjs';
import { chain } from '../../unit/training/drawTraining';
import { type BenchModel, digitStep, handWrittenClassifier, type ModelSize } from './benchModel';

/** Two convolutions with max-pooling, two dense layers. */
export function cnn(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 128 : 2;
  const convolution = { kernelSize: [3, 3], padding: 'same', activation: 'relu' };
  const kernel = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;
  return {
    title: 'CNN 32-64-128',
    batchSize,
    project: digitStep(
      chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['conv1', 'conv2d', { ...convolution, filters: 32 }],
        ['pool1', 'maxPooling2d'],
        ['conv2', 'conv2d', { ...convolution, filters: 64 }],
        ['pool2', 'maxPooling2d'],
        ['flat', 'flatten'],
        ['hidden', 'dense', { units: 128, activation: 'relu' }],
        ['digit', 'dense', { units: 10, activation: 'softmax' }],
      ),
    ),
    handWritten: () =>
      handWrittenClassifier(
        tf.sequential({
          layers: [
            tf.layers.conv2d({ ...kernel, filters: 32, inputShape: [28, 28, 1] }),
            tf.layers.maxPooling2d({ poolSize: 2 }),
            tf.layers.conv2d({ ...kernel, filters: 64 }),
            tf.layers.maxPooling2d({ poolSize: 2 }),
            tf.layers.flatten(),
            tf.layers.dense({ units: 128, activation: 'relu' }),
            tf.layers.dense({ units: 10 }),
          ],
        }),
        batchSize,
      ),
  };
}
