import type { Dimension, TensorType } from '../../../base/tensorType';
import { type AxisCount, type CausalPadding, type FieldValues, spatialAxes } from '../../field';
import type { KerasLayer, Reach, Weight } from '../../layerKind';
import type { Report } from '../../report';
import type { kernelFields } from '../sharedFields';
import {
  inferWindow,
  type Rounding,
  type Window,
  windowFormula,
  windowMessages,
  windowPadding,
  windowReach,
} from '../window';

/** One number along a sequence, else a number for each axis. */
export type PerAxis = number | readonly number[];

/** The fields of everything with a kernel that slides. */
export interface SlidingFields extends FieldValues<typeof kernelFields> {
  readonly kernelSize: PerAxis;
  readonly strides: PerAxis;
  readonly dilationRate: PerAxis;
  readonly padding: CausalPadding;
  readonly rounding: Rounding;
}

/** The sentences of everything with a kernel that slides. */
export const slidingMessages = {
  ...windowMessages,
  unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
  strideAndDilation:
    'A stride of {strides} and a dilation of {dilation} cannot be combined: one of them must be 1.',
} as const;

/** A list with a number for each axis. */
export function perAxis(value: PerAxis): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}

/** The window of a kernel that slides. */
export function slidingWindow(fields: SlidingFields): Window {
  return {
    kernel: perAxis(fields.kernelSize),
    strides: perAxis(fields.strides),
    dilation: perAxis(fields.dilationRate),
    padding: fields.padding,
    rounding: fields.rounding,
  };
}

/** All axes of a shape but the channels. */
export function spatialSizes({ shape }: TensorType): readonly Dimension[] {
  return shape.slice(0, -1);
}

/** The channels of a tensor whose type has been checked. */
export function channelsOf({ shape }: TensorType): number {
  return shape.at(-1) ?? 0;
}

/**
 * The sizes along which a kernel has slid, or null after reporting why there are none: unknown
 * channels, strides with dilation (which neither tf.js nor Keras computes), a window that does not fit.
 */
export function inferSliding(
  fields: SlidingFields,
  x: TensorType,
  report: Report<keyof typeof slidingMessages>,
): readonly Dimension[] | null {
  if (x.shape.at(-1) === null) {
    report.error('unknownChannels', {}, { port: 'x' });
    return null;
  }
  const { strides, dilation } = slidingWindow(fields);
  if (strides.some((stride) => stride > 1) && dilation.some((gap) => gap > 1)) {
    const one = typeof fields.strides === 'number' ? 1 : strides.map(() => 1);
    report.error(
      'strideAndDilation',
      { strides: strides.join('×'), dilation: dilation.join('×') },
      {
        field: 'dilationRate',
        fixes: [
          { title: 'Dilation 1', change: { type: 'setFields', values: { dilationRate: one } } },
          { title: 'Stride 1', change: { type: 'setFields', values: { strides: one } } },
        ],
      },
    );
    return null;
  }
  return inferWindow(slidingWindow(fields), spatialSizes(x), report);
}

/** The bias of a layer, if it has one. */
export function biasWeight(useBias: boolean, length: number): Weight[] {
  return useBias ? [{ name: 'bias', shape: [length], trainable: true }] : [];
}

/** Numbers in an input with zeros of a layer of their own around it; 0 where it has none. */
export function paddedNumbers(fields: SlidingFields, x: TensorType): number {
  const padding = windowPadding(slidingWindow(fields), spatialSizes(x));
  if (padding.rule !== 'explicit') return 0;
  return padding.axes.reduce(
    (product, [before, after], axis) => product * ((x.shape[axis] ?? 1) + before + after),
    channelsOf(x),
  );
}

/**
 * The Keras layers of a kernel that slides: zeros around the input where its own padding is neither
 * `valid` nor `same`, then `layer`, given which of the two is left to do.
 */
export function paddedLayers(
  fields: SlidingFields,
  x: TensorType,
  layer: (padding: 'valid' | 'same') => KerasLayer,
): KerasLayer[] {
  const padding = windowPadding(slidingWindow(fields), spatialSizes(x));
  if (padding.rule !== 'explicit') return [layer(padding.rule)];
  const { axes } = padding;
  const zeros: KerasLayer = {
    className: `ZeroPadding${axes.length}D`,
    config: { padding: axes.length === 1 ? axes.flat() : axes },
    suffix: 'padding',
  };
  return [zeros, layer('valid')];
}

/** Where a kernel slides, in the words of Keras. */
export function slidingConfig(fields: SlidingFields, padding: 'valid' | 'same') {
  return {
    kernelSize: perAxis(fields.kernelSize),
    strides: perAxis(fields.strides),
    padding,
    dilationRate: perAxis(fields.dilationRate),
    activation: fields.activation,
    useBias: fields.useBias,
  };
}

const symbols: Readonly<Record<string, string>> = {
  length: 'L',
  depth: 'Z',
  height: 'H',
  width: 'W',
};

/** The letter of an axis in formulas. */
export function axisSymbol(axes: number, axis: number): string {
  return symbols[spatialAxes[axes as AxisCount][axis] as string] as string;
}

/** What a place of the output sees through a kernel that slides. */
export function slidingReach(fields: SlidingFields, x: TensorType): Reach {
  return windowReach(slidingWindow(fields), spatialSizes(x));
}

/** The size formulas of a kernel that slides, one for each axis. */
export function slidingFormula(fields: SlidingFields, x: TensorType): string[] {
  const sizes = spatialSizes(x);
  const window = slidingWindow(fields);
  return sizes.map((size, axis) =>
    windowFormula(axisSymbol(sizes.length, axis), window, axis, size),
  );
}

/** What goes into a layer with one input. */
export interface OneInput {
  readonly x: TensorType;
}
