import type { Dimension } from '../../base/tensorType';
import type { Padding, Pair, Sides } from '../field';
import type { Fix, Report } from '../report';

/** How the last window is treated when windows and image do not come out even. */
export type Rounding = 'floor' | 'ceil' | 'strict';

/** A window that slides over height and width. */
export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
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

const axisNames = ['height', 'width'] as const;

/** The padding of a window as top, bottom, left, right; null for `same`, which depends on the size. */
export function explicitSides(padding: Padding): Sides | null {
  if (padding === 'same') return null;
  if (padding === 'valid') return [0, 0, 0, 0];
  return typeof padding === 'number' ? [padding, padding, padding, padding] : padding;
}

/** How far a dilated kernel reaches: D(F − 1) + 1. */
function kernelSpan(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * Where a window comes to stand along one axis (0 height, 1 width): (N − F + P₀ + P₁)/S + 1, with the
 * kernel's span for F. `same` gives ⌈N/S⌉ places and pads the odd zero at the end, as tf.js does.
 * Source: the convolution arithmetic of the lecture; Dumoulin & Visin, arXiv:1603.07285.
 */
export function windowAxis(window: Window, axis: 0 | 1, size: Dimension): WindowAxis {
  const span = kernelSpan(window.kernel[axis], window.dilation[axis]);
  const stride = window.strides[axis];
  const sides = explicitSides(window.padding);
  if (!sides) {
    if (size === null) {
      return { places: null, exact: null, before: 0, after: 0, overhang: 0, dropped: 0 };
    }
    const places = Math.ceil(size / stride);
    const total = Math.max((places - 1) * stride + span - size, 0);
    const before = Math.floor(total / 2);
    return { places, exact: null, before, after: total - before, overhang: 0, dropped: 0 };
  }
  const before = sides[axis * 2] as number;
  const after = sides[axis * 2 + 1] as number;
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
function evenFixes(window: Window, size: readonly [number, number]): Fix[] {
  const fixes: Fix[] = [];
  const axes = (changed: Partial<Window>): readonly WindowAxis[] =>
    ([0, 1] as const).map((axis) =>
      windowAxis({ ...window, ...changed, rounding: 'floor' }, axis, size[axis]),
    );
  const comesOut = (changed: Partial<Window>): boolean =>
    axes(changed).every(({ exact }) => exact !== null && Number.isInteger(exact) && exact >= 1);
  const offer = (title: string, changed: { padding: number } | { strides: Pair }): void => {
    const [height, width] = axes(changed).map(({ places }) => places);
    fixes.push({
      title: `${title} (output ${height}×${width})`,
      change: { type: 'setFields', values: changed },
    });
  };
  const sides = explicitSides(window.padding) ?? [0];
  const current = Math.max(...sides);
  // A padding as wide as the window would let it see nothing but zeros.
  const widest = Math.min(
    ...([0, 1] as const).map((axis) => kernelSpan(window.kernel[axis], window.dilation[axis]) - 1),
  );
  const padding = nearest(current, 0, widest).find(
    (candidate) => sides.some((side) => side !== candidate) && comesOut({ padding: candidate }),
  );
  if (padding !== undefined) offer(`Padding ${padding}`, { padding });
  const now = Math.max(...window.strides);
  const longest = Math.max(...axes({ strides: [1, 1] }).map(({ places }) => places ?? 1));
  const largest = Math.min(now, longest);
  nearest(largest, 1, largest)
    .map((stride): Pair => [stride, stride])
    .filter(
      (strides) =>
        strides.some((stride, axis) => stride !== window.strides[axis]) && comesOut({ strides }),
    )
    .slice(0, 2)
    .forEach((strides) => {
      offer(`Stride ${strides[0]}`, { strides });
    });
  return fixes;
}

/** The whole numbers from `min` to `max` within reach of one of them, nearest first. */
function nearest(value: number, min: number, max: number): number[] {
  const from = Math.max(min, value - fixReach);
  const to = Math.min(max, value + fixReach);
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index).sort(
    (a, b) => Math.abs(a - value) - Math.abs(b - value) || a - b,
  );
}

/**
 * The output height and width of a window, every problem reported: a kernel that does not fit, windows
 * that do not come out even (error when strict, else a warning naming what is dropped). `kernelField`
 * is the name of the field that holds the window's size.
 */
export function inferWindow(
  window: Window,
  height: Dimension,
  width: Dimension,
  report: Report<WindowMessage>,
  kernelField = 'kernelSize',
): readonly [Dimension, Dimension] | null {
  const size = [height, width] as const;
  const image = `a ${height ?? '?'}×${width ?? '?'} image`;
  const results = [windowAxis(window, 0, height), windowAxis(window, 1, width)] as const;
  const spans = ([0, 1] as const).map((axis) =>
    kernelSpan(window.kernel[axis], window.dilation[axis]),
  );
  for (const axis of [0, 1] as const) {
    const { before, after, exact } = results[axis];
    const length = size[axis];
    if (length === null || exact === null) continue;
    const span = spans[axis] as number;
    const available = length + before + after;
    if (span <= available) continue;
    const [down, across] = spans.map((other, index) =>
      Math.max(Math.ceil((other - (size[index] ?? other)) / 2), 0),
    ) as [number, number];
    const padding: Padding = down === across ? down : [down, down, across, across];
    report.error(
      'kernelTooLarge',
      { kernel: window.kernel.join('×'), image, axis: axisNames[axis], span, available },
      {
        field: kernelField,
        fixes: [
          {
            title: `Padding ${typeof padding === 'number' ? padding : padding.join(', ')}`,
            change: { type: 'setFields', values: { padding } },
          },
          { title: 'Padding "same"', change: { type: 'setFields', values: { padding: 'same' } } },
        ],
      },
    );
    return null;
  }
  for (const axis of [0, 1] as const) {
    const { exact, places, before, after, dropped } = results[axis];
    const length = size[axis];
    if (exact === null || length === null || Number.isInteger(exact)) continue;
    if (window.rounding === 'ceil') continue;
    const values = {
      axis: axisNames[axis],
      size: length,
      span: spans[axis] as number,
      padding: before + after === 0 ? '' : ` + ${before + after}`,
      stride: window.strides[axis],
      exact: formatExact(exact),
    };
    const fixes = height === null || width === null ? [] : evenFixes(window, [height, width]);
    if (window.rounding === 'strict') {
      report.error('doesNotFit', values, { field: 'strides', fixes });
      return null;
    }
    if (dropped === 0) continue;
    report.warning(
      'dropsEdge',
      {
        ...values,
        places: places ?? '?',
        dropped,
        lines: `${axis === 0 ? 'row' : 'column'}${dropped === 1 ? '' : 's'}`,
        are: dropped === 1 ? 'is' : 'are',
      },
      { field: 'strides', fixes },
    );
    break;
  }
  return [results[0].places, results[1].places];
}

/** How a window pads in all, as the layers of tf.js need it. */
export type WindowPadding =
  | { readonly rule: 'valid' | 'same' }
  | { readonly rule: 'explicit'; readonly sides: Sides; readonly overhang: Pair };

/** The padding of a window over an image of known or unknown size. */
export function windowPadding(window: Window, height: Dimension, width: Dimension): WindowPadding {
  if (window.padding === 'same') return { rule: 'same' };
  const vertical = windowAxis(window, 0, height);
  const horizontal = windowAxis(window, 1, width);
  const sides: Sides = [vertical.before, vertical.after, horizontal.before, horizontal.after];
  const overhang: Pair = [vertical.overhang, horizontal.overhang];
  if ([...sides, ...overhang].every((amount) => amount === 0)) return { rule: 'valid' };
  return { rule: 'explicit', sides, overhang };
}

/** The size formula of the lecture with the numbers of one axis, as KaTeX. */
export function windowFormula(
  symbol: string,
  window: Window,
  axis: 0 | 1,
  size: Dimension,
): string {
  const result = windowAxis(window, axis, size);
  const stride = window.strides[axis];
  const places = result.places ?? '?';
  if (window.padding === 'same') {
    return `${symbol}_2 = \\lceil ${symbol}_1 / S \\rceil = \\lceil ${size ?? '?'} / ${stride} \\rceil = ${places}`;
  }
  const span = kernelSpan(window.kernel[axis], window.dilation[axis]);
  const general = `${symbol}_2 = (${symbol}_1 - F + P_0 + P_1)/S + 1`;
  const filled = `(${size ?? '?'} - ${span} + ${result.before} + ${result.after})/${stride} + 1`;
  if (result.exact === null || Number.isInteger(result.exact)) {
    return `${general} = ${filled} = ${places}`;
  }
  const sign = window.rounding === 'ceil' ? '\\lceil' : '\\lfloor';
  const close = window.rounding === 'ceil' ? '\\rceil' : '\\rfloor';
  return `${general} = ${sign} ${filled} ${close} = ${sign} ${formatExact(result.exact)} ${close} = ${places}`;
}

/** The part of a telling line about a window: `3×3 · stride 2 · same`, ordinary values left out. */
export function tellingWindow(window: {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation?: Pair;
}): string[] {
  const parts: string[] = [];
  const both = ([a, b]: Pair): string => (a === b ? String(a) : `${a}×${b}`);
  if (window.strides[0] !== 1 || window.strides[1] !== 1)
    parts.push(`stride ${both(window.strides)}`);
  if (window.dilation && (window.dilation[0] !== 1 || window.dilation[1] !== 1)) {
    parts.push(`dilation ${both(window.dilation)}`);
  }
  if (typeof window.padding === 'number') {
    if (window.padding > 0) parts.push(`pad ${window.padding}`);
  } else if (window.padding !== 'valid') {
    parts.push(window.padding === 'same' ? 'same' : `pad ${window.padding.join(',')}`);
  }
  return parts;
}
