import { ConvolutionShape } from './convolutionShape';
import { copyRegion, planRegions, RegionPlan, regionBytes } from './depthwiseRegion';
import { Depthwise, ownSteps } from './depthwiseTasks';
import { correlate } from './depthwiseWindows';
import { ownMemory, SCRATCH_BYTES } from './threadMemory';

/*
 * A pixel gets something from output `o` through tap `t` where pixel + padding = o · stride + t ·
 * dilation. Pixels a stride apart use the same taps: they are a phase, and a phase's gradient is a
 * correlation of the output's gradient with its taps, the last first. Where strides are above 1, the
 * dilation must be 1.
 */

/** How far before the first output that a phase is over its taps reach. */
function reach(taps: i32, stride: i32, dilation: i32): i32 {
  return stride === 1 ? (taps - 1) * dilation : (taps + stride - 1) / stride - 1;
}

/** How many of the outputs a row (or column) of phases looks at, if it is one pixel long. */
function seen(taps: i32, stride: i32, dilation: i32, pad: i32): i32 {
  return (stride - 1 + pad) / stride - pad / stride + reach(taps, stride, dilation) + 1;
}

/** Splits the input gradient among tasks; false where it can't be worked out in a thread's memory. */
export function planInputGradient(plan: RegionPlan, shape: ConvolutionShape): bool {
  const copies = shape.outChannels / shape.channels;
  const pixels = (shape.width + shape.strideWidth - 1) / shape.strideWidth;
  const columns =
    pixels - 1 + seen(shape.filterWidth, shape.strideWidth, shape.dilationWidth, shape.padLeft);
  const fits = planRegions(
    plan,
    shape.channels,
    copies,
    columns,
    (shape.height + shape.strideHeight - 1) / shape.strideHeight,
    1,
    seen(shape.filterHeight, shape.strideHeight, shape.dilationHeight, shape.padTop),
  );
  // A row before its copies are added up lies behind the region, before the steps.
  const rowBytes = copies > 1 ? <i64>pixels * plan.channelsAtOnce * copies * 4 : 0;
  return fits && rowBytes <= SCRATCH_BYTES - regionBytes() - 256;
}

/** Some channels of some rows of phases of one image's gradient. */
export function depthwiseInputGradientTask(job: Depthwise, index: i32): void {
  const shape = job.shape;
  const plan = job.plan;
  const copies = shape.outChannels / shape.channels;
  const firstPhaseRow = (index % plan.strips) * plan.rowsAtOnce;
  index /= plan.strips;
  const firstChannel = (index % plan.parts) * plan.channelsAtOnce;
  const place = index / plan.parts;
  const count = min(plan.channelsAtOnce, shape.channels - firstChannel);
  const strideHeight = shape.strideHeight;
  const phaseRows = (shape.height + strideHeight - 1) / strideHeight;
  const rows = min(plan.rowsAtOnce, phaseRows - firstPhaseRow);
  const firstOutRow =
    firstPhaseRow +
    shape.padTop / strideHeight -
    reach(shape.filterHeight, strideHeight, shape.dilationHeight);
  const firstOutColumn =
    shape.padLeft / shape.strideWidth -
    reach(shape.filterWidth, shape.strideWidth, shape.dilationWidth);
  copyRegion(
    job.gradient + <usize>(place * shape.outHeight * shape.outWidth) * <usize>shape.outChannels * 4,
    shape.outHeight,
    shape.outWidth,
    shape.outChannels,
    firstChannel * copies,
    count * copies,
    1,
    firstOutRow,
    rows - 1 + seen(shape.filterHeight, strideHeight, shape.dilationHeight, shape.padTop),
    firstOutColumn,
    plan.columns,
    ownMemory(),
  );
  for (let phaseRow = 0; phaseRow < strideHeight; phaseRow++) {
    const firstRow = firstPhaseRow * strideHeight + phaseRow;
    if (firstRow >= shape.height) break;
    const phaseCount = min(rows, (shape.height - firstRow + strideHeight - 1) / strideHeight);
    for (let phaseColumn = 0; phaseColumn < shape.strideWidth; phaseColumn++) {
      if (phaseColumn >= shape.width) break;
      workOutPhase(
        job,
        place,
        firstChannel,
        count,
        phaseRow,
        phaseColumn,
        firstRow,
        phaseCount,
        firstPhaseRow - firstOutRow,
        0 - firstOutColumn,
      );
    }
  }
}

function workOutPhase(
  job: Depthwise,
  place: i32,
  firstChannel: i32,
  count: i32,
  phaseRow: i32,
  phaseColumn: i32,
  firstRow: i32,
  rows: i32,
  rowOfRegion: i32,
  columnOfRegion: i32,
): void {
  const shape = job.shape;
  const copies = shape.outChannels / shape.channels;
  const strideHeight = shape.strideHeight;
  const strideWidth = shape.strideWidth;
  const firstTapRow = (phaseRow + shape.padTop) % strideHeight;
  const firstTapColumn = (phaseColumn + shape.padLeft) % strideWidth;
  const tapRows = max(0, (shape.filterHeight - firstTapRow + strideHeight - 1) / strideHeight);
  const tapColumns = max(0, (shape.filterWidth - firstTapColumn + strideWidth - 1) / strideWidth);
  const pixelBytes = <usize>(count * copies) * 4;
  const lineBytes = <usize>job.plan.columns * pixelBytes;
  const steps = ownSteps();
  steps.tapRow = <usize>shape.dilationHeight * lineBytes;
  steps.tapColumn = <usize>shape.dilationWidth * pixelBytes;
  steps.row = lineBytes;
  steps.column = pixelBytes;
  const atRow =
    rowOfRegion +
    (phaseRow + shape.padTop) / strideHeight -
    max(0, tapRows - 1) * shape.dilationHeight;
  const atColumn =
    columnOfRegion +
    (phaseColumn + shape.padLeft) / strideWidth -
    max(0, tapColumns - 1) * shape.dilationWidth;
  const region = ownMemory() + <usize>atRow * lineBytes + <usize>atColumn * pixelBytes;
  const tapBytes = <usize>shape.outChannels * 4;
  const lastTap =
    (firstTapRow + (tapRows - 1) * strideHeight) * shape.filterWidth +
    firstTapColumn +
    (tapColumns - 1) * strideWidth;
  const kernel = job.kernel + <usize>lastTap * tapBytes + <usize>(firstChannel * copies) * 4;
  const kernelRow = 0 - <usize>(strideHeight * shape.filterWidth) * tapBytes;
  const kernelColumn = 0 - <usize>strideWidth * tapBytes;
  const columns = (shape.width - phaseColumn + strideWidth - 1) / strideWidth;
  const outBytes = <usize>shape.channels * 4;
  const outLine = <usize>shape.width * outBytes;
  const out =
    job.out +
    <usize>(place * shape.height + firstRow) * outLine +
    <usize>phaseColumn * outBytes +
    <usize>firstChannel * 4;
  const outRow = <usize>strideHeight * outLine;
  const outColumn = <usize>strideWidth * outBytes;
  if (copies === 1) {
    correlate(
      region,
      steps,
      tapRows,
      tapColumns,
      kernel,
      kernelRow,
      kernelColumn,
      count,
      out,
      outRow,
      outColumn,
      rows,
      columns,
      0,
      0,
    );
    return;
  }
  const line = ownMemory() + <usize>regionBytes();
  for (let row = 0; row < rows; row++) {
    correlate(
      region + <usize>row * lineBytes,
      steps,
      tapRows,
      tapColumns,
      kernel,
      kernelRow,
      kernelColumn,
      count * copies,
      line,
      0,
      pixelBytes,
      1,
      columns,
      0,
      0,
    );
    addCopies(line, count, copies, columns, out + <usize>row * outRow, outColumn);
  }
}

/** Adds up what the outputs of each channel say. */
function addCopies(
  line: usize,
  count: i32,
  copies: i32,
  columns: i32,
  out: usize,
  outColumn: usize,
): void {
  for (let column = 0; column < columns; column++) {
    for (let channel = 0; channel < count; channel++) {
      let sum = f32.load(line);
      line += 4;
      for (let copy = 1; copy < copies; copy++) {
        sum += f32.load(line);
        line += 4;
      }
      f32.store(out + <usize>channel * 4, sum);
    }
    out += outColumn;
  }
}
