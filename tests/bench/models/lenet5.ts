import * as tf from '@tensorflow/tfjs';
import { chain } from '../../unit/training/drawTraining';
import { type BenchModel, digitStep, handWrittenClassifier, type ModelSize } from './benchModel';

/** LeNet-5 as the template draws it. */
export function lenet5(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 128 : 8;
  const tanh = { activation: 'tanh' } as const;
  return {
    title: 'LeNet-5',
    batchSize,
    project: digitStep(
      chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['conv1', 'conv2d', { ...tanh, filters: 6, kernelSize: [5, 5], padding: 2 }],
        ['pool1', 'averagePooling2d'],
        ['conv2', 'conv2d', { ...tanh, filters: 16, kernelSize: [5, 5] }],
        ['pool2', 'averagePooling2d'],
        ['flat', 'flatten'],
        ['dense1', 'dense', { ...tanh, units: 120 }],
        ['dense2', 'dense', { ...tanh, units: 84 }],
        ['digit', 'dense', { units: 10, activation: 'softmax' }],
      ),
    ),
    handWritten: () =>
      handWrittenClassifier(
        tf.sequential({
          layers: [
            tf.layers.conv2d({
              ...tanh,
              filters: 6,
              kernelSize: 5,
              padding: 'same',
              inputShape: [28, 28, 1],
            }),
            tf.layers.averagePooling2d({ poolSize: 2 }),
            tf.layers.conv2d({ ...tanh, filters: 16, kernelSize: 5 }),
            tf.layers.averagePooling2d({ poolSize: 2 }),
            tf.layers.flatten(),
            tf.layers.dense({ ...tanh, units: 120 }),
            tf.layers.dense({ ...tanh, units: 84 }),
            tf.layers.dense({ units: 10 }),
          ],
        }),
        batchSize,
      ),
  };
}
