import { ConvolutionShape } from './convolutionShape';
import { nextParameters, runJob } from './jobs';
import {
  AVERAGE_POOLING,
  AVERAGE_POOLING_GRADIENT,
  MAX_POOLING,
  MAX_POOLING_GRADIENT,
} from './kindsOfWindowTasks';
import { Pooling } from './poolingTasks';
import { SIZES_AT, sharedMemory } from './threadMemory';

/** The largest numbers of the windows set with `setConvolution`, or their means. */
export function pool(image: usize, out: usize, images: i32, isMean: bool): void {
  runPooling(isMean ? AVERAGE_POOLING : MAX_POOLING, image, 0, out, images);
}

/** The gradient of max pooling; the windows are those set with `setConvolution`. */
export function maxPoolBack(image: usize, gradient: usize, out: usize, images: i32): void {
  runPooling(MAX_POOLING_GRADIENT, image, gradient, out, images);
}

/** The gradient of average pooling; the windows are those set with `setConvolution`. */
export function averagePoolBack(gradient: usize, out: usize, images: i32): void {
  runPooling(AVERAGE_POOLING_GRADIENT, 0, gradient, out, images);
}

/** So few images are split by channels as well. */
const FEW_IMAGES = 8;

function runPooling(kind: i32, image: usize, gradient: usize, out: usize, images: i32): void {
  const shape = changetype<ConvolutionShape>(sharedMemory() + SIZES_AT);
  const job = changetype<Pooling>(nextParameters());
  job.image = image;
  job.gradient = gradient;
  job.out = out;
  // Whole lines of the cache, so that threads don't write to the same ones.
  job.channelsAtOnce = images < FEW_IMAGES ? 16 : shape.channels;
  job.parts = (shape.channels + job.channelsAtOnce - 1) / job.channelsAtOnce;
  job.shape = shape;
  runJob(kind, images * job.parts);
}
