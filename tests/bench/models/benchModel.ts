import * as tf from '@tensorflow/tfjs';
import type { Project } from '../../../src/document/project';
import { type DrawnGraph, drawStep } from '../../unit/training/drawTraining';

/** A model of the benchmark at one size: as a drawing, and as a user of tf.js would write it. */
export interface BenchModel {
  /** What is written about it in tables. */
  readonly title: string;
  readonly batchSize: number;
  /** A project whose only step is `train`. */
  readonly project: Project;
  /** The same model in plain tf.js, on the running backend. */
  handWritten(): HandWritten;
}

/** A model written in tf.js, with its batch. */
export interface HandWritten {
  /** Trains one step; the loss, which the caller disposes. */
  step(): tf.Scalar;
  /** Numbers that training changes. */
  readonly parameters: number;
}

/** How large a model is: as it is timed, or so small that the cpu backend can follow. */
export type ModelSize = 'usual' | 'small';

/** A classifier of ten classes, its network `main` ending in a softmax, trained with Adam. */
export function classifierStep(main: DrawnGraph, shape: readonly number[]): Project {
  return drawStep(
    { main },
    {
      nodes: [
        ['image', 'noise', { shape }],
        ['target', 'noise', { shape: [10] }],
        ['network', 'call:main'],
        ['loss', 'categoricalCrossentropy'],
        ['update', 'adam'],
      ],
      wires: [
        'image → network',
        'network → loss:prediction',
        'target → loss:target',
        'loss → update',
      ],
    },
  );
}

/** The same with the digits of MNIST. */
export function digitStep(main: DrawnGraph): Project {
  return drawStep(
    { main },
    {
      nodes: [
        ['data', 'mnist'],
        ['network', 'call:main'],
        ['loss', 'categoricalCrossentropy'],
        ['update', 'adam'],
      ],
      wires: [
        'data:image → network',
        'network → loss:prediction',
        'data:label → loss:target',
        'loss → update',
      ],
    },
  );
}

/** A classifier of tf.layers that gives logits, trained with Adam on one batch. */
export function handWrittenClassifier(model: tf.LayersModel, batchSize: number): HandWritten {
  const shape = model.inputs[0]?.shape.slice(1) as number[];
  return minimising(
    (images) => model.apply(images, { training: true }) as tf.Tensor2D,
    () => model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    [batchSize, ...shape],
  );
}

/** Trains a function of images that gives logits of ten classes, with Adam on one batch. */
export function minimising(
  logits: (images: tf.Tensor) => tf.Tensor2D,
  variables: () => tf.Variable[],
  shape: readonly number[],
): HandWritten {
  const images = tf.randomNormal([...shape], 0, 1, 'float32', 1);
  const classes = Array.from({ length: shape[0] as number }, (_, place) => place % 10);
  const targets = tf.oneHot(tf.tensor1d(classes, 'int32'), 10).toFloat() as tf.Tensor2D;
  tf.tidy(() => void logits(images));
  const trained = variables();
  const optimizer = tf.train.adam(0.001);
  return {
    step: () =>
      optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(targets, logits(images)),
        true,
        trained,
      ) as tf.Scalar,
    parameters: trained.reduce((sum, { size }) => sum + size, 0),
  };
}
