import * as tf from '@tensorflow/tfjs';
import { type Schedule, scheduledShare } from '../kinds/training/optimizer/learningRateField';
import type { TargetEncoding } from '../kinds/training/trainingKind';
import { applyWeightConstraints } from '../runtime/corrections/weightConstraints';
import type { BuiltNetwork } from './buildModel';
import { batchLoss, correctCount } from './losses';
import { createOptimizer, setLearningRate } from './optimizers';

/** What a step is made of; kinds by identifier, fields with defaults filled in. */
export interface TrainingStepOptions {
  readonly network: BuiltNetwork;
  readonly loss: string;
  /** How targets are encoded, which decides what counts as right. */
  readonly encoding: TargetEncoding;
  readonly optimizer: string;
  readonly optimizerFields: Readonly<Record<string, unknown>>;
}

/** What a batch gave, still on the backend; the caller disposes both. */
export type BatchOutcome = {
  /** The mean loss of the batch, without penalties, so that training and validation compare. */
  readonly loss: tf.Scalar;
  /** What the layers' penalties added to the loss that was minimised; left out where none has any. */
  readonly penalty?: tf.Scalar;
  /** How many examples were right; left out where targets are no classes. */
  readonly correct?: tf.Scalar;
};

/** One step of supervised training as a function, with the state of its optimizer. */
export interface TrainingStep {
  /**
   * Changes the weights by one batch so that loss and penalties fall, then applies the weights'
   * constraints. Gives the loss before the change, with dropout and batch statistics.
   * `input` [n, …], `target` [n, …] encoded; neither is disposed.
   */
  train(input: tf.Tensor, target: tf.Tensor): BatchOutcome;
  /** Sets the learning rate to where its schedule has it when a share `done` of the run is over. */
  follow(done: number): void;
  /** Lets layers that keep states between batches begin with zeros again. */
  forgetStates(): void;
  /** Measures a batch as the finished network would see it; nothing changes. */
  evaluate(input: tf.Tensor, target: tf.Tensor): BatchOutcome;
  /** Frees the optimizer's slots; the network stays. */
  dispose(): void;
}

/** Joins network, loss and optimizer to a training step. Throws when nothing is trainable. */
export function createTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { network, loss, encoding } = options;
  const { model, head } = network;
  const variables = network.weights.flatMap(({ trainable, variable }) =>
    trainable ? [variable] : [],
  );
  if (variables.length === 0) throw new Error('The network has no weight that could be trained.');
  const optimizer = createOptimizer(options.optimizer, options.optimizerFields);
  const { learningRate, schedule } = options.optimizerFields as {
    learningRate: number;
    schedule?: Schedule;
  };
  return {
    follow(done) {
      if (schedule === undefined || schedule === 'constant') return;
      setLearningRate(optimizer, learningRate * scheduledShare(schedule, done));
    },
    forgetStates: () => model.resetStates(),
    train: (input, target) =>
      tf.tidy(() => {
        const kept: { loss?: tf.Scalar; penalty?: tf.Scalar; correct?: tf.Scalar } = {};
        const { value, grads } = tf.variableGrads(() => {
          const output = model.apply(input, { training: true }) as tf.Tensor;
          const correct = correctCount(encoding, head, target, output);
          // Inner results are freed with the tape unless kept.
          if (correct) kept.correct = tf.keep(correct);
          const measured = batchLoss(loss, head, target, output);
          const penalties = model.calculateLosses();
          if (penalties.length === 0) return measured;
          const penalty = tf.addN(penalties);
          Object.assign(kept, { loss: tf.keep(measured), penalty: tf.keep(penalty) });
          return tf.add<tf.Scalar>(measured, penalty);
        }, variables);
        optimizer.applyGradients(grads);
        applyWeightConstraints(model);
        return { loss: value, ...kept };
      }),
    evaluate: (input, target) =>
      tf.tidy(() => {
        const output = model.apply(input, { training: false }) as tf.Tensor;
        const correct = correctCount(encoding, head, target, output);
        return { loss: batchLoss(loss, head, target, output), ...(correct && { correct }) };
      }),
    dispose: () => optimizer.dispose(),
  };
}
