import { PART_SUM_CHUNK, PartSum } from './addParts';
import { convolutionTasks } from './convolution';
import { ConvolutionFilterGradient } from './convolutionFilterGradient';
import { ConvolutionInputGradient, fitsTaps } from './convolutionInputGradient';
import { Convolution, ConvolutionShape, stripRows } from './convolutionShape';
import { nextParameters, runJob } from './jobs';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
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
import { PANEL_STEP, Packing, panelCount } from './packPanels';
import { stridedConvolutionTasks } from './stridedConvolution';
import { stridedFilterGradientTasks } from './stridedFilterGradient';
import { stridedInputGradientTasks } from './stridedInputGradient';
import { stridedPanelBytes } from './stridedPacking';
import { takesStridedSquares } from './stridedShape';
import { SIZES_AT, sharedMemory } from './threadMemory';
import { squareConvolutionTasks, squarePanelBytes } from './winogradConvolution';
import { squareFilterGradientTasks } from './winogradFilterGradient';
import { takesSquares } from './winogradShape';

/** The sizes are the same for all jobs until they are set anew. */
function currentShape(): ConvolutionShape {
  return changetype<ConvolutionShape>(sharedMemory() + SIZES_AT);
}

/** Sets the sizes of the convolution that is worked on next, in pixels. */
export function setConvolution(
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const shape = currentShape();
  shape.height = height;
  shape.width = width;
  shape.channels = channels;
  shape.outHeight = outHeight;
  shape.outWidth = outWidth;
  shape.outChannels = outChannels;
  shape.filterHeight = filterHeight;
  shape.filterWidth = filterWidth;
  shape.strideHeight = strideHeight;
  shape.strideWidth = strideWidth;
  shape.dilationHeight = dilationHeight;
  shape.dilationWidth = dilationWidth;
  shape.padTop = padTop;
  shape.padLeft = padLeft;
}

/** Whether `convolve` and `convolveForFilter` can work with the sizes set. */
export function canConvolve(): bool {
  return stripRows(currentShape()) > 0;
}

/** Whether `convolveBack` can work with the sizes set. */
export function canConvolveBack(): bool {
  return fitsTaps(currentShape());
}

/**
 * Whether, instead of convolving so many images of gradients with the sizes set, it is quicker to add up
 * what each of their pixels says: where the channels that come out leave most of a tile's columns empty,
 * or most of the pixels around are padding.
 */
export function isBackQuicker(images: i32): bool {
  const shape = currentShape();
  if (takesSquares(shape, images)) return false;
  const taps = shape.filterHeight * shape.filterWidth;
  // Multiplications, and what beginning and ending a tile or adding up takes beside them.
  const turned = (taps * shape.channels + 8) * panelCount(shape.outChannels) * 8;
  const back =
    (shape.channels + 8) * panelCount(taps * shape.outChannels) * 8 + 3 * taps * shape.outChannels;
  return (
    <i64>(shape.height * shape.width) * back < <i64>(shape.outHeight * shape.outWidth) * turned
  );
}

/** Bytes of the packed kernel that `convolve` needs for so many images. */
export function kernelPanelBytes(images: i32): i32 {
  const shape = currentShape();
  if (takesSquares(shape, images)) return squarePanelBytes(shape.channels, shape.outChannels);
  if (takesStridedSquares(shape, images)) {
    return stridedPanelBytes(shape.channels, shape.outChannels);
  }
  const steps = shape.filterHeight * shape.filterWidth * shape.channels;
  return panelCount(shape.outChannels) * steps * <i32>PANEL_STEP;
}

/** Bytes of the packed kernel that `convolveBack` needs for so many images. */
export function tapPanelBytes(images: i32): i32 {
  const shape = currentShape();
  if (takesBackInSquares(shape, images)) {
    return stridedPanelBytes(shape.channels, shape.outChannels);
  }
  const taps = shape.filterHeight * shape.filterWidth * shape.channels;
  return panelCount(taps) * shape.outChannels * <i32>PANEL_STEP;
}

/**
 * Convolves images [images, height, width, channels] with a kernel [filterHeight, filterWidth,
 * channels, outChannels]. With `turned` the kernel of another convolution is used, [filterHeight,
 * filterWidth, outChannels, channels], turned by half a circle: that convolution's input gradient.
 */
export function convolve(
  image: usize,
  kernel: usize,
  out: usize,
  bias: usize,
  panels: usize,
  images: i32,
  turned: bool,
  finish: i32,
): void {
  const shape = currentShape();
  const taps = shape.filterHeight * shape.filterWidth;
  const blockBytes = <usize>(shape.channels * shape.outChannels * 4);
  const packing = changetype<Packing>(nextParameters());
  packing.to = panels;
  packing.blocks = taps;
  packing.steps = shape.channels;
  packing.columns = shape.outChannels;
  if (turned) {
    packing.from = kernel + <usize>(taps - 1) * blockBytes;
    packing.blockBytes = 0 - blockBytes;
    packing.stepBytes = 4;
    packing.columnBytes = <usize>(shape.channels * 4);
  } else {
    packing.from = kernel;
    packing.blockBytes = blockBytes;
    packing.stepBytes = <usize>(shape.outChannels * 4);
    packing.columnBytes = 4;
  }
  const inSquares = takesSquares(shape, images);
  const inStrided = takesStridedSquares(shape, images);
  runJob(
    inSquares ? SQUARE_PACKING : inStrided ? STRIDED_PACKING : PACKING,
    panelCount(shape.outChannels),
  );
  const convolution = changetype<Convolution>(nextParameters());
  convolution.image = image;
  convolution.panels = panels;
  convolution.out = out;
  convolution.bias = bias;
  convolution.finish = finish;
  convolution.images = images;
  convolution.shape = shape;
  if (inSquares) runJob(SQUARE_CONVOLUTION, squareConvolutionTasks(convolution, images));
  else if (inStrided) runJob(STRIDED_CONVOLUTION, stridedConvolutionTasks(shape, images));
  else runJob(CONVOLUTION, convolutionTasks(shape, images));
}

/** Parts in which the batch is summed for the kernel's gradient; the same for any threads. */
export function filterGradientGroups(images: i32): i32 {
  const shape = currentShape();
  const kernel = shape.filterHeight * shape.filterWidth * shape.channels * shape.outChannels;
  return kernel > 1 << 18 ? 1 : min(4, images);
}

/**
 * The gradient of the kernel [filterHeight, filterWidth, channels, outChannels], from images and the
 * output's gradient [images, outHeight, outWidth, outChannels]. `sums` has room for as many kernels as
 * there are groups; with one group, `out` itself may be given.
 */
export function convolveForFilter(
  image: usize,
  gradient: usize,
  sums: usize,
  out: usize,
  images: i32,
): void {
  const shape = currentShape();
  const groups = filterGradientGroups(images);
  const job = changetype<ConvolutionFilterGradient>(nextParameters());
  // Columns are split where that leaves whole cache lines to each part.
  const parts = groups >= 4 ? 1 : min(8, (shape.outChannels + 15) / 16);
  job.image = image;
  job.gradient = gradient;
  job.out = sums;
  job.images = images;
  job.groups = groups;
  job.parts = parts;
  job.partColumns = ((shape.outChannels + parts - 1) / parts + 15) & ~15;
  job.shape = shape;
  if (takesSquares(shape, images)) {
    runJob(SQUARE_FILTER_GRADIENT, squareFilterGradientTasks(shape, groups));
  } else if (takesStridedSquares(shape, images)) {
    runJob(STRIDED_FILTER_GRADIENT, stridedFilterGradientTasks(shape, groups));
  } else {
    runJob(CONVOLUTION_FILTER_GRADIENT, groups * parts);
  }
  if (sums === out) return;
  const sum = changetype<PartSum>(nextParameters());
  sum.from = sums;
  sum.out = out;
  sum.parts = groups;
  sum.count = shape.filterHeight * shape.filterWidth * shape.channels * shape.outChannels;
  runJob(PART_SUM, (sum.count + PART_SUM_CHUNK - 1) / PART_SUM_CHUNK);
}

/** Whether the image's gradient is made in squares. */
function takesBackInSquares(shape: ConvolutionShape, images: i32): bool {
  return shape.padTop === 0 && shape.padLeft === 0 && takesStridedSquares(shape, images);
}

/** The gradient of images [images, height, width, channels], for any strides. */
export function convolveBack(
  gradient: usize,
  kernel: usize,
  out: usize,
  panels: usize,
  images: i32,
): void {
  const shape = currentShape();
  const packing = changetype<Packing>(nextParameters());
  packing.from = kernel;
  packing.to = panels;
  packing.stepBytes = 4;
  packing.steps = shape.outChannels;
  packing.columnBytes = <usize>(shape.outChannels * 4);
  if (takesBackInSquares(shape, images)) {
    packing.blocks = 9;
    packing.blockBytes = <usize>shape.channels * packing.columnBytes;
    packing.columns = shape.channels;
    runJob(STRIDED_PACKING, panelCount(shape.channels));
    const squares = changetype<Convolution>(nextParameters());
    squares.image = gradient;
    squares.panels = panels;
    squares.out = out;
    squares.images = images;
    squares.shape = shape;
    runJob(STRIDED_INPUT_GRADIENT, stridedInputGradientTasks(shape, images));
    return;
  }
  packing.blockBytes = 0;
  packing.blocks = 1;
  packing.columns = shape.filterHeight * shape.filterWidth * shape.channels;
  runJob(PACKING, panelCount(packing.columns));
  const job = changetype<ConvolutionInputGradient>(nextParameters());
  job.gradient = gradient;
  job.panels = panels;
  job.out = out;
  job.shape = shape;
  runJob(CONVOLUTION_INPUT_GRADIENT, images);
}
