import { ConvolutionShape } from './convolutionShape';
import { copyRegion, RegionPlan } from './depthwiseRegion';
import { addTapSums } from './depthwiseTapSums';
import { correlate, WindowSteps } from './depthwiseWindows';
import { ownMemory, SCRATCH_BYTES } from './threadMemory';

/**
 * A depthwise convolution of a batch, or one of its gradients. The shape's `outChannels` are
 * `channels` times the multiplier; output `c · multiplier + m` belongs to channel `c`.
 */
@unmanaged
export class Depthwise {
  /** Images; 0 for their own gradient. */
  image: usize;
  /** The kernel [filterHeight, filterWidth, outChannels]; 0 for its own gradient. */
  kernel: usize;
  /** The output's gradient; 0 in the forward pass. */
  gradient: usize;
  out: usize;
  bias: usize;
  finish: i32;
  images: i32;
  /** Parts of the batch that are summed on their own for the kernel's gradient. */
  groups: i32;
  shape: ConvolutionShape;
  plan: RegionPlan;
}

/** Some channels of some rows of one image's output. */
export function depthwiseTask(job: Depthwise, index: i32): void {
  const shape = job.shape;
  const plan = job.plan;
  const copies = shape.outChannels / shape.channels;
  const firstRow = (index % plan.strips) * plan.rowsAtOnce;
  index /= plan.strips;
  const firstChannel = (index % plan.parts) * plan.channelsAtOnce;
  const place = index / plan.parts;
  const count = min(plan.channelsAtOnce, shape.channels - firstChannel);
  const rows = min(plan.rowsAtOnce, shape.outHeight - firstRow);
  copyWindows(job, place, firstChannel, count, firstRow, rows);
  const outBytes = <usize>shape.outChannels * 4;
  const lineBytes = <usize>shape.outWidth * outBytes;
  const offset = <usize>(firstChannel * copies) * 4;
  correlate(
    ownMemory(),
    stepsOfWindows(job, count),
    shape.filterHeight,
    shape.filterWidth,
    job.kernel + offset,
    <usize>shape.filterWidth * outBytes,
    outBytes,
    count * copies,
    job.out + <usize>(place * shape.outHeight + firstRow) * lineBytes + offset,
    lineBytes,
    outBytes,
    rows,
    shape.outWidth,
    job.bias === 0 ? 0 : job.bias + offset,
    job.finish,
  );
}

/** Some channels of the kernel's gradient, summed over one group of images. */
export function depthwiseFilterGradientTask(job: Depthwise, index: i32): void {
  const shape = job.shape;
  const plan = job.plan;
  const copies = shape.outChannels / shape.channels;
  const firstChannel = (index % plan.parts) * plan.channelsAtOnce;
  const group = index / plan.parts;
  const count = min(plan.channelsAtOnce, shape.channels - firstChannel);
  const outBytes = <usize>shape.outChannels * 4;
  const lineBytes = <usize>shape.outWidth * outBytes;
  const offset = <usize>(firstChannel * copies) * 4;
  const taps = shape.filterHeight * shape.filterWidth;
  const sums = job.out + <usize>(group * taps) * outBytes + offset;
  for (let tap = 0; tap < taps; tap++) {
    memory.fill(sums + <usize>tap * outBytes, 0, <usize>(count * copies) * 4);
  }
  const end = <i32>((<i64>(group + 1) * job.images) / job.groups);
  for (let place = <i32>((<i64>group * job.images) / job.groups); place < end; place++) {
    for (let firstRow = 0; firstRow < shape.outHeight; firstRow += plan.rowsAtOnce) {
      const rows = min(plan.rowsAtOnce, shape.outHeight - firstRow);
      copyWindows(job, place, firstChannel, count, firstRow, rows);
      addTapSums(
        ownMemory(),
        stepsOfWindows(job, count),
        shape.filterHeight,
        shape.filterWidth,
        job.gradient + <usize>(place * shape.outHeight + firstRow) * lineBytes + offset,
        lineBytes,
        outBytes,
        count * copies,
        sums,
        <usize>shape.filterWidth * outBytes,
        outBytes,
        rows,
        shape.outWidth,
      );
    }
  }
}

/** Copies to own memory what some rows of output look at, each channel as often as it has outputs. */
function copyWindows(
  job: Depthwise,
  place: i32,
  firstChannel: i32,
  count: i32,
  firstRow: i32,
  rows: i32,
): void {
  const shape = job.shape;
  copyRegion(
    job.image + <usize>(place * shape.height * shape.width) * <usize>shape.channels * 4,
    shape.height,
    shape.width,
    shape.channels,
    firstChannel,
    count,
    shape.outChannels / shape.channels,
    firstRow * shape.strideHeight - shape.padTop,
    (rows - 1) * shape.strideHeight + (shape.filterHeight - 1) * shape.dilationHeight + 1,
    -shape.padLeft,
    job.plan.columns,
    ownMemory(),
  );
}

/** Where windows lie in the region that `copyWindows` makes. */
function stepsOfWindows(job: Depthwise, count: i32): WindowSteps {
  const shape = job.shape;
  const pixelBytes = <usize>(count * (shape.outChannels / shape.channels)) * 4;
  const lineBytes = <usize>job.plan.columns * pixelBytes;
  const steps = ownSteps();
  steps.tapRow = <usize>shape.dilationHeight * lineBytes;
  steps.tapColumn = <usize>shape.dilationWidth * pixelBytes;
  steps.row = <usize>shape.strideHeight * lineBytes;
  steps.column = <usize>shape.strideWidth * pixelBytes;
  return steps;
}

/** This thread's own description of windows, behind the region. */
export function ownSteps(): WindowSteps {
  return changetype<WindowSteps>(ownMemory() + SCRATCH_BYTES - 64);
}
