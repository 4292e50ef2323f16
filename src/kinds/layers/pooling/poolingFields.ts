import type { Dimension, TensorType } from '../../../base/tensorType';
import { type AxisCount, field, type Padding, type Sides, spatialAxes } from '../../field';
import type { InputPort } from '../../port';
import type { Report } from '../../report';
import {
  explicitSides,
  inferWindow,
  type Rounding,
  tellingSizes,
  tellingWindow,
  type Window,
  windowFormula,
  windowMessages,
} from '../window';
import { windowFields } from '../windowFields';

const windowHelp = 'How large the window is.';
const strideHelp = 'How far the window moves; usually its own size.';

/** The fields of pooling layers, by the number of axes that the window slides along. */
export const poolingFields = {
  1: {
    poolSize: field.integer({ label: 'Window', help: windowHelp, default: 2, min: 1 }),
    strides: field.integer({ label: 'Strides', help: strideHelp, default: 2, min: 1 }),
    ...windowFields(1),
  },
  2: {
    poolSize: field.pair({ label: 'Window', help: windowHelp, default: [2, 2], min: 1 }),
    strides: field.pair({ label: 'Strides', help: strideHelp, default: [2, 2], min: 1 }),
    ...windowFields(2),
  },
  3: {
    poolSize: field.triple({ label: 'Window', help: windowHelp, default: [2, 2, 2], min: 1 }),
    strides: field.triple({ label: 'Strides', help: strideHelp, default: [2, 2, 2], min: 1 }),
    ...windowFields(3),
  },
} as const;

/** What the fields of pooling layers hold; along a sequence a number stands for its one axis. */
export interface PoolingValues {
  readonly poolSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: Padding;
  readonly rounding: Rounding;
}

/** The padding of an image as our layer classes take it: "same", or before and after by axis. */
export function kerasPadding(
  padding: Padding,
): 'same' | readonly [readonly [number, number], readonly [number, number]] {
  const sides = explicitSides(padding, 2);
  if (!sides) return 'same';
  const [top, bottom, left, right] = sides as Sides;
  return [
    [top, bottom],
    [left, right],
  ];
}

/** The input of layers that work along the axes of a sequence, an image or a volume. */
export function spatialPort(axes: AxisCount): InputPort {
  return { rank: axes + 1, axes: [...spatialAxes[axes], 'channels'], dtype: 'float32' };
}

/** The window that a pooling layer slides. */
export function poolingWindow(fields: PoolingValues): Window {
  const kernel = [fields.poolSize].flat();
  return {
    kernel,
    strides: [fields.strides].flat(),
    dilation: kernel.map(() => 1),
    padding: fields.padding,
    rounding: fields.rounding,
  };
}

/** The sentences of pooling layers. */
export const poolingMessages = {
  ...windowMessages,
  paddingTooLarge:
    'A padding of {padding} lets a {kernel} window see nothing but padding. Pad by less than the window.',
} as const;

/** The names of `poolingMessages`. */
export type PoolingMessage = keyof typeof poolingMessages;

/** Whether every window sees something of the input; reports the padding that hides it. */
export function paddingFits(fields: PoolingValues, report: Report<'paddingTooLarge'>): boolean {
  const { kernel } = poolingWindow(fields);
  const sides = explicitSides(fields.padding, kernel.length) ?? [];
  const fits = sides.every((amount, side) => amount < (kernel[Math.floor(side / 2)] as number));
  if (fits) return true;
  const padding = Math.min(...kernel) - 1;
  report.error(
    'paddingTooLarge',
    {
      padding: typeof fields.padding === 'number' ? fields.padding : sides.join(', '),
      kernel: kernel.join('×'),
    },
    {
      field: 'padding',
      fixes: [{ title: `Padding ${padding}`, change: { type: 'setFields', values: { padding } } }],
    },
  );
  return false;
}

/** The output type of a pooling layer, or null after reporting why there is none. */
export function inferPooling(
  fields: PoolingValues,
  x: TensorType,
  report: Report<PoolingMessage>,
): TensorType | null {
  if (!paddingFits(fields, report)) return null;
  const channels = x.shape.at(-1) ?? null;
  const sizes = inferWindow(poolingWindow(fields), x.shape.slice(0, -1), report, 'poolSize');
  return sizes && { shape: [...sizes, channels], dtype: x.dtype };
}

/** The letters of the axes of a sequence, an image or a volume in formulas. */
export const axisSymbols: Readonly<Record<AxisCount, readonly string[]>> = {
  1: ['L'],
  2: ['H', 'W'],
  3: ['D', 'H', 'W'],
};

/** The size formulas of the lecture for a pooling layer. */
export function poolingFormula(fields: PoolingValues, x: TensorType): string[] {
  const window = poolingWindow(fields);
  const symbols = axisSymbols[window.kernel.length as AxisCount];
  const channels: Dimension = x.shape.at(-1) ?? null;
  return [
    ...symbols.map((symbol, axis) => windowFormula(symbol, window, axis, x.shape[axis] ?? null)),
    // The lecture calls the channels of an image its depth, which a volume has beside them.
    window.kernel.length === 2
      ? `D_2 = D_1 = ${channels ?? '?'}, \\quad \\text{parameters} = 0`
      : `C_2 = C_1 = ${channels ?? '?'}, \\quad \\text{parameters} = 0`,
  ];
}

/** A pooling layer's fields in one line. */
export function tellingPooling(fields: PoolingValues): string {
  const { kernel, strides } = poolingWindow(fields);
  const size = kernel.length === 1 ? tellingSizes(kernel) : kernel.join('×');
  return [size, ...tellingWindow({ strides, padding: fields.padding })].join(' · ');
}
