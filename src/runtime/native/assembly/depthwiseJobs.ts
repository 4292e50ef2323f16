import { PART_SUM_CHUNK, PartSum } from './addParts';
import { ConvolutionShape } from './convolutionShape';
import { planInputGradient } from './depthwiseInputGradient';
import { planRegions, RegionPlan } from './depthwiseRegion';
import { Depthwise } from './depthwiseTasks';
import { nextParameters, runJob } from './jobs';
import { PART_SUM } from './kindsOfTasks';
import {
  DEPTHWISE,
  DEPTHWISE_FILTER_GRADIENT,
  DEPTHWISE_INPUT_GRADIENT,
} from './kindsOfWindowTasks';
import { SIZES_AT, sharedMemory } from './threadMemory';

/** The sizes set with `setConvolution`; outputs are channels times multiplier. */
function currentShape(): ConvolutionShape {
  return changetype<ConvolutionShape>(sharedMemory() + SIZES_AT);
}

/** How the job that is set up is split, beside the sizes. */
function currentPlan(): RegionPlan {
  return changetype<RegionPlan>(sharedMemory() + SIZES_AT + 128);
}

/** Whether `convolveDepthwise` and `convolveDepthwiseForFilter` can work with the sizes set. */
export function canConvolveDepthwise(): bool {
  const shape = currentShape();
  return planRegions(
    currentPlan(),
    shape.channels,
    shape.outChannels / shape.channels,
    (shape.outWidth - 1) * shape.strideWidth + (shape.filterWidth - 1) * shape.dilationWidth + 1,
    shape.outHeight,
    shape.strideHeight,
    (shape.filterHeight - 1) * shape.dilationHeight + 1,
  );
}

/** Whether `convolveDepthwiseBack` can work with the sizes set. */
export function canConvolveDepthwiseBack(): bool {
  return planInputGradient(currentPlan(), currentShape());
}

function nextDepthwise(): Depthwise {
  const job = changetype<Depthwise>(nextParameters());
  job.bias = 0;
  job.finish = 0;
  job.shape = currentShape();
  job.plan = currentPlan();
  return job;
}

/**
 * Convolves each channel of images [images, height, width, channels] on its own, with a kernel
 * [filterHeight, filterWidth, channels, multiplier]. `bias` (0: none) has one number an output.
 */
export function convolveDepthwise(
  image: usize,
  kernel: usize,
  out: usize,
  bias: usize,
  images: i32,
  finish: i32,
): void {
  canConvolveDepthwise();
  const job = nextDepthwise();
  job.image = image;
  job.kernel = kernel;
  job.out = out;
  job.bias = bias;
  job.finish = finish;
  runJob(DEPTHWISE, images * job.plan.parts * job.plan.strips);
}

/** Parts in which the batch is summed for the kernel's gradient; the same for any threads. */
export function depthwiseFilterGradientGroups(images: i32): i32 {
  return min(8, images);
}

/**
 * The gradient of the kernel [filterHeight, filterWidth, channels, multiplier]. `sums` has room for as
 * many kernels as there are groups; with one group, `out` itself may be given.
 */
export function convolveDepthwiseForFilter(
  image: usize,
  gradient: usize,
  sums: usize,
  out: usize,
  images: i32,
): void {
  canConvolveDepthwise();
  const job = nextDepthwise();
  const shape = job.shape;
  const groups = depthwiseFilterGradientGroups(images);
  job.image = image;
  job.gradient = gradient;
  job.out = sums;
  job.images = images;
  job.groups = groups;
  runJob(DEPTHWISE_FILTER_GRADIENT, groups * job.plan.parts);
  if (sums === out) return;
  const sum = changetype<PartSum>(nextParameters());
  sum.from = sums;
  sum.out = out;
  sum.parts = groups;
  sum.count = shape.filterHeight * shape.filterWidth * shape.outChannels;
  runJob(PART_SUM, (sum.count + PART_SUM_CHUNK - 1) / PART_SUM_CHUNK);
}

/** The gradient of images [images, height, width, channels]; with strides, for dilation 1 only. */
export function convolveDepthwiseBack(
  gradient: usize,
  kernel: usize,
  out: usize,
  images: i32,
): void {
  canConvolveDepthwiseBack();
  const job = nextDepthwise();
  job.gradient = gradient;
  job.kernel = kernel;
  job.out = out;
  runJob(DEPTHWISE_INPUT_GRADIENT, images * job.plan.parts * job.plan.strips);
}
