import { PANEL_STEP, Packing, packPanel } from './packPanels';
import { transformStridedKernel } from './stridedKernelTransforms';
import {
  STRIDED_BLOCKS,
  STRIDED_NUMBERS,
  STRIDED_PLACES,
  STRIDED_SIDE,
  stridedBlock,
} from './stridedShape';
import { ownMemory } from './threadMemory';

/** Bytes of a kernel's places, in panels. */
export function stridedPanelBytes(channels: i32, outChannels: i32): i32 {
  return STRIDED_PLACES * STRIDED_BLOCKS * channels * outChannels * 4;
}

/**
 * Transforms one panel of a kernel. The panels of a place follow each other: for the convolution each
 * has the channels of all blocks as its steps, those of the last column of places without gaps; for the
 * gradient of the image (`columnBytes` is not that of one number) those of a block follow each other.
 */
export function stridedPackingTask(packing: Packing, panel: i32): void {
  const isTurned = packing.columnBytes !== 4;
  const tapBytes = <usize>packing.steps * PANEL_STEP;
  const taps = ownMemory();
  const half = taps + 9 * tapBytes;
  const line = half + <usize>(STRIDED_NUMBERS * 3 * 16);
  let from = packing.from + <usize>(panel * 8) * packing.columnBytes;
  for (let tap: usize = 0; tap < 9; tap++) {
    const to = taps + tap * tapBytes;
    packPanel(from, packing.stepBytes, packing.columnBytes, packing.steps, 8, to);
    from += packing.blockBytes;
  }
  const blockBytes = isTurned ? <usize>(packing.columns >> 3) * tapBytes : tapBytes;
  const panelBytes = isTurned ? tapBytes : <usize>STRIDED_BLOCKS * tapBytes;
  const placeBytes = <usize>STRIDED_BLOCKS * <usize>(packing.columns >> 3) * tapBytes;
  const out = packing.to + <usize>panel * panelBytes;
  for (let vector: usize = 0; vector < 2 * <usize>packing.steps; vector++) {
    const at = taps + vector * 16;
    for (let x: usize = 0; x < 3; x++) {
      transformStridedKernel(at + x * tapBytes, 3 * tapBytes, half + x * 16, 48, isTurned);
    }
    for (let y = 0; y < STRIDED_NUMBERS; y++) {
      transformStridedKernel(half + <usize>y * 48, 16, line, 16, isTurned);
      for (let x = 0; x < STRIDED_NUMBERS; x++) {
        const place = STRIDED_SIDE * placeOf(y, isTurned) + placeOf(x, isTurned);
        const isLast = isTurned && y >= STRIDED_SIDE && x === STRIDED_SIDE - 1;
        const block = isLast ? 2 : stridedBlock(y, x);
        v128.store(
          out + <usize>place * placeBytes + <usize>block * blockBytes + vector * 16,
          v128.load(line + <usize>x * 16),
        );
      }
    }
  }
}

/** The place of a number of a kernel's side. */
function placeOf(number: i32, isTurned: bool): i32 {
  if (number < STRIDED_SIDE) return number;
  return number - STRIDED_SIDE + (isTurned ? 1 : 0);
}
