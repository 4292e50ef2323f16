import type { Dimension, Shape, TensorType } from '../../../base/tensorType';
import { elementCount, formatShape } from '../../../base/tensorType';
import { type InputPort, variadicPortName } from '../../port';
import type { Fix, Report } from '../../report';

/**
 * What merges number by number with others: tensors for every example, or in a training step all for
 * the whole batch, down to a single number, as a loss is.
 */
export const elementwisePort = {
  rank: { min: 1, ofBatch: 0 },
  dtype: 'float32',
  per: 'either',
} as const satisfies InputPort;

/** The messages shared by layers that merge element by element. */
export const elementwiseMessages = {
  mixed:
    'All inputs must be for every example, or all for the whole batch, but {first} is for {firstPer} and {other} for {otherPer}. Connect like with like: Batch mean or Mean value makes one for the whole batch.',
  shapesDiffer:
    'Inputs must have the same shape, but {firstShape} meets {otherShape}; only axes of length 1 stretch.',
} as const;

/**
 * The common type of inputs that are merged number by number, or null after reporting the first that
 * does not fit. Axes of length 1 stretch to the length they meet, so 28×28×32 and 1×1×32 merge to
 * 28×28×32; the number of axes must agree. Images that differ in channels alone are offered a 1×1
 * convolution, inputs with other numbers of axes a reshape. Source: Keras, `Merge`.
 */
export function inferElementwise(
  inputs: readonly TensorType[],
  report: Report<keyof typeof elementwiseMessages>,
): TensorType | null {
  const [first] = inputs;
  if (!first) return null;
  const other = inputs.findIndex(({ per }) => per !== first.per);
  if (other >= 0) {
    const [firstPer, otherPer] = [first, inputs[other]].map((type) =>
      type?.per === 'batch' ? 'the whole batch' : 'every example',
    ) as [string, string];
    const port = variadicPortName(other);
    report.error(
      'mixed',
      { first: variadicPortName(0), firstPer, other: port, otherPer },
      { port },
    );
    return null;
  }
  let shape = first.shape;
  for (const [index, type] of inputs.entries()) {
    const stretched = stretch(shape, type.shape);
    if (!stretched) {
      const port = variadicPortName(index);
      report.error(
        'shapesDiffer',
        { firstShape: formatShape(shape), otherShape: formatShape(type.shape) },
        {
          port,
          fixes: [
            ...projectionFixes(shape, type.shape, port),
            ...rankFixes(shape, type.shape, port),
          ],
        },
      );
      return null;
    }
    shape = stretched;
  }
  return { shape, dtype: first.dtype, ...(first.per ? { per: first.per } : {}) };
}

/** What a merging of `count` inputs computes: one operation less than inputs for every number. */
export function mergingOperations(count: number, output: TensorType): number | null {
  const elements = elementCount(output.shape);
  return elements === null ? null : elements * (count - 1);
}

/** Two shapes as one, axes of length 1 stretched; null when they do not fit. */
export function stretch(a: Shape, b: Shape): Shape | null {
  if (a.length !== b.length) return null;
  const shape: Dimension[] = [];
  for (const [place, left] of a.entries()) {
    const right = b[place] ?? null;
    if (left === right || right === 1) shape.push(left);
    else if (left === 1 || left === null) shape.push(right);
    else if (right === null) shape.push(left);
    else return null;
  }
  return shape;
}

function projectionFixes(wanted: Shape, found: Shape, port: string): Fix[] {
  const channels = wanted[2];
  const sameImage =
    wanted.length === 3 && found.length === 3 && stretch(wanted.slice(0, 2), found.slice(0, 2));
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

/** Axes of length 1 in front, so that a row of channels meets an image: 32 → 1×1×32. */
function rankFixes(wanted: Shape, found: Shape, port: string): Fix[] {
  const missing = wanted.length - found.length;
  if (missing <= 0 || found.some((axis) => axis === null)) return [];
  const targetShape = [
    ...Array.from({ length: missing }, () => 1),
    ...(found as readonly number[]),
  ];
  if (!stretch(wanted, targetShape)) return [];
  return [
    {
      title: `Reshape ${port} to ${targetShape.join('×')}`,
      change: { type: 'insertBefore', port, kind: 'reshape', fields: { targetShape } },
    },
  ];
}
