import { elementCount, formatShape, type Shape, sameShape } from '../../../base/tensorType';
import type { Fix, Report } from '../../report';

/** The message of kinds whose inputs must have one shape. */
export const equalMessages = {
  unequal:
    '{title} takes {first} and {second} of one shape, but they are {firstShape} and {secondShape}.',
} as const;

/** Ways to give what arrives at a port another shape: the same numbers, or an image of another size. */
export function fittingFixes(port: string, found: Shape, wanted: Shape): readonly Fix[] {
  const isKnown = wanted.length > 0 && wanted.every((axis) => axis !== null);
  if (!isKnown) return [];
  const count = elementCount(found);
  if (count !== null && found.length > 0 && count === elementCount(wanted)) {
    return [
      {
        title: `Reshape ${formatShape(found)} to ${formatShape(wanted)}`,
        change: {
          type: 'insertBefore',
          port,
          kind: 'reshape',
          fields: { targetShape: [...wanted] },
        },
      },
    ];
  }
  const areImages = found.length === 3 && wanted.length === 3 && found[2] === wanted[2];
  if (!areImages) return [];
  const size = wanted.slice(0, 2);
  return [
    {
      title: `Resize ${formatShape(found)} to ${formatShape(wanted)}`,
      change: { type: 'insertBefore', port, kind: 'resizing', fields: { size } },
    },
  ];
}

/**
 * Whether the inputs of a kind, by the names of their ports, have the shape of the first; reports the
 * first that has not.
 */
export function haveEqualShapes(
  title: string,
  inputs: Readonly<Record<string, { readonly shape: Shape }>>,
  report: Report<'unequal'>,
): boolean {
  const [first, ...others] = Object.entries(inputs);
  const other = others.find(([, { shape }]) => first && !sameShape(shape, first[1].shape));
  if (!first || !other) return true;
  report.error(
    'unequal',
    {
      title,
      first: first[0],
      firstShape: formatShape(first[1].shape),
      second: other[0],
      secondShape: formatShape(other[1].shape),
    },
    { port: other[0], fixes: fittingFixes(other[0], other[1].shape, first[1].shape) },
  );
  return false;
}
