import type { HistogramContent, HistogramSeries } from '../viewContent';
import type { ViewInputs } from './viewInput';

/** More distributions than this are not drawn. */
const mostSeries = 64;

/** How the numbers of several tensors are distributed, over the same bounds. */
export function drawHistogram(
  { bins }: { readonly bins: number },
  inputs: ViewInputs,
): HistogramContent {
  const all = Object.entries(inputs).slice(0, mostSeries);
  const bounds = boundsOf(all.map(([, { values }]) => values));
  return {
    type: 'histogram',
    series: all.map(([port, { values, label }]) => count(values, label ?? port, bins, bounds)),
    isOverlaid: true,
  };
}

/** How weights and gradients are distributed, each over its own bounds; inputs are named by weight. */
export function drawWeightHistogram(
  { bins }: { readonly bins: number },
  inputs: ViewInputs,
): HistogramContent {
  return {
    type: 'histogram',
    series: Object.entries(inputs)
      .slice(0, mostSeries)
      .map(([name, { values, label }]) => count(values, label ?? name, bins, boundsOf([values]))),
    isOverlaid: false,
  };
}

type Bounds = readonly [least: number, most: number];

function boundsOf(all: readonly ArrayLike<number>[]): Bounds {
  let [least, most] = [Infinity, -Infinity];
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  if (least > most) return [-1, 1];
  // Equal numbers stand in the middle of a bin of some width.
  const room = Math.abs(least) * 0.1 || 1;
  return least === most ? [least - room, most + room] : [least, most];
}

function count(
  values: ArrayLike<number>,
  label: string,
  bins: number,
  [least, most]: Bounds,
): HistogramSeries {
  const counts = new Float32Array(bins);
  let [finite, sum, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(bins - 1, Math.floor(((value - least) / (most - least)) * bins));
    counts[bin] = (counts[bin] as number) + 1;
    finite++;
    const change = value - sum / Math.max(1, finite - 1);
    sum += value;
    squares += finite > 1 ? change * (value - sum / finite) : 0;
  }
  return {
    label,
    range: [least, most],
    counts,
    mean: finite > 0 ? sum / finite : 0,
    deviation: finite > 0 ? Math.sqrt(squares / finite) : 0,
    notFinite: values.length - finite,
  };
}
