import fc from 'fast-check';
import { float32 } from '../../../src/base/tensorType';
import { type Fit, type GeneratedNode, shapeOf, withFields } from './generatedNode';

const rankOf = (node: GeneratedNode): number => shapeOf(node).length;

/** Every axis once, in any order. */
const fitPermute: Fit = (node) => {
  const order = Array.from({ length: rankOf(node) }, (_, place) => place + 1);
  return fc
    .shuffledSubarray(order, { minLength: order.length })
    .map((dims) => withFields(node, { dims }));
};

/** An axis that exists, counted from either end. */
const fitAxis: Fit = (node) =>
  fc
    .tuple(fc.integer({ min: 1, max: Math.max(1, rankOf(node)) }), fc.boolean())
    .map(([axis, back]) => withFields(node, { axis: back ? -axis : axis }));

/** Axes that exist. */
const fitAxes =
  (name: string): Fit =>
  (node) => {
    const all = shapeOf(node).map((_, place) => place + 1);
    return fc.subarray(all).map((axes) => withFields(node, { [name]: axes }));
  };

/** Starts and sizes within the axes. */
const fitSlice: Fit = (node) =>
  fc
    .tuple(
      ...shapeOf(node).map((length) =>
        fc
          .nat((length ?? 1) - 1)
          .chain((start) =>
            fc.tuple(
              fc.constant(start),
              fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: (length ?? 1) - start })),
            ),
          ),
      ),
    )
    .map((parts) =>
      withFields(node, {
        start: parts.map(([start]) => start),
        size: parts.map(([, size]) => size),
      }),
    );

/** Sizes that make up an axis, or a number of parts that divides it. */
const fitSplit: Fit = (node) =>
  fitAxis(node).chain((placed) => {
    const axis = placed.fields.axis as number;
    const length = shapeOf(node).at(axis < 0 ? axis : axis - 1) ?? 6;
    const sizes = fc
      .uniqueArray(fc.integer({ min: 1, max: Math.max(1, length - 1) }), { maxLength: 4 })
      .map((cuts) => [...cuts.filter((cut) => cut < length).sort((a, b) => a - b), length])
      .map((ends) => ends.map((end, index) => end - (ends[index - 1] ?? 0)));
    const divisors = [2, 3, 4, 5, 6, 7, 8, 9].filter((parts) => length % parts === 0);
    const equal = divisors.map((parts) => fc.constant({ parts, sizes: [] }));
    return fc
      .oneof(
        sizes.map((list) => ({ parts: 2, sizes: list })),
        ...equal,
      )
      .map((fields) => withFields(placed, fields));
  });

/** A step that is there. */
const fitStep: Fit = (node) => {
  const length = shapeOf(node)[0] ?? 5;
  return fc.integer({ min: -length, max: length - 1 }).map((index) => withFields(node, { index }));
};

/** As many channels as a multiple of the field, or of 2. */
const fitChannels =
  (name: string): Fit =>
  (node) => {
    const times = (node.fields[name] as number | undefined) ?? 2;
    return fc.integer({ min: 1, max: 4 }).map((units) => ({
      ...node,
      inputs: { x: float32([...shapeOf(node).slice(0, -1), units * times]) },
    }));
  };

/** The second input like the first, but for axes of length 1. */
const fitSecond: Fit = (node) => {
  const a = node.inputs.a?.shape ?? [];
  return fc
    .array(fc.boolean(), { minLength: a.length, maxLength: a.length })
    .map((ones) => a.map((length, place) => (ones[place] ? 1 : length)))
    .map((b) => ({ ...node, inputs: { a: float32(a), b: float32(b) } }));
};

/** Every input like the first, along an axis that the output has. */
const fitStack: Fit = (node) => {
  const [first = float32([])] = Object.values(node.inputs);
  const inputs = Object.fromEntries(Object.keys(node.inputs).map((port) => [port, first]));
  return fc
    .integer({ min: 1, max: first.shape.length + 1 })
    .map((axis) => withFields({ ...node, inputs }, { axis }));
};

/** Rows and matrices with an axis of the same length. */
const fitDot: Fit = (node) => {
  const small = fc.integer({ min: 1, max: 5 });
  return fc
    .record({
      length: small,
      first: fc.option(small, { nil: undefined }),
      second: fc.option(small, { nil: undefined }),
      at: fc.tuple(fc.nat(1), fc.nat(1)),
    })
    .map(({ length, first, second, at }) => {
      const shape = (other: number | undefined, place: number): number[] =>
        other === undefined ? [length] : place === 0 ? [length, other] : [other, length];
      const axis = (other: number | undefined, place: number): number =>
        other === undefined ? 1 : place + 1;
      return {
        fields: { ...node.fields, axes: [axis(first, at[0]), axis(second, at[1])] },
        inputs: { a: float32(shape(first, at[0])), b: float32(shape(second, at[1])) },
      };
    });
};

/** Matrices that can be multiplied, under leading axes that stretch. */
const fitMatMul: Fit = (node) => {
  const small = fc.integer({ min: 1, max: 4 });
  const leading = fc.array(fc.tuple(small, fc.boolean(), fc.boolean()), { maxLength: 2 });
  return fc
    .tuple(small, small, small, leading, fc.nat(2))
    .map(([rows, inner, columns, axes, fewer]) => {
      const turn = (shape: number[], transposed: unknown): number[] =>
        transposed === true ? shape.toReversed() : shape;
      const a = axes.map(([length, one]) => (one ? 1 : length));
      const b = axes.map(([length, , one]) => (one ? 1 : length)).slice(fewer);
      return {
        ...node,
        inputs: {
          a: float32([...a, ...turn([rows, inner], node.fields.transposeA)]),
          b: float32([...b, ...turn([inner, columns], node.fields.transposeB)]),
        },
      };
    });
};

/** Expressions of one number, sound ones. */
const fitExpression: Fit = (node) =>
  fc
    .constantFrom(
      'x',
      'x ** 2 / (1 + x ** 2)',
      'max(x, 0.1 * x, -1)',
      'x > 0 && x < 6 || !(x >= -1) ? sin(x) : exp(-x ** 2) - e',
      'sqrt(abs(x) + pi) * round(x)',
      'if(x == 0, 1, sin(x) / x)',
    )
    .map((expression) => withFields(node, { expression }));

/** How nodes of the families shape, merging and activation are made ones that their kinds take. */
export const fitShape: Readonly<Record<string, Fit>> = {
  divide: fitSecond,
  dot: fitDot,
  expandDims: fitAxis,
  expression: fitExpression,
  glu: fitChannels('none'),
  logSoftmax: fitAxis,
  matMul: fitMatMul,
  maxout: fitChannels('pieces'),
  permute: fitPermute,
  prelu: fitAxes('sharedAxes'),
  reduce: fitAxes('axes'),
  selectStep: fitStep,
  slice: fitSlice,
  softmax: fitAxis,
  split: fitSplit,
  stack: fitStack,
  squeeze: (node) => fc.constant(withFields(node, { axes: [] })),
  subtract: fitSecond,
};
