import type { ConfusionContent, HeatMapContent } from '../viewContent';
import { exampleCount, exampleShape, inputAt, sizeOf, type ViewInputs } from './viewInput';

/** More rows or columns than this are not drawn. */
const mostRows = 256;
/** More classes than this are not drawn. */
const mostClasses = 100;

/** A confusion matrix, a row for every right class. */
export function drawConfusion(inputs: ViewInputs): ConfusionContent {
  const { values, shape, classes } = inputAt(inputs, 'matrix');
  const length = shape.at(-1) ?? 1;
  const size = Math.min(mostClasses, length);
  return {
    type: 'confusion',
    values: block(values, 0, length, size, size),
    size,
    classNames: Array.from({ length: size }, (_, label) => classes?.[label] ?? String(label)),
  };
}

/** Matrices side by side: the last two axes, for each place on those before them. */
export function drawHeatMap(
  { count }: { readonly count: number },
  inputs: ViewInputs,
): HeatMapContent {
  const input = inputAt(inputs, 'matrix');
  const { values, per, label = 'matrix' } = input;
  const shape = exampleShape(input);
  // Examples that are vectors make one matrix together.
  const isOne = shape.length < 2;
  const [rows, columns] = isOne
    ? [per === 'batch' ? 1 : exampleCount(input), sizeOf(shape)]
    : [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const size = rows * columns;
  const perExample = isOne ? 1 : sizeOf(shape.slice(0, -2));
  const total = isOne ? 1 : perExample * exampleCount(input);
  const shownRows = Math.min(rows, mostRows);
  const shownColumns = Math.min(columns, mostRows);
  const maps = Array.from({ length: Math.min(count, total) }, (_, place) => ({
    label: total === 1 ? label : placeName(place, perExample, exampleCount(input)),
    rows: shownRows,
    columns: shownColumns,
    values: block(values, place * size, columns, shownRows, shownColumns),
  }));
  return { type: 'heatMap', maps, range: rangeOf(maps.map((map) => map.values)) };
}

function placeName(place: number, perExample: number, examples: number): string {
  const example = Math.floor(place / perExample) + 1;
  const within = (place % perExample) + 1;
  if (perExample === 1) return `example ${example}`;
  return examples === 1 ? String(within) : `example ${example}, ${within}`;
}

/** The top left corner of a matrix that begins somewhere among values; a copy. */
function block(
  values: ArrayLike<number>,
  start: number,
  width: number,
  rows: number,
  columns: number,
): Float32Array {
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => values[start + Math.floor(i / columns) * width + (i % columns)] as number,
  );
}

function rangeOf(all: readonly Float32Array[]): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const values of all) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  if (least > most) return [0, 1];
  if (least >= 0) return [0, most || 1];
  const reach = Math.max(-least, most);
  return [-reach, reach];
}
