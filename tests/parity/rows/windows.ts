import type { JsonValue } from '../../../src/base/jsonValue';
import type { Draw } from '../draw';
import type { TorchModule } from '../torchOracle';
import { lastAxisFirst, torchModule } from './chains';

/** A padding as the field `padding` says it, and as PyTorch does it. */
export interface DrawnPadding {
  readonly field: JsonValue;
  /** The argument of the module; 0 where another module pads first. */
  readonly argument: JsonValue;
  readonly before: readonly TorchModule[];
}

/** Sizes of a window along `axes` axes. */
export interface DrawnWindow {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
}

/** As a field holds sizes: one number along one axis, a list along more. */
export function sizes(values: readonly number[]): JsonValue {
  return values.length === 1 ? (values[0] as number) : values;
}

/** A number on all sides, or each side by itself. */
export function drawSides(draw: Draw, axes: number, most: number): DrawnPadding {
  if (draw.chance(0.6)) {
    const amount = draw.whole(0, most);
    return { field: amount, argument: amount, before: [] };
  }
  const sides = draw.wholes(2 * axes, 0, most);
  return {
    field: sides,
    argument: 0,
    before: [torchModule('Pad', { amounts: lastAxisFirst(sides) })],
  };
}

/** The padding of a convolution: none, "same", causal along one axis, or by number. */
export function drawPadding(draw: Draw, window: DrawnWindow, causal = false): DrawnPadding {
  const axes = window.kernel.length;
  if (causal && draw.chance(0.3)) {
    const span = (window.dilation[0] as number) * ((window.kernel[0] as number) - 1);
    return {
      field: 'causal',
      argument: 0,
      before: [torchModule('Pad', { amounts: [span, 0] })],
    };
  }
  if (draw.chance(0.2)) return { field: 'valid', argument: 0, before: [] };
  if (draw.chance(0.25)) {
    if (window.strides.every((stride) => stride === 1)) {
      return { field: 'same', argument: 'same', before: [] };
    }
    const { kernel, strides, dilation } = window;
    return {
      field: 'same',
      argument: 0,
      before: [torchModule('SamePad', { kernel, stride: strides, dilation })],
    };
  }
  return drawSides(draw, axes, 3);
}
