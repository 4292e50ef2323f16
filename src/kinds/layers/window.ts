import type { JsonValue } from '../../base/jsonValue';
import type { Dimension } from '../../base/tensorType';
import { type AxisCount, type CausalPadding, type Padding, spatialAxes } from '../field';
import type { Reach } from '../layerKind';
import type { Fix, Report } from '../report';

/** How the last window is treated when windows and image do not come out even. */
export type Rounding = 'floor' | 'ceil' | 'strict';

/**
 * A window that slides over the one axis of a sequence, the two of an image or the three of a volume,
 * with a number for each of them.
 */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: CausalPadding;
  readonly rounding: Rounding;
}

/** What the rule gives along one axis. */
export interface WindowAxis {
  /** The number of places the window takes; null when the axis length is unknown. */
  readonly places: Dimension;
  /** (N − F + P)/S + 1 before rounding; null for `same` and unknown lengths. */
  readonly exact: number | null;
  /** Zeros before and after the axis, the overhang of `ceil` not included. */
  readonly before: number;
  readonly after: number;
  /** Rows or columns beyond the padding that `ceil` adds so that the last window is full. */
  readonly overhang: number;
  /** Rows or columns at the end that no window sees. */
  readonly dropped: number;
}

/** The sentences shared by all windowed layers; each puts them among its own messages. */
export const windowMessages = {
  kernelTooLarge:
    'A {kernel} window does not fit {image}: along the {axis} it spans {span}, but there are only {available}.',
  doesNotFit:
    'The windows do not come out even along the {axis}: ({size} − {span}{padding}) / {stride} + 1 = {exact}.',
  dropsEdge:
    '({size} − {span}{padding}) / {stride} + 1 = {exact} along the {axis}: rounded down to {places}, so the last {dropped} {lines} of the input {are} left out.',
} as const;

/** The names of `windowMessages`. */
export type WindowMessage = keyof typeof windowMessages;

/** The padding of a window on every side, two for each axis; null for `same`, which depends on the size. */
export function explicitSides(padding: Padding, axes: number): readonly number[] | null {
  if (padding === 'same') return null;
  if (typeof padding === 'object') return padding;
  return Array.from({ length: 2 * axes }, () => (padding === 'valid' ? 0 : padding));
}

/** Zeros before and after one axis; null for `same`. Causal: all before, so no place sees ahead. */
function axisSides(window: Window, axis: number): readonly [number, number] | null {
  if (window.padding === 'causal') return [windowSpan(window, axis) - 1, 0];
  const sides = explicitSides(window.padding, window.kernel.length);
  return sides && [sides[2 * axis] as number, sides[2 * axis + 1] as number];
}

/** The axes of a window by number. */
function axesOf(window: Window): readonly number[] {
  return window.kernel.map((_, axis) => axis);
}

/** The axes of a window by name. */
function axisNames(window: Window): readonly string[] {
  return spatialAxes[window.kernel.length as AxisCount];
}

/** How far a window's dilated kernel reaches along an axis: D(F − 1) + 1. */
export function windowSpan(window: Pick<Window, 'kernel' | 'dilation'>, axis: number): number {
  return (window.dilation[axis] as number) * ((window.kernel[axis] as number) - 1) + 1;
}

/**
 * Where a window comes to stand along one axis (counted from 0): (N − F + P₀ + P₁)/S + 1, with the
 * kernel's span for F. `same` gives ⌈N/S⌉ places and pads the odd zero at the end, as tf.js does.
 * Source: the convolution arithmetic of the lecture; Dumoulin & Visin, arXiv:1603.07285.
 */
export function windowAxis(window: Window, axis: number, size: Dimension): WindowAxis {
  const span = windowSpan(window, axis);
  const stride = window.strides[axis] as number;
  const sides = axisSides(window, axis);
  if (!sides) {
    if (size === null) {
      return { places: null, exact: null, before: 0, after: 0, overhang: 0, dropped: 0 };
    }
    const places = Math.ceil(size / stride);
    const total = Math.max((places - 1) * stride + span - size, 0);
    const before = Math.floor(total / 2);
    return { places, exact: null, before, after: total - before, overhang: 0, dropped: 0 };
  }
  const [before, after] = sides;
  if (size === null) return { places: null, exact: null, before, after, overhang: 0, dropped: 0 };
  const room = size + before + after - span;
  const exact = room / stride + 1;
  let places = Math.floor(exact);
  // A window more, unless it would start beyond the image and see nothing of it, as in PyTorch.
  if (window.rounding === 'ceil' && !Number.isInteger(exact)) {
    if (places * stride < size + before) places += 1;
  }
  const left = room - (places - 1) * stride;
  return {
    places,
    exact,
    before,
    after,
    overhang: Math.max(-left, 0),
    dropped: Math.max(left - after, 0),
  };
}

/** The exact quotient as the lecture writes it: at most two decimals. */
function formatExact(exact: number): string {
  return Number.isInteger(exact) ? String(exact) : exact.toFixed(2);
}

/** How far from what is set a padding or a stride that fits is looked for. */
const fixReach = 256;

/** Paddings and strides with which the windows come out even, nearest to what is set first. */
function evenFixes(window: Window, size: readonly number[]): Fix[] {
  const fixes: Fix[] = [];
  const axes = (changed: Partial<Window>): readonly WindowAxis[] =>
    size.map((length, axis) =>
      windowAxis({ ...window, ...changed, rounding: 'floor' }, axis, length),
    );
  const comesOut = (changed: Partial<Window>): boolean =>
    axes(changed).every(({ exact }) => exact !== null && Number.isInteger(exact) && exact >= 1);
  const offer = (title: string, changed: Partial<Window>, values: FieldChanges): void => {
    const places = axes(changed).map((axis) => axis.places);
    fixes.push({
      title: `${title} (output ${places.join('×')})`,
      change: { type: 'setFields', values },
    });
  };
  if (window.padding !== 'causal') {
    const sides = explicitSides(window.padding, size.length) ?? [0];
    // A padding as wide as the window would let it see nothing but zeros.
    const widest = Math.min(...axesOf(window).map((axis) => windowSpan(window, axis) - 1));
    const padding = nearest(Math.max(...sides), 0, widest).find(
      (candidate) => sides.some((side) => side !== candidate) && comesOut({ padding: candidate }),
    );
    if (padding !== undefined) offer(`Padding ${padding}`, { padding }, { padding });
  }
  const now = Math.max(...window.strides);
  const unit = window.strides.map(() => 1);
  const longest = Math.max(...axes({ strides: unit }).map(({ places }) => places ?? 1));
  const largest = Math.min(now, longest);
  nearest(largest, 1, largest)
    .map((stride) => window.strides.map(() => stride))
    .filter(
      (strides) =>
        strides.some((stride, axis) => stride !== window.strides[axis]) && comesOut({ strides }),
    )
    .slice(0, 2)
    .forEach((strides) => {
      const [stride = 1] = strides;
      // Along a sequence the field holds one number.
      offer(`Stride ${stride}`, { strides }, { strides: strides.length === 1 ? stride : strides });
    });
  return fixes;
}

type FieldChanges = Extract<Fix['change'], { readonly type: 'setFields' }>['values'];

/** The whole numbers from `min` to `max` within reach of one of them, nearest first. */
function nearest(value: number, min: number, max: number): number[] {
  const from = Math.max(min, value - fixReach);
  const to = Math.min(max, value + fixReach);
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index).sort(
    (a, b) => Math.abs(a - value) - Math.abs(b - value) || a - b,
  );
}

/** What a window slides over, in words. */
function describeInput(sizes: readonly Dimension[]): string {
  const size = sizes.map((length) => length ?? '?').join('×');
  if (sizes.length === 1) return `a sequence of ${size}`;
  return `a ${size} ${sizes.length === 2 ? 'image' : 'volume'}`;
}

const lineNames: Readonly<Record<string, string>> = {
  length: 'step',
  depth: 'slice',
  height: 'row',
  width: 'column',
};

/** The padding with which every kernel fits: one number where that does for all axes. */
function fittingPadding(window: Window, sizes: readonly Dimension[]): Padding & JsonValue {
  const amounts = sizes.map((size, axis) => {
    const span = windowSpan(window, axis);
    return Math.max(Math.ceil((span - (size ?? span)) / 2), 0);
  });
  const [first = 0] = amounts;
  return amounts.every((amount) => amount === first)
    ? first
    : amounts.flatMap((amount) => [amount, amount]);
}

/**
 * The places of a window along each axis, every problem reported: a kernel that does not fit, windows
 * that do not come out even (error when strict, else a warning naming what is dropped). `kernelField`
 * is the name of the field that holds the window's size.
 */
export function inferWindow(
  window: Window,
  sizes: readonly Dimension[],
  report: Report<WindowMessage>,
  kernelField = 'kernelSize',
): readonly Dimension[] | null {
  const names = axisNames(window);
  const results = sizes.map((size, axis) => windowAxis(window, axis, size));
  for (const [axis, { before, after, exact, places }] of results.entries()) {
    const length = sizes[axis] ?? null;
    if (length === null || exact === null) continue;
    const span = windowSpan(window, axis);
    const available = length + before + after;
    // With `ceil` even the only window may hang over the edge, as in PyTorch.
    if (span <= available || (places !== null && places >= 1)) continue;
    const padding = fittingPadding(window, sizes);
    report.error(
      'kernelTooLarge',
      {
        kernel: window.kernel.join('×'),
        image: describeInput(sizes),
        axis: names[axis] as string,
        span,
        available,
      },
      {
        field: kernelField,
        fixes: [
          {
            title: `Padding ${typeof padding === 'object' ? padding.join(', ') : padding}`,
            change: { type: 'setFields', values: { padding } },
          },
          { title: 'Padding "same"', change: { type: 'setFields', values: { padding: 'same' } } },
        ],
      },
    );
    return null;
  }
  for (const [axis, { exact, places, before, after, dropped }] of results.entries()) {
    const length = sizes[axis] ?? null;
    if (exact === null || length === null || Number.isInteger(exact)) continue;
    if (window.rounding === 'ceil') continue;
    const name = names[axis] as string;
    const values = {
      axis: name,
      size: length,
      span: windowSpan(window, axis),
      padding: before + after === 0 ? '' : ` + ${before + after}`,
      stride: window.strides[axis] as number,
      exact: formatExact(exact),
    };
    const fixes = sizes.every((size) => size !== null) ? evenFixes(window, sizes) : [];
    if (window.rounding === 'strict') {
      report.error('doesNotFit', values, { field: 'strides', fixes });
      return null;
    }
    // Windows further apart than they are long leave rows out between them too: that is meant.
    if (dropped <= Math.max(0, values.stride - values.span)) continue;
    report.warning(
      'dropsEdge',
      {
        ...values,
        places: places ?? '?',
        dropped,
        lines: `${lineNames[name]}${dropped === 1 ? '' : 's'}`,
        are: dropped === 1 ? 'is' : 'are',
      },
      { field: 'strides', fixes },
    );
    break;
  }
  return results.map(({ places }) => places);
}

/** How a window pads in all, as the layers of tf.js need it. */
export type WindowPadding =
  | { readonly rule: 'valid' | 'same' }
  | {
      readonly rule: 'explicit';
      /** Zeros before and after each axis, without the overhang. */
      readonly sides: readonly number[];
      /** What `ceil` adds at the end of each axis. */
      readonly overhang: readonly number[];
      /** Zeros before and after by axis, the overhang counted in. */
      readonly axes: readonly (readonly [number, number])[];
    };

/** The padding of a window over axes of known or unknown sizes. */
export function windowPadding(window: Window, sizes: readonly Dimension[]): WindowPadding {
  if (window.padding === 'same') return { rule: 'same' };
  const results = sizes.map((size, axis) => windowAxis(window, axis, size));
  const sides = results.flatMap(({ before, after }) => [before, after]);
  const overhang = results.map((axis) => axis.overhang);
  if ([...sides, ...overhang].every((amount) => amount === 0)) return { rule: 'valid' };
  const axes = results.map((axis) => [axis.before, axis.after + axis.overhang] as const);
  return { rule: 'explicit', sides, overhang, axes };
}

/** What a place of the window sees of the input. Padding `same` of unknown sizes is that of whole strides. */
export function windowReach(window: Window, sizes: readonly Dimension[]): Reach {
  return {
    size: axesOf(window).map((axis) => windowSpan(window, axis)),
    stride: window.strides,
    padding: axesOf(window).map((axis) => {
      const size = sizes[axis] ?? null;
      return windowAxis(window, axis, size ?? (window.strides[axis] as number)).before;
    }),
  };
}

/** The size formula of the lecture with the numbers of one axis, as KaTeX. */
export function windowFormula(
  symbol: string,
  window: Window,
  axis: number,
  size: Dimension,
): string {
  const result = windowAxis(window, axis, size);
  const stride = window.strides[axis] as number;
  const places = result.places ?? '?';
  if (window.padding === 'same') {
    return `${symbol}_2 = \\lceil ${symbol}_1 / S \\rceil = \\lceil ${size ?? '?'} / ${stride} \\rceil = ${places}`;
  }
  const span = windowSpan(window, axis);
  const general = `${symbol}_2 = (${symbol}_1 - F + P_0 + P_1)/S + 1`;
  const filled = `(${size ?? '?'} - ${span} + ${result.before} + ${result.after})/${stride} + 1`;
  if (result.exact === null || Number.isInteger(result.exact)) {
    return `${general} = ${filled} = ${places}`;
  }
  const sign = window.rounding === 'ceil' ? '\\lceil' : '\\lfloor';
  const close = window.rounding === 'ceil' ? '\\rceil' : '\\rfloor';
  return `${general} = ${sign} ${filled} ${close} = ${sign} ${formatExact(result.exact)} ${close} = ${places}`;
}

/** The part of a telling line about a window: `stride 2 · same`, ordinary values left out. */
export function tellingWindow(window: {
  readonly strides: readonly number[];
  readonly padding: CausalPadding;
  readonly dilation?: readonly number[];
}): string[] {
  const parts: string[] = [];
  const { strides, padding, dilation = [] } = window;
  if (strides.some((stride) => stride !== 1)) parts.push(`stride ${tellingSizes(strides)}`);
  if (dilation.some((gap) => gap !== 1)) parts.push(`dilation ${tellingSizes(dilation)}`);
  if (typeof padding === 'number') {
    if (padding > 0) parts.push(`pad ${padding}`);
  } else if (padding !== 'valid') {
    parts.push(typeof padding === 'object' ? `pad ${padding.join(',')}` : padding);
  }
  return parts;
}

/** One number where all axes agree, else a number for each: `2`, `2×1`. */
export function tellingSizes(sizes: readonly number[]): string {
  return sizes.every((size) => size === sizes[0]) ? String(sizes[0]) : sizes.join('×');
}
