import type fc from 'fast-check';
import type { Dimension, TensorType } from '../../../src/base/tensorType';

/** A node of a kind and what arrives at it. */
export interface GeneratedNode {
  readonly fields: Record<string, unknown>;
  readonly inputs: Record<string, TensorType>;
}

/** Generated nodes that a kind takes. */
export type Fitted = fc.Arbitrary<GeneratedNode>;
/** Makes a generated node one that its kind takes. */
export type Fit = (node: GeneratedNode) => Fitted;

/** The shape that arrives at x. */
export const shapeOf = ({ inputs }: GeneratedNode): readonly Dimension[] => inputs.x?.shape ?? [];

/** The node with some fields changed. */
export const withFields = (
  node: GeneratedNode,
  fields: Record<string, unknown>,
): GeneratedNode => ({
  ...node,
  fields: { ...node.fields, ...fields },
});
