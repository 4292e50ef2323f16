import type { PointCloud, ScatterContent } from '../viewContent';
import {
  exampleCount,
  exampleShape,
  inputAt,
  sizeOf,
  type ViewInput,
  type ViewInputs,
} from './viewInput';

/** Points with their classes over points of comparison. */
export function drawScatter(
  fields: { readonly count: number; readonly extent: number },
  inputs: ViewInputs,
): ScatterContent {
  const shown = inputAt(inputs, 'points');
  const points = cloud(shown, inputs.classes ?? null, 'points', fields.count);
  const reference = inputs.reference
    ? cloud(inputs.reference, null, 'reference', fields.count)
    : null;
  const clouds = [points, ...(reference ? [reference] : [])];
  const { extent } = fields;
  const [x, y] = extent > 0 ? [extent, extent].map((e) => [-e, e] as const) : square(clouds);
  return {
    type: 'scatter',
    points,
    reference,
    classNames: inputs.classes?.classes ?? [],
    x: x as readonly [number, number],
    y: y as readonly [number, number],
  };
}

function cloud(
  input: ViewInput,
  classes: ViewInput | null,
  port: string,
  most: number,
): PointCloud {
  const size = sizeOf(exampleShape(input));
  const count = Math.min(most, exampleCount(input));
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    points[2 * i] = input.values[i * size] as number;
    points[2 * i + 1] = size > 1 ? (input.values[i * size + 1] as number) : 0;
  }
  return {
    label: input.label ?? port,
    points,
    classes:
      classes && exampleCount(classes) >= count
        ? Int32Array.from({ length: count }, (_, i) => classes.values[i] as number)
        : null,
  };
}

/** The smallest square with all points in it and a little room around. */
function square(clouds: readonly PointCloud[]): readonly (readonly [number, number])[] {
  const bounds = [0, 1].map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (const { points } of clouds) {
      for (let i = axis; i < points.length; i += 2) {
        const value = points[i] as number;
        if (!Number.isFinite(value)) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return least <= most ? ([least, most] as const) : ([-1, 1] as const);
  });
  const longest = Math.max(...bounds.map(([least, most]) => most - least));
  const half = longest > 0 ? longest * 0.54 : 1;
  return bounds.map(([least, most]) => [(least + most) / 2 - half, (least + most) / 2 + half]);
}
