import { Convolution } from './convolutionShape';
import { RELU, RELU_6 } from './finishRow';
import { PANEL_STEP, Packing, packPanel } from './packPanels';
import { storeTile } from './runTiles';
import { ownMemory } from './threadMemory';
import { transformKernel } from './winogradKernelTransforms';
import {
  PLACES,
  panelColumns,
  placeBytes,
  runBytes,
  SQUARE,
  squaresAcross,
  squaresAtOnce,
  squaresOfImage,
  squaresOfRun,
  zeroBytes,
} from './winogradShape';
import { Squares, transformImages } from './winogradSquares';
import {
  prepareTransforms,
  transformProductColumn,
  transformProductRows,
} from './winogradTransforms';

/** Bytes of a kernel's 36 places, in panels. */
export function squarePanelBytes(channels: i32, outChannels: i32): i32 {
  return PLACES * channels * panelColumns(outChannels) * 4;
}

/** Transforms one panel of a kernel; the panels of a place follow each other. */
export function squarePackingTask(packing: Packing, panel: i32): void {
  const channels = packing.steps;
  const columns = min(8, packing.columns - panel * 8);
  const tapBytes = <usize>channels * PANEL_STEP;
  const taps = ownMemory();
  const half = taps + 9 * tapBytes;
  let from = packing.from + <usize>(panel * 8) * packing.columnBytes;
  for (let tap = 0; tap < 9; tap++) {
    packPanel(
      from,
      packing.stepBytes,
      packing.columnBytes,
      channels,
      columns,
      taps + <usize>tap * tapBytes,
    );
    from += packing.blockBytes;
  }
  const place = <usize>panelColumns(packing.columns) * <usize>channels * 4;
  const to = packing.to + <usize>panel * tapBytes;
  for (let vector = 0; vector < 2 * channels; vector++) {
    const away = <usize>vector * 16;
    for (let x: usize = 0; x < 3; x++) {
      transformKernel(taps + away + x * tapBytes, 3 * tapBytes, half + x * 16, 48);
    }
    for (let y: usize = 0; y < 6; y++) {
      transformKernel(half + y * 48, 16, to + away + y * 6 * place, place);
    }
  }
}

/** How many tasks a convolution of so many images is. */
export function squareConvolutionTasks(convolution: Convolution, images: i32): i32 {
  const atOnce = squaresAtOnce(convolution.shape);
  return (images * squaresOfImage(convolution.shape) + atOnce - 1) / atOnce;
}

/** Some squares of the output. */
export function squareConvolutionTask(convolution: Convolution, index: i32): void {
  prepareTransforms();
  const shape = convolution.shape;
  const atOnce = squaresAtOnce(shape);
  const first = index * atOnce;
  const end = min(first + atOnce, convolution.images * squaresOfImage(shape));
  const columns = panelColumns(shape.outChannels);
  const imagePlace = placeBytes(atOnce, shape.channels);
  const outPlace = placeBytes(atOnce, columns);
  const imageSquares = ownMemory();
  const outSquares = imageSquares + PLACES * imagePlace;
  const zeros = outSquares + PLACES * outPlace;
  const run = zeros + zeroBytes(shape.channels);
  memory.fill(zeros, 0, zeroBytes(shape.channels));
  const squares = changetype<Squares>(run + max(runBytes(shape.channels), outRunBytes(columns)));
  squares.from = convolution.image;
  squares.firstChannel = 0;
  squares.channels = shape.channels;
  squares.to = imageSquares;
  squares.placeBytes = imagePlace;
  squares.squareBytes = <usize>(shape.channels * 4);
  squares.run = run;
  squares.zeros = zeros;
  transformImages(squares, shape, first, end);
  multiplyPlaces(
    imageSquares,
    imagePlace,
    convolution.panels,
    outSquares,
    outPlace,
    end - first,
    shape.channels,
    columns,
  );
  writeSquares(convolution, first, end, outSquares, outPlace, run);
}

function multiplyPlaces(
  left: usize,
  leftPlace: usize,
  panels: usize,
  out: usize,
  outPlace: usize,
  squares: i32,
  channels: i32,
  columns: i32,
): void {
  const leftBytes = <usize>channels * 4;
  const outBytes = <usize>columns * 4;
  let panel = panels;
  for (let place = 0; place < PLACES; place++) {
    for (let column = 0; column < columns; column += 8) {
      let at = left;
      let to = out + <usize>column * 4;
      for (let row = 0; row < squares; row += 6) {
        storeTile(
          at,
          at + leftBytes,
          at + 2 * leftBytes,
          at + 3 * leftBytes,
          at + 4 * leftBytes,
          at + 5 * leftBytes,
          channels,
          panel,
          to,
          outBytes,
        );
        at += 6 * leftBytes;
        to += 6 * outBytes;
      }
      panel += <usize>channels * PANEL_STEP;
    }
    left += leftPlace;
    out += outPlace;
  }
}

function outRunSquares(columns: i32): i32 {
  return squaresOfRun(columns);
}

function outRunBytes(columns: i32): usize {
  return <usize>(outRunSquares(columns) * columns * 4 * SQUARE * 6);
}

/** Transforms products back, with bias and activation. */
function writeSquares(
  convolution: Convolution,
  first: i32,
  end: i32,
  from: usize,
  placeSize: usize,
  run: usize,
): void {
  const shape = convolution.shape;
  const columns = panelColumns(shape.outChannels);
  const most = outRunSquares(columns);
  const across = squaresAcross(shape);
  const ofImage = squaresOfImage(shape);
  const pixelBytes = <usize>(shape.outChannels * 4);
  const rowBytes = <usize>shape.outWidth * pixelBytes;
  for (let square = first; square < end; ) {
    const place = square % ofImage;
    const squareColumn = place % across;
    const row = (place / across) * SQUARE;
    const count = min(min(most, across - squareColumn), end - square);
    const vectors = (count * columns) >> 2;
    const columnBytes = <usize>vectors * 64;
    for (let x: usize = 0; x < 6; x++) {
      transformProductColumn(from + x * placeSize, 6 * placeSize, vectors, run + x * columnBytes);
    }
    const rows = min(SQUARE, shape.outHeight - row);
    const line = convolution.out + <usize>((square / ofImage) * shape.outHeight + row) * rowBytes;
    const firstColumn = squareColumn * SQUARE;
    for (let one = 0; one < count; one++) {
      const column = firstColumn + one * SQUARE;
      transformProductRows(
        run + <usize>(one * columns) * 16,
        columnBytes,
        shape.outChannels >> 2,
        line + <usize>column * pixelBytes,
        rowBytes,
        pixelBytes,
        rows,
        min(SQUARE, shape.outWidth - column),
      );
    }
    if (convolution.bias !== 0 || convolution.finish !== 0) {
      const pixels = min(count * SQUARE, shape.outWidth - firstColumn);
      for (let y = 0; y < rows; y++) {
        finishPixels(
          line + <usize>y * rowBytes + <usize>firstColumn * pixelBytes,
          pixels,
          shape.outChannels >> 2,
          convolution.bias,
          convolution.finish,
        );
      }
    }
    from += <usize>(count * columns * 4);
    square += count;
  }
}

/** Adds a bias (0: none) to pixels that lie beside each other, and applies an activation. */
export function finishPixels(at: usize, pixels: i32, vectors: i32, bias: usize, finish: i32): void {
  const least = f32x4.splat((finish & (RELU | RELU_6)) !== 0 ? 0 : -f32.MAX_VALUE);
  const most = f32x4.splat((finish & RELU_6) !== 0 ? 6 : f32.MAX_VALUE);
  let vector = 0;
  for (let rest = pixels * vectors; rest > 0; rest--) {
    let value = v128.load(at);
    if (bias !== 0) value = f32x4.add(value, v128.load(bias + <usize>vector * 16));
    if (finish !== 0) value = f32x4.min(f32x4.max(value, least), most);
    v128.store(at, value);
    at += 16;
    vector++;
    if (vector === vectors) vector = 0;
  }
}
