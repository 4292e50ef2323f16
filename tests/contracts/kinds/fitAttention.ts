import fc from 'fast-check';
import { type Dimension, float32, type TensorType } from '../../../src/base/tensorType';
import { type Fit, type GeneratedNode, withFields } from './generatedNode';

const size = fc.integer({ min: 1, max: 5 });
const maybeOpen = fc.oneof(
  { weight: 9, arbitrary: size },
  { weight: 1, arbitrary: fc.constant(null) },
);

interface Sizes {
  readonly leading: readonly Dimension[];
  readonly queries: Dimension;
  readonly keys: Dimension;
  readonly widths: readonly [query: number, key: number, value: number];
  readonly isSingle: boolean;
  readonly maskRank: 1 | 2;
}

const sizes: fc.Arbitrary<Sizes> = fc.record({
  leading: fc.array(maybeOpen, { maxLength: 2 }),
  queries: maybeOpen,
  keys: maybeOpen,
  widths: fc.tuple(size, size, size),
  isSingle: fc.boolean(),
  maskRank: fc.constantFrom(1, 2),
});

/** Queries, keys, values and masks that fit each other; optional ports stay as they were chosen. */
function fitAttentionInputs({ inputs }: GeneratedNode, found: Sizes, equalWidths: boolean) {
  const { leading, queries, keys, isSingle } = found;
  const [, keyWidth, otherWidth] = found.widths;
  const hasKey = inputs.key !== undefined;
  const valueWidth = hasKey ? otherWidth : keyWidth;
  const queryWidth = equalWidths ? keyWidth : found.widths[0];
  const fitting: Record<string, TensorType> = {
    query: float32([...leading, ...(isSingle ? [] : [queries]), queryWidth]),
    value: float32([...leading, keys, valueWidth]),
    key: float32([...leading, keys, keyWidth]),
    mask: float32(found.maskRank === 1 ? [keys] : [isSingle ? 1 : queries, keys]),
  };
  return Object.fromEntries(Object.keys(inputs).map((port) => [port, fitting[port] as TensorType]));
}

/** Attention whose scores are products: query and key are equally wide. */
const fitProduct: Fit = (node) =>
  sizes.map((found) => ({
    ...node,
    inputs: fitAttentionInputs(node, found, node.fields.score !== 'general'),
  }));

const fitAdditive: Fit = (node) =>
  sizes.map((found) => ({ ...node, inputs: fitAttentionInputs(node, found, false) }));

/** Small heads, since the default ones are slow to build by the hundred. */
const fitMultiHead: Fit = (node) =>
  fc.tuple(sizes, size, size).map(([found, heads, keyDim]) => {
    const plain = { ...found, leading: [], isSingle: false };
    const inputs = fitAttentionInputs(node, plain, false);
    return withFields({ ...node, inputs }, { heads, keyDim });
  });

/** As many variances as means. */
const fitGaussianSampling: Fit = (node) => {
  const { mean } = node.inputs;
  return fc.constant(mean ? { ...node, inputs: { mean, logVariance: mean } } : node);
};

/** Constants that are lists of rows. */
const fitConstant: Fit = (node) =>
  fc
    .tuple(size, size)
    .chain(([rows, columns]) => {
      const row = fc.array(fc.integer({ min: -9, max: 9 }), {
        minLength: columns,
        maxLength: columns,
      });
      return fc.array(row, { minLength: rows, maxLength: rows });
    })
    .map((list) => withFields(node, { values: JSON.stringify(list) }));

/** How nodes that attend, and sources, are made ones that their kinds take. */
export const fitAttention: Readonly<Record<string, Fit>> = {
  additiveAttention: fitAdditive,
  attention: fitProduct,
  constant: fitConstant,
  gaussianSampling: fitGaussianSampling,
  multiHeadAttention: fitMultiHead,
  scaledDotProductAttention: fitProduct,
};
