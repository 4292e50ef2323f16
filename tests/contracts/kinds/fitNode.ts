import fc from 'fast-check';
import type { TensorType } from '../../../src/base/tensorType';
import { fitAttention } from './fitAttention';
import { fitShape } from './fitShape';
import { type Fit, type Fitted, type GeneratedNode, shapeOf, withFields } from './generatedNode';

export type { GeneratedNode };

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

/** The whole number of a field, or its default. */
const wholeNumber = ({ fields }: GeneratedNode, name: string, otherwise: number): number =>
  typeof fields[name] === 'number' ? fields[name] : otherwise;

/** Lengths of the axes of x changed. */
const withShape = (node: GeneratedNode, change: (length: number, axis: number) => number): Fitted =>
  fc.constant({
    ...node,
    inputs: {
      ...node.inputs,
      x: {
        shape: shapeOf(node).map((length, axis) => (length === null ? null : change(length, axis))),
        dtype: 'float32',
      },
    },
  });

/** As many channels as fill blocks. */
const fitDepthToSpace: Fit = (node) => {
  const block = wholeNumber(node, 'blockSize', 2);
  return withShape(node, (length, axis) => (axis === 2 ? length * block * block : length));
};

/** As many rows and columns as fill blocks. */
const fitSpaceToDepth: Fit = (node) => {
  const block = wholeNumber(node, 'blockSize', 2);
  return withShape(node, (length, axis) => (axis === 2 ? length : length * block));
};

/** Indices for every number; what was pooled left out, or some rows and columns larger. */
const fitMaxUnpooling: Fit = (node) => {
  const { x } = node.inputs;
  if (!x) return fc.constant(node);
  const indices: TensorType = { shape: x.shape, dtype: 'int32' };
  const more = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }));
  return fc.option(more).map((added) => {
    if (!added) return { ...node, inputs: { x, indices } };
    const like = x.shape.map((length, axis) =>
      length === null ? null : 2 * length + (added[axis] ?? 0),
    );
    const inputs = { x, indices, like: { shape: like, dtype: 'float32' as const } };
    return withFields({ ...node, inputs }, { poolSize: 2, strides: 2, padding: 'valid' });
  });
};

/** Initial states as wide as the layer; none for a direction in which it does not read. */
const fitStates: Fit = (node) => {
  const { bidirectional = 'none' } = node.fields;
  const shape = [wholeNumber(node, 'units', 32)];
  const inputs = Object.entries(node.inputs)
    .filter(([port]) => bidirectional !== 'none' || !port.startsWith('backward'))
    .map(([port, type]) => [port, port === 'x' ? type : { ...type, shape }]);
  return fc.constant({ ...node, inputs: Object.fromEntries(inputs) as GeneratedNode['inputs'] });
};

/** Initial states of the size that an unpadded window with stride 1 leaves. */
const fitImageStates: Fit = (node) => {
  const [, height = null, width = null] = shapeOf(node);
  if (height === null || width === null) return fc.constant(node);
  const { x, ...states } = node.inputs;
  if (!x || Object.keys(states).length === 0) return fc.constant(node);
  const kernelSize = [Math.min(2, height), Math.min(3, width)];
  const { kernelSize: _k, strides: _s, padding: _p, dilationRate: _d, ...fields } = node.fields;
  const shape = [
    height - (kernelSize[0] as number) + 1,
    width - (kernelSize[1] as number) + 1,
    wholeNumber(node, 'filters', 16),
  ];
  const fitting = Object.keys(states).map((port) => [port, { shape, dtype: 'float32' }]);
  const inputs = { x, ...Object.fromEntries(fitting) } as GeneratedNode['inputs'];
  return fc.constant({ fields: { ...fields, kernelSize }, inputs });
};

/** Strides or a dilation, not both. */
function slidingOneWay(node: GeneratedNode): Fitted {
  const { strides, dilationRate } = node.fields;
  if (strides === undefined || dilationRate === undefined) return fc.constant(node);
  return fc.constantFrom('strides', 'dilationRate').map((left) => {
    const { [left]: _left, ...fields } = node.fields;
    return { ...node, fields };
  });
}

/** Groups into which channels and filters can be divided; strides or a dilation. */
const fitConvolution: Fit = (node) =>
  fc
    .tuple(slidingOneWay(node), fc.integer({ min: 1, max: 3 }))
    .map(([sliding, groups]) => inGroups(node, sliding, groups));

/** An output padding below the strides, none where the padding is "same"; groups that divide. */
const fitTransposed: Fit = (node) => {
  const { padding = 'same', strides = 2 } = node.fields;
  const below = (stride: number): number => (padding === 'same' ? 0 : stride - 1);
  const outputPadding = Array.isArray(strides) ? strides.map(below) : below(strides as number);
  return fc
    .integer({ min: 1, max: 3 })
    .map((groups) => withFields(inGroups(node, node, groups), { outputPadding }));
};

/** A node with so many groups, and filters and channels that they divide. */
function inGroups(node: GeneratedNode, sliding: GeneratedNode, groups: number): GeneratedNode {
  const filters = groups * Math.ceil(wholeNumber(node, 'filters', 4) / 3);
  const channels = shapeOf(node).at(-1);
  const shape = [...shapeOf(node).slice(0, -1), channels ? groups * channels : null];
  const x: TensorType = { shape, dtype: 'float32' };
  return { ...withFields(sliding, { filters, groups }), inputs: { ...node.inputs, x } };
}

/**
 * How a generated node is made one that its kind takes, by kind: chance alone seldom finds fields
 * and inputs that fit each other.
 */
export const fitNode: Readonly<Record<string, Fit>> = {
  ...fitAttention,
  ...fitShape,
  conv1d: fitConvolution,
  conv1dTranspose: fitTransposed,
  conv2d: fitConvolution,
  conv2dTranspose: fitTransposed,
  conv3d: fitConvolution,
  conv3dTranspose: fitTransposed,
  convLstm2d: fitImageStates,
  depthToSpace: fitDepthToSpace,
  depthwiseConv2d: slidingOneWay,
  gru: fitStates,
  lstm: fitStates,
  maxUnpooling2d: fitMaxUnpooling,
  reshape: fitReshape,
  separableConv1d: slidingOneWay,
  separableConv2d: slidingOneWay,
  simpleRnn: fitStates,
  spaceToDepth: fitSpaceToDepth,
};
