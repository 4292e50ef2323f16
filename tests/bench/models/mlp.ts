import * as tf from '@tensorflow/tfjs';
import { chain } from '../../unit/training/drawTraining';
import { type BenchModel, digitStep, handWrittenClassifier, type ModelSize } from './benchModel';

/** A perceptron with two hidden layers. */
export function mlp(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 128 : 8;
  return {
    title: 'MLP 784-512-512-10',
    batchSize,
    project: digitStep(
      chain(
        ['image', 'input', { shape: [28, 28, 1] }],
        ['flat', 'flatten'],
        ['hidden1', 'dense', { units: 512, activation: 'relu' }],
        ['hidden2', 'dense', { units: 512, activation: 'relu' }],
        ['digit', 'dense', { units: 10, activation: 'softmax' }],
      ),
    ),
    handWritten: () =>
      handWrittenClassifier(
        tf.sequential({
          layers: [
            tf.layers.flatten({ inputShape: [28, 28, 1] }),
            tf.layers.dense({ units: 512, activation: 'relu' }),
            tf.layers.dense({ units: 512, activation: 'relu' }),
            tf.layers.dense({ units: 10 }),
          ],
        }),
        batchSize,
      ),
  };
}
