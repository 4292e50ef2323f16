import * as tf from '@tensorflow/tfjs';
import { chain } from '../../unit/training/drawTraining';
import {
  type BenchModel,
  classifierStep,
  handWrittenClassifier,
  type ModelSize,
} from './benchModel';

/** An LSTM of 128 units that reads a sequence of 64 numbers a step. */
export function lstm(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 32 : 4;
  const shape: [number, number] = [size === 'usual' ? 64 : 16, 64];
  return {
    title: `LSTM 128 units × ${shape[0]} steps`,
    batchSize,
    project: classifierStep(
      chain(
        ['sequence', 'input', { shape }],
        ['read', 'lstm', { units: 128 }],
        ['class', 'dense', { units: 10, activation: 'softmax' }],
      ),
      shape,
    ),
    handWritten: () =>
      handWrittenClassifier(
        tf.sequential({
          layers: [
            tf.layers.lstm({ units: 128, recurrentActivation: 'sigmoid', inputShape: shape }),
            tf.layers.dense({ units: 10 }),
          ],
        }),
        batchSize,
      ),
  };
}
