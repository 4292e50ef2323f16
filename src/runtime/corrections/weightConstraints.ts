import * as tf from '@tensorflow/tfjs';

/** Brings every trainable weight that has a constraint back to where its constraint allows. */
export function applyWeightConstraints(model: tf.LayersModel): void {
  for (const weight of model.trainableWeights) {
    const { constraint } = weight;
    if (!constraint) continue;
    const variable = weight.read() as tf.Variable;
    tf.tidy(() => variable.assign(constraint.apply(variable)));
  }
}

/** The part of a model that makes the function that trains on one batch. */
interface TrainedModel {
  makeTrainFunction(): (batch: tf.Tensor[]) => tf.Scalar[];
}

/** Constraints of weights: tf.js reads them and never applies them after an update; Keras does. */
export function correctWeightConstraints(): void {
  const prototype = tf.LayersModel.prototype as unknown as TrainedModel;
  const { makeTrainFunction } = prototype;
  prototype.makeTrainFunction = function (this: TrainedModel & tf.LayersModel) {
    const train = makeTrainFunction.call(this);
    return (batch) => {
      const outcome = train(batch);
      applyWeightConstraints(this);
      return outcome;
    };
  };
}
