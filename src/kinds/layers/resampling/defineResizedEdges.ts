import type { Dimension } from '../../../base/tensorType';
import { type AxisCount, type Field, field, type Sides, spatialAxes } from '../../field';
import { defineLayer, type Example, type LayerKind } from '../../layerKind';
import type { Report } from '../../report';
import { axisSymbols, spatialPort } from '../pooling/poolingFields';

/** What one layer says of itself that adds something at the ends of its axes, or cuts it off. */
interface EdgesDescription {
  readonly id: string;
  readonly title: string;
  /** How many axes are padded or cropped. */
  readonly axes: AxisCount;
  readonly summary: string;
  readonly source: string;
  /** The class of Keras, of PyTorch where Keras has none. */
  readonly className: string;
  readonly examples: readonly Example[];
}

interface PaddingDescription extends EdgesDescription {
  /** True where a border cannot be wider than the image less its edge. */
  readonly mirrors?: boolean;
}

const lines: Readonly<Record<string, string>> = {
  length: 'steps',
  depth: 'slices',
  height: 'rows',
  width: 'columns',
};

/** One for every side: the values that the fields start with. */
const ones = {
  1: [1, 1],
  2: [1, 1, 1, 1],
  3: [1, 1, 1, 1, 1, 1],
} as const;

/** The field of the amounts at both ends of every axis. */
function sidesField(axes: AxisCount, label: string, help: string): Field<readonly number[]> {
  const about = { label, help };
  if (axes === 1) return field.sides({ ...about, default: ones[1], axes });
  if (axes === 2) return field.sides({ ...about, default: ones[2], axes });
  return field.sides({ ...about, default: ones[3] as Sides<3>, axes });
}

/** Before and after by axis. */
function pairs(sides: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: sides.length / 2 }, (_, axis) => [
    sides[2 * axis] as number,
    sides[2 * axis + 1] as number,
  ]);
}

/** The amounts as Keras writes them: a pair for a sequence, a list of pairs for what has more axes. */
function kerasPairs(sides: readonly number[]): readonly (readonly number[])[] | readonly number[] {
  return sides.length === 2 ? sides : pairs(sides);
}

function tellingSides(sides: readonly number[]): string {
  return sides.every((side) => side === sides[0]) ? `${sides[0]}` : sides.join(',');
}

/** The new length of every axis with its numbers, as KaTeX. */
function formula(
  axes: AxisCount,
  sign: '+' | '-',
  letter: string,
  sides: readonly number[],
  before: readonly Dimension[],
  after: readonly Dimension[],
): string[] {
  return pairs(sides).map(([start, end], axis) => {
    const symbol = axisSymbols[axes][axis];
    const first = `${letter}_${2 * axis}`;
    const second = `${letter}_${2 * axis + 1}`;
    return `${symbol}_2 = ${symbol}_1 ${sign} ${first} ${sign} ${second} = ${before[axis] ?? '?'} ${sign} ${start} ${sign} ${end} = ${after[axis] ?? '?'}`;
  });
}

/** A kind that adds something around a sequence, an image or a volume. */
export function definePadding({
  axes,
  className,
  mirrors = false,
  ...about
}: PaddingDescription): LayerKind {
  return defineLayer({
    ...about,
    family: 'resampling',
    inputs: { x: spatialPort(axes) },
    fields: {
      padding: sidesField(axes, 'Padding', 'How much to add: one number, or one for each side.'),
    },
    messages: {
      borderTooWide:
        'A mirrored border of {amount} needs {needed} {lines}, the edge itself being left out; along the {axis} there are {size}.',
    },
    keeps: 'inputs',
    infer({ padding }, { x }, report) {
      if (mirrors && !bordersFit(padding, x.shape, axes, report)) return null;
      const sums = pairs(padding).map(([before, after], axis): Dimension => {
        const length = x.shape[axis] ?? null;
        return length === null ? null : length + before + after;
      });
      return { shape: [...sums, x.shape.at(-1) ?? null], dtype: x.dtype };
    },
    operations: () => 0,
    reach: ({ padding }) => ({
      size: pairs(padding).map(() => 1),
      stride: pairs(padding).map(() => 1),
      padding: pairs(padding).map(([before]) => before),
    }),
    layers: ({ padding }) => [{ className, config: { padding: kerasPairs(padding) } }],
    formula: ({ padding }, { x }, y) => formula(axes, '+', 'P', padding, x.shape, y.shape),
    telling: ({ padding }) => tellingSides(padding),
  });
}

/** Whether there is enough of every axis to be mirrored; reports the first of which there is not. */
function bordersFit(
  padding: readonly number[],
  shape: readonly Dimension[],
  axes: AxisCount,
  report: Report<'borderTooWide'>,
): boolean {
  for (const [axis, [before, after]] of pairs(padding).entries()) {
    const size = shape[axis] ?? null;
    const amount = Math.max(before, after);
    if (size === null || amount < size) continue;
    const name = spatialAxes[axes][axis] as string;
    const fitting = padding.map((side, index) => {
      const length = shape[Math.floor(index / 2)] ?? null;
      return length === null ? side : Math.min(side, length - 1);
    });
    report.error(
      'borderTooWide',
      { amount, needed: amount + 1, lines: lines[name] as string, axis: name, size },
      {
        field: 'padding',
        fixes: [
          {
            title: `Padding ${fitting.join(', ')}`,
            change: { type: 'setFields', values: { padding: fitting } },
          },
        ],
      },
    );
    return false;
  }
  return true;
}

/** A kind that cuts off what is outside of a sequence, an image or a volume. */
export function defineCropping({ axes, className, ...about }: EdgesDescription): LayerKind {
  return defineLayer({
    ...about,
    family: 'resampling',
    inputs: { x: spatialPort(axes) },
    fields: {
      cropping: sidesField(
        axes,
        'Cropping',
        'How much to cut off: one number, or one for each side.',
      ),
    },
    messages: {
      nothingLeft:
        'Cutting {before} + {after} {lines} off leaves nothing of the {axis}: there are {size}.',
    },
    keeps: 'inputs',
    infer({ cropping }, { x }, report) {
      const sizes: Dimension[] = [];
      for (const [axis, [before, after]] of pairs(cropping).entries()) {
        const size = x.shape[axis] ?? null;
        if (size !== null && before + after >= size) {
          const name = spatialAxes[axes][axis] as string;
          const uncut = cropping.map((side, index) => (Math.floor(index / 2) === axis ? 0 : side));
          report.error(
            'nothingLeft',
            { before, after, lines: lines[name] as string, axis: name, size },
            {
              field: 'cropping',
              fixes: [
                {
                  title: `Leave the ${name} as it is`,
                  change: { type: 'setFields', values: { cropping: uncut } },
                },
              ],
            },
          );
          return null;
        }
        sizes.push(size === null ? null : size - before - after);
      }
      return { shape: [...sizes, x.shape.at(-1) ?? null], dtype: x.dtype };
    },
    operations: () => 0,
    reach: ({ cropping }) => ({
      size: pairs(cropping).map(() => 1),
      stride: pairs(cropping).map(() => 1),
      padding: pairs(cropping).map(([before]) => 0 - before),
    }),
    layers: ({ cropping }) => [{ className, config: { cropping: kerasPairs(cropping) } }],
    formula: ({ cropping }, { x }, y) => formula(axes, '-', 'C', cropping, x.shape, y.shape),
    telling: ({ cropping }) => tellingSides(cropping),
  });
}
