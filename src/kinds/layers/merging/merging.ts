import type { Shape, TensorType } from '../../../base/tensorType';
import { formatShape, sameShape } from '../../../base/tensorType';
import { variadicPortName } from '../../port';
import type { Fix, Report } from '../../report';

/** The message shared by layers that merge element by element. */
export const elementwiseMessages = {
  shapesDiffer: 'All inputs must have the same shape, but {firstShape} meets {otherShape}.',
} as const;

/**
 * The common type of inputs that are merged element by element, or null after reporting the first
 * that differs; images that differ in channels alone are offered a 1×1 convolution.
 */
export function inferElementwise(
  inputs: readonly TensorType[],
  report: Report<keyof typeof elementwiseMessages>,
): TensorType | null {
  const [first] = inputs;
  if (!first) return null;
  const index = inputs.findIndex((type) => !compatible(first.shape, type.shape));
  const differing = inputs[index];
  if (differing) {
    const port = variadicPortName(index);
    report.error(
      'shapesDiffer',
      { firstShape: formatShape(first.shape), otherShape: formatShape(differing.shape) },
      { port, fixes: projectionFixes(first.shape, differing.shape, port) },
    );
    return null;
  }
  const shape = first.shape.map(
    (axis, place) => axis ?? inputs.find((type) => type.shape[place] != null)?.shape[place] ?? null,
  );
  return { shape, dtype: first.dtype };
}

function projectionFixes(wanted: Shape, found: Shape, port: string): Fix[] {
  const channels = wanted[2];
  const sameImage =
    wanted.length === 3 && found.length === 3 && compatible(wanted.slice(0, 2), found.slice(0, 2));
  if (!sameImage || channels == null) return [];
  return [
    {
      title: `Insert a 1×1 convolution with ${channels} filters before ${port}`,
      change: {
        type: 'insertBefore',
        port,
        kind: 'conv2d',
        fields: { filters: channels, kernelSize: [1, 1] },
      },
    },
  ];
}

function compatible(a: Shape, b: Shape): boolean {
  return (
    sameShape(a, b) ||
    (a.length === b.length &&
      a.every((axis, index) => axis === null || b[index] === null || axis === b[index]))
  );
}
