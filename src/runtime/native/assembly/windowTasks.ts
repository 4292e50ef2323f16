import { depthwiseInputGradientTask } from './depthwiseInputGradient';
import { Depthwise, depthwiseFilterGradientTask, depthwiseTask } from './depthwiseTasks';
import { ImagePadding, imagePaddingTask } from './imagePadding';
import {
  AVERAGE_POOLING,
  AVERAGE_POOLING_GRADIENT,
  DEPTHWISE,
  DEPTHWISE_FILTER_GRADIENT,
  DEPTHWISE_INPUT_GRADIENT,
  IMAGE_PADDING,
  MAX_POOLING,
  MAX_POOLING_GRADIENT,
} from './kindsOfWindowTasks';
import {
  averagePoolingGradientTask,
  maxPoolingGradientTask,
  Pooling,
  poolingTask,
} from './poolingTasks';

export { WINDOW_TASKS } from './kindsOfWindowTasks';

/** Runs one task of a job of pooling and depthwise convolutions. */
export function runWindowTask(kind: i32, at: usize, index: i32): void {
  switch (kind) {
    case MAX_POOLING:
      poolingTask(changetype<Pooling>(at), index, false);
      break;
    case AVERAGE_POOLING:
      poolingTask(changetype<Pooling>(at), index, true);
      break;
    case MAX_POOLING_GRADIENT:
      maxPoolingGradientTask(changetype<Pooling>(at), index);
      break;
    case AVERAGE_POOLING_GRADIENT:
      averagePoolingGradientTask(changetype<Pooling>(at), index);
      break;
    case DEPTHWISE:
      depthwiseTask(changetype<Depthwise>(at), index);
      break;
    case DEPTHWISE_FILTER_GRADIENT:
      depthwiseFilterGradientTask(changetype<Depthwise>(at), index);
      break;
    case DEPTHWISE_INPUT_GRADIENT:
      depthwiseInputGradientTask(changetype<Depthwise>(at), index);
      break;
    case IMAGE_PADDING:
      imagePaddingTask(changetype<ImagePadding>(at), index);
      break;
  }
}
