import { PartSum, partSumTask } from './addParts';
import { convolutionTask } from './convolution';
import {
  ConvolutionFilterGradient,
  convolutionFilterGradientTask,
} from './convolutionFilterGradient';
import { ConvolutionInputGradient, convolutionInputGradientTask } from './convolutionInputGradient';
import { Convolution } from './convolutionShape';
import { ELEMENTWISE_TASKS, runElementwiseTask } from './elementwiseTasks';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
  MATRIX_PRODUCT,
  PACKING,
  PART_SUM,
  SQUARE_CONVOLUTION,
  SQUARE_FILTER_GRADIENT,
  SQUARE_PACKING,
  STRIDED_CONVOLUTION,
  STRIDED_FILTER_GRADIENT,
  STRIDED_INPUT_GRADIENT,
  STRIDED_PACKING,
} from './kindsOfTasks';
import { MatrixProduct, matrixProductTask } from './matrixProduct';
import { NORMALIZATION_TASKS, runNormalizationTask } from './normalizationTasks';
import { Packing, packingTask } from './packPanels';
import { RECURRENT_TASKS, runRecurrentTask } from './recurrentTasks';
import { stridedConvolutionTask } from './stridedConvolution';
import { stridedFilterGradientTask } from './stridedFilterGradient';
import { stridedInputGradientTask } from './stridedInputGradient';
import { stridedPackingTask } from './stridedPacking';
import { runWindowTask, WINDOW_TASKS } from './windowTasks';
import { squareConvolutionTask, squarePackingTask } from './winogradConvolution';
import { squareFilterGradientTask } from './winogradFilterGradient';

/** Runs one task of a job whose parameters lie at an address. */
export function runTask(kind: i32, at: usize, index: i32): void {
  if (kind >= WINDOW_TASKS) {
    if (kind >= RECURRENT_TASKS) runRecurrentTask(kind, at, index);
    else if (kind >= ELEMENTWISE_TASKS) runElementwiseTask(kind, at, index);
    else if (kind >= NORMALIZATION_TASKS) runNormalizationTask(kind, at, index);
    else runWindowTask(kind, at, index);
    return;
  }
  switch (kind) {
    case PACKING:
      packingTask(changetype<Packing>(at), index);
      break;
    case MATRIX_PRODUCT:
      matrixProductTask(changetype<MatrixProduct>(at), index);
      break;
    case CONVOLUTION:
      convolutionTask(changetype<Convolution>(at), index);
      break;
    case CONVOLUTION_FILTER_GRADIENT:
      convolutionFilterGradientTask(changetype<ConvolutionFilterGradient>(at), index);
      break;
    case CONVOLUTION_INPUT_GRADIENT:
      convolutionInputGradientTask(changetype<ConvolutionInputGradient>(at), index);
      break;
    case PART_SUM:
      partSumTask(changetype<PartSum>(at), index);
      break;
    case SQUARE_PACKING:
      squarePackingTask(changetype<Packing>(at), index);
      break;
    case SQUARE_CONVOLUTION:
      squareConvolutionTask(changetype<Convolution>(at), index);
      break;
    case SQUARE_FILTER_GRADIENT:
      squareFilterGradientTask(changetype<ConvolutionFilterGradient>(at), index);
      break;
    case STRIDED_PACKING:
      stridedPackingTask(changetype<Packing>(at), index);
      break;
    case STRIDED_CONVOLUTION:
      stridedConvolutionTask(changetype<Convolution>(at), index);
      break;
    case STRIDED_INPUT_GRADIENT:
      stridedInputGradientTask(changetype<Convolution>(at), index);
      break;
    case STRIDED_FILTER_GRADIENT:
      stridedFilterGradientTask(changetype<ConvolutionFilterGradient>(at), index);
      break;
  }
}
