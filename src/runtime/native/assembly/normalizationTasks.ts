import {
  BatchNormalization,
  batchGradientSumsTask,
  batchGradientTask,
  batchMomentsTask,
  batchNormalizationTask,
} from './normalizationBatch';
import { boundedGradientSumsTask, boundedGradientTask } from './normalizationBounded';
import {
  BATCH_GRADIENT,
  BATCH_GRADIENT_SUMS,
  BATCH_MOMENTS,
  BATCH_NORMALIZATION,
  BOUNDED_GRADIENT,
  BOUNDED_GRADIENT_SUMS,
  LAYER_GRADIENT,
  LAYER_NORMALIZATION,
} from './normalizationKinds';
import {
  LayerNormalization,
  layerGradientTask,
  layerNormalizationTask,
} from './normalizationLayer';

/** Kinds of tasks from here on are normalisation and softmax. */
export const NORMALIZATION_TASKS: i32 = 200;

/** Runs one task of a job of normalisation and softmax. */
export function runNormalizationTask(kind: i32, at: usize, index: i32): void {
  switch (kind) {
    case BATCH_MOMENTS:
      batchMomentsTask(changetype<BatchNormalization>(at), index);
      break;
    case BATCH_NORMALIZATION:
      batchNormalizationTask(changetype<BatchNormalization>(at), index);
      break;
    case BATCH_GRADIENT_SUMS:
      batchGradientSumsTask(changetype<BatchNormalization>(at), index);
      break;
    case BATCH_GRADIENT:
      batchGradientTask(changetype<BatchNormalization>(at), index);
      break;
    case BOUNDED_GRADIENT_SUMS:
      boundedGradientSumsTask(changetype<BatchNormalization>(at), index);
      break;
    case BOUNDED_GRADIENT:
      boundedGradientTask(changetype<BatchNormalization>(at), index);
      break;
    case LAYER_NORMALIZATION:
      layerNormalizationTask(changetype<LayerNormalization>(at), index);
      break;
    case LAYER_GRADIENT:
      layerGradientTask(changetype<LayerNormalization>(at), index);
      break;
  }
}
