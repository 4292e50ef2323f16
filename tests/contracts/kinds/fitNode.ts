import fc from 'fast-check';
import type { Dimension, TensorType } from '../../../src/base/tensorType';

/** A node of a kind and what arrives at it. */
export interface GeneratedNode {
  readonly fields: Record<string, unknown>;
  readonly inputs: Record<string, TensorType>;
}

type Fit = (node: GeneratedNode) => fc.Arbitrary<GeneratedNode>;

const shapeOf = ({ inputs }: GeneratedNode): readonly Dimension[] => inputs.x?.shape ?? [];

const withFields = (node: GeneratedNode, fields: Record<string, unknown>): GeneratedNode => ({
  ...node,
  fields: { ...node.fields, ...fields },
});

/** A target that holds as many numbers as arrive. */
const fitReshape: Fit = (node) => {
  const shape = shapeOf(node);
  if (shape.some((axis) => axis === null)) return fc.constant(node);
  const axes = shape as readonly number[];
  const fitting = fc
    .tuple(fc.shuffledSubarray([...axes], { minLength: axes.length }), fc.nat({ max: 4 }))
    .map(([shuffled, open]) => shuffled.map((axis, place) => (place === open ? -1 : axis)));
  const rows = fc.constant([axes.reduce((product, axis) => product * axis, 1)]);
  return fc.oneof(fitting, rows).map((targetShape) => withFields(node, { targetShape }));
};

/**
 * How a generated node is made one that its kind takes, by kind: chance alone seldom finds fields
 * and inputs that fit each other.
 */
export const fitNode: Readonly<Record<string, Fit>> = {
  reshape: fitReshape,
};
