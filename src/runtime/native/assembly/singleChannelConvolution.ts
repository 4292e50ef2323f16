import { Convolution } from './convolutionShape';
import { finishTile } from './finishRow';
import { PANEL_STEP } from './packPanels';
import { tileMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';
import { multiplyAdd } from './vectors';

/**
 * Rows of a convolution's output where images have one channel and windows stand side by side: what six
 * pixels look at for one tap lies beside each other. The strip has the rows that they look at.
 */
export function convolveSingleChannel(
  convolution: Convolution,
  strip: usize,
  lineBytes: usize,
  rows: i32,
  out: usize,
): void {
  const shape = convolution.shape;
  const steps = shape.filterHeight * shape.filterWidth;
  const across = <usize>(shape.dilationWidth * 4);
  const skipped = <usize>shape.dilationHeight * lineBytes - <usize>shape.filterWidth * across;
  const outBytes = <usize>(shape.outChannels * 4);
  const down = <usize>shape.strideHeight * lineBytes;
  for (let row = 0; row < rows; row++) {
    for (let pixel = 0; pixel < shape.outWidth; pixel += TILE_ROWS) {
      const count = min(TILE_ROWS, shape.outWidth - pixel);
      let panel = convolution.panels;
      for (let output = 0; output < shape.outChannels; output += TILE_COLUMNS) {
        const columns = min(TILE_COLUMNS, shape.outChannels - output);
        const isWhole = count === TILE_ROWS && columns === TILE_COLUMNS;
        const line = out + <usize>pixel * outBytes + <usize>output * 4;
        const to = isWhole ? line : tileMemory();
        const stride = isWhole ? outBytes : TILE_COLUMNS * 4;
        storeTaps(
          strip + <usize>pixel * 4,
          steps,
          shape.filterWidth,
          across,
          skipped,
          panel,
          to,
          stride,
        );
        panel += <usize>steps * PANEL_STEP;
        if (isWhole && convolution.bias === 0 && convolution.finish === 0) continue;
        const bias = convolution.bias === 0 ? 0 : convolution.bias + <usize>output * 4;
        finishTile(to, stride, line, outBytes, count, columns, bias, convolution.finish);
      }
    }
    strip += down;
    out += <usize>shape.outWidth * outBytes;
  }
}

/** Writes the sums of a whole tile; after `width` steps the left factor goes on by `skipped` bytes. */
function storeTaps(
  at: usize,
  steps: i32,
  width: i32,
  across: usize,
  skipped: usize,
  right: usize,
  out: usize,
  outStride: usize,
): void {
  let low0 = f32x4.splat(0);
  let high0 = f32x4.splat(0);
  let low1 = f32x4.splat(0);
  let high1 = f32x4.splat(0);
  let low2 = f32x4.splat(0);
  let high2 = f32x4.splat(0);
  let low3 = f32x4.splat(0);
  let high3 = f32x4.splat(0);
  let low4 = f32x4.splat(0);
  let high4 = f32x4.splat(0);
  let low5 = f32x4.splat(0);
  let high5 = f32x4.splat(0);
  let low: v128;
  let high: v128;
  let value: v128;
  let left = width;
  for (let rest = steps; rest > 0; rest--) {
    low = v128.load(right);
    high = v128.load(right, 16);
    value = v128.load_splat<f32>(at);
    low0 = multiplyAdd(value, low, low0);
    high0 = multiplyAdd(value, high, high0);
    value = v128.load_splat<f32>(at, 4);
    low1 = multiplyAdd(value, low, low1);
    high1 = multiplyAdd(value, high, high1);
    value = v128.load_splat<f32>(at, 8);
    low2 = multiplyAdd(value, low, low2);
    high2 = multiplyAdd(value, high, high2);
    value = v128.load_splat<f32>(at, 12);
    low3 = multiplyAdd(value, low, low3);
    high3 = multiplyAdd(value, high, high3);
    value = v128.load_splat<f32>(at, 16);
    low4 = multiplyAdd(value, low, low4);
    high4 = multiplyAdd(value, high, high4);
    value = v128.load_splat<f32>(at, 20);
    low5 = multiplyAdd(value, low, low5);
    high5 = multiplyAdd(value, high, high5);
    at += across;
    right += PANEL_STEP;
    left--;
    if (left === 0) {
      left = width;
      at += skipped;
    }
  }
  v128.store(out, low0);
  v128.store(out, high0, 16);
  out += outStride;
  v128.store(out, low1);
  v128.store(out, high1, 16);
  out += outStride;
  v128.store(out, low2);
  v128.store(out, high2, 16);
  out += outStride;
  v128.store(out, low3);
  v128.store(out, high3, 16);
  out += outStride;
  v128.store(out, low4);
  v128.store(out, high4, 16);
  out += outStride;
  v128.store(out, low5);
  v128.store(out, high5, 16);
}
