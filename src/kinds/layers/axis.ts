import { formatShape, type Shape } from '../../base/tensorType';
import { field } from '../field';
import type { Report } from '../report';

/** The message of layers that work along an axis, where there is no such axis. */
export const axisMessages = {
  noSuchAxis: 'There is no axis {axis} in {shape}: use −1 (last) to −{rank}, or 1 to {rank}.',
} as const;

/** The place in a shape without the batch axis that a Keras axis means; null when there is none. */
export function placeOfAxis(axis: number, rank: number): number | null {
  const place = axis < 0 ? rank + axis : axis - 1;
  return axis !== 0 && place >= 0 && place < rank ? place : null;
}

/** The field of layers that work along one axis; `purpose` ends in a full stop. */
export function axisField(initial: number, purpose = '') {
  return field.integer({
    label: 'Axis',
    help: `${purpose} Counted as in Keras: −1 is the last axis (channels), 1 the first after the batch axis.`.trim(),
    default: initial,
    min: -8,
    max: 8,
  });
}

/** The place of an axis in a shape, or null after reporting that there is none. */
export function findAxis(
  axis: number,
  shape: Shape,
  report: Report<keyof typeof axisMessages>,
): number | null {
  const place = placeOfAxis(axis, shape.length);
  if (place === null) {
    report.error(
      'noSuchAxis',
      { axis, shape: formatShape(shape), rank: shape.length },
      {
        field: 'axis',
        fixes: [{ title: 'Axis −1 (last)', change: { type: 'setFields', values: { axis: -1 } } }],
      },
    );
  }
  return place;
}

/** A shape with one axis of another length. */
export function withAxis(shape: Shape, place: number, length: number | null): Shape {
  return shape.map((axis, index) => (index === place ? length : axis));
}

/** A shape without one of its axes. */
export function withoutAxis(shape: Shape, place: number): Shape {
  return shape.filter((_, index) => index !== place);
}

/** An axis as a formula writes it. */
export function writtenAxis(axis: number | null | undefined): string {
  return axis == null ? '?' : String(axis);
}

/** A shape as a formula writes it: `28 \times 28 \times 3`. */
export function writtenShape(shape: Shape): string {
  return shape.map(writtenAxis).join(' \\times ') || '1';
}
