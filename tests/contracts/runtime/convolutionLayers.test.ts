import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFields } from '../../../src/kinds/field';
import { findLayerKind } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { createLayer } from '../kinds/tfjsLayer';
import {
  naiveConvolution,
  naiveTransposedConvolution,
  type Placement,
  type Values,
} from './naiveConvolution';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;

type Fields = Record<string, unknown>;

/** The layers of tf.js that a node stands for, or null where its kind reports an error. */
function layersOf(
  kind: string,
  fields: Fields,
  shape: readonly number[],
): tf.layers.Layer[] | null {
  const found = findLayerKind(kind);
  const { values } = parseFields(found?.fields ?? {}, fields);
  if (!found || !values) throw new Error(`the fields of ${kind} do not parse`);
  const x = { shape, dtype: 'float32' } as const;
  const silent = () => undefined;
  const outputs = found.infer(values, { x }, { error: silent, warning: silent, hint: silent });
  return outputs && found.layers(values, { x }, outputs).map(createLayer);
}

const apply = (layers: readonly tf.layers.Layer[], x: tf.Tensor): tf.Tensor =>
  layers.reduce((value, layer) => layer.apply(value) as tf.Tensor, x);

const count = (shape: readonly number[]): number => shape.reduce((all, one) => all * one, 1);

/** Weights of fixed values in place of random ones: [values, shape] by weight. */
function setWeights(layer: tf.layers.Layer): Values[] {
  const fixed = layer
    .getWeights()
    .map(({ shape }, index) => ({ values: spreadValues(count(shape), index + 2), shape }));
  tf.tidy(() => layer.setWeights(fixed.map(({ values, shape }) => tf.tensor([...values], shape))));
  return fixed;
}

/** What the layers of a node give for fixed numbers, and the weights with which they do. */
function run(kind: string, fields: Fields, shape: readonly number[]) {
  const layers = layersOf(kind, fields, shape);
  if (!layers) return null;
  const x: Values = { values: spreadValues(count(shape)), shape };
  tf.engine().startScope();
  const input = tf.tensor([...x.values], [1, ...shape]);
  apply(layers, input);
  const weights = setWeights(layers.at(-1)!);
  const y = apply(layers, input);
  const result = { x, weights, sizes: y.shape.slice(1, -1), found: Array.from(y.dataSync()) };
  tf.engine().endScope();
  return result;
}

function withBias(values: readonly number[], bias: Values): number[] {
  return values.map((value, index) => value + bias.values[index % bias.values.length]!);
}

/** Lists of one number for each axis. */
const list = (axes: number, max: number, min = 1): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: axes, maxLength: axes });

/** One number along a sequence, as the fields of 1-D kinds hold it. */
const asField = (values: readonly number[]): number | readonly number[] =>
  values.length === 1 ? values[0]! : values;

/** Padding in front by the rules: TensorFlow's `same` puts the odd zero behind. */
function paddingBefore(
  padding: unknown,
  sizes: readonly number[],
  { kernelSize, strides, dilation }: Record<'kernelSize' | 'strides' | 'dilation', number[]>,
): number[] {
  return sizes.map((size, axis) => {
    const span = dilation[axis]! * (kernelSize[axis]! - 1) + 1;
    if (padding === 'causal') return span - 1;
    if (padding === 'valid') return 0;
    if (padding !== 'same') return Array.isArray(padding) ? padding[2 * axis] : padding;
    const windows = Math.ceil(size / strides[axis]!);
    return Math.floor(Math.max((windows - 1) * strides[axis]! + span - size, 0) / 2);
  });
}

/** A kernel that slides over some axes, with fields as a node holds them. */
const sliding = (axes: number) =>
  fc
    .record({
      sizes: list(axes, axes === 3 ? 5 : 8),
      kernelSize: list(axes, 3),
      strides: list(axes, axes === 3 ? 4 : 3),
      dilation: list(axes, 3),
      isDilated: fc.boolean(),
      padding: fc.oneof(
        fc.constantFrom('valid', 'same', ...(axes === 1 ? ['causal'] : [])),
        fc.nat({ max: 2 }),
        list(2 * axes, 2, 0),
      ),
      rounding: fc.constantFrom('floor', 'ceil'),
      groups: fc.integer({ min: 1, max: 3 }),
      each: list(2, 2),
    })
    .map(({ isDilated, strides, dilation, ...rest }) => ({
      ...rest,
      strides: isDilated ? strides.map(() => 1) : strides,
      dilation: isDilated ? dilation : dilation.map(() => 1),
    }));

type Sliding = typeof sliding extends (axes: number) => fc.Arbitrary<infer One> ? One : never;

const fieldsOf = ({ kernelSize, strides, dilation, padding, rounding }: Sliding): Fields => ({
  kernelSize: asField(kernelSize),
  strides: asField(strides),
  dilationRate: asField(dilation),
  padding,
  rounding,
});

const placement = (one: Sliding, sizes: readonly number[]): Placement => ({
  strides: one.strides,
  dilation: one.dilation,
  before: paddingBefore(one.padding, one.sizes, one),
  sizes,
});

describe.each(backends)('convolutions on %s give what their definitions do', (backend) => {
  it.each([1, 2, 3])('conv%id', async (axes) => {
    await startBackend(backend);
    let sound = 0;
    fc.assert(
      fc.property(sliding(axes), (one) => {
        const [inEach, outEach] = one.each as [number, number];
        const fields = { ...fieldsOf(one), groups: one.groups, filters: one.groups * outEach };
        const shape = [...one.sizes, one.groups * inEach];
        const result = run(`conv${axes}d`, fields, shape);
        if (!result) return;
        sound += 1;
        const [kernel, bias] = result.weights as [Values, Values];
        const at = placement(one, result.sizes);
        const expected = withBias(naiveConvolution(result.x, kernel, at, one.groups), bias);
        expectClose(result.found, expected, 1e-4);
      }),
      { numRuns: 150 },
    );
    tf.disposeVariables();
    expect(sound).toBeGreaterThan(50);
  });

  it('depthwiseConv2d', async () => {
    await startBackend(backend);
    let sound = 0;
    fc.assert(
      fc.property(sliding(2), (one) => {
        const [channels, multiplier] = one.each as [number, number];
        const fields = { ...fieldsOf(one), depthMultiplier: multiplier };
        const result = run('depthwiseConv2d', fields, [...one.sizes, channels]);
        if (!result) return;
        sound += 1;
        const [kernel, bias] = result.weights as [Values, Values];
        // One group for each channel; the order of the numbers is the same.
        const grouped = { ...kernel, shape: [...one.kernelSize, 1, channels * multiplier] };
        const at = placement(one, result.sizes);
        const expected = withBias(naiveConvolution(result.x, grouped, at, channels), bias);
        expectClose(result.found, expected, 1e-4);
      }),
      { numRuns: 150 },
    );
    tf.disposeVariables();
    expect(sound).toBeGreaterThan(50);
  });

  it.each([1, 2])('separableConv%id', async (axes) => {
    await startBackend(backend);
    let sound = 0;
    fc.assert(
      fc.property(sliding(axes), (one) => {
        const [channels, multiplier] = one.each as [number, number];
        const fields = { ...fieldsOf(one), depthMultiplier: multiplier, filters: 3 };
        const shape = [...one.sizes, channels];
        const result = run(`separableConv${axes}d`, fields, shape);
        if (!result) return;
        sound += 1;
        const [depthwise, pointwise, bias] = result.weights as [Values, Values, Values];
        const between = channels * multiplier;
        const grouped = { ...depthwise, shape: [...one.kernelSize, 1, between] };
        const at = placement(one, result.sizes);
        const middle = naiveConvolution(result.x, grouped, at, channels);
        const ones = one.sizes.map(() => 1);
        const mixed = naiveConvolution(
          { values: middle, shape: [...result.sizes, between] },
          pointwise,
          { strides: ones, dilation: ones, before: ones.map(() => 0), sizes: result.sizes },
        );
        expectClose(result.found, withBias(mixed, bias), 1e-4);
      }),
      { numRuns: 150 },
    );
    tf.disposeVariables();
    expect(sound).toBeGreaterThan(50);
  });

  it.each([1, 2, 3])('conv%idTranspose', async (axes) => {
    await startBackend(backend);
    let sound = 0;
    const transposed = fc.record({
      sizes: list(axes, axes === 3 ? 3 : 5),
      kernelSize: list(axes, 3),
      strides: list(axes, 3),
      dilation: list(axes, axes === 3 ? 1 : 3),
      padding: fc.oneof(fc.constantFrom('valid', 'same'), fc.nat({ max: 2 }), list(2 * axes, 2, 0)),
      outputPadding: list(axes, 1, 0),
      each: list(2, 3),
      groups: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(transposed, (one) => {
        const { sizes, kernelSize, strides, dilation, padding, groups } = one;
        const [channels, filters] = one.each.map((count) => count * groups) as [number, number];
        const outputPadding = one.outputPadding.map((added, axis) =>
          padding === 'same' || strides[axis] === 1 ? 0 : added,
        );
        const fields = {
          filters,
          groups,
          kernelSize: asField(kernelSize),
          strides: asField(strides),
          padding,
          outputPadding: asField(outputPadding),
          ...(axes === 3 ? {} : { dilationRate: asField(dilation) }),
        };
        const result = run(`conv${axes}dTranspose`, fields, [...sizes, channels]);
        if (!result) return;
        sound += 1;
        const before = sizes.map((_, axis) => {
          const span = dilation[axis]! * (kernelSize[axis]! - 1) + 1;
          if (padding === 'valid') return 0;
          if (padding === 'same') return Math.floor(Math.max(span - strides[axis]!, 0) / 2);
          return Array.isArray(padding) ? padding[2 * axis]! : (padding as number);
        });
        const [kernel, bias] = result.weights as [Values, Values];
        const at = { strides, dilation, before, sizes: result.sizes };
        const expected = withBias(naiveTransposedConvolution(result.x, kernel, at, groups), bias);
        expectClose(result.found, expected, 1e-4);
      }),
      { numRuns: 150 },
    );
    tf.disposeVariables();
    expect(sound).toBeGreaterThan(50);
  });
});

/** Nodes whose gradients are taken: kind, fields, input shape. */
const learned: readonly (readonly [string, Fields, readonly number[]])[] = [
  ['conv1dTranspose', { filters: 4, kernelSize: 3, padding: 1, groups: 2 }, [4, 4]],
  ['conv2dTranspose', { filters: 2, kernelSize: [2, 3], groups: 2 }, [3, 2, 4]],
  ['conv3dTranspose', { filters: 2, kernelSize: [2, 1, 2], groups: 2 }, [2, 2, 2, 2]],
  ['conv1d', { filters: 2, kernelSize: 2, dilationRate: 2, padding: 'causal' }, [5, 2]],
  ['conv1d', { filters: 4, kernelSize: 3, strides: 2, padding: 1, groups: 2 }, [6, 4]],
  ['conv2d', { filters: 4, kernelSize: [2, 3], groups: 2, padding: [1, 0, 2, 1] }, [4, 3, 2]],
  ['conv2d', { filters: 4, kernelSize: [2, 2], groups: 2, dilationRate: [2, 1] }, [4, 3, 4]],
  ['conv2d', { filters: 4, groups: 2, strides: [2, 1], padding: 'same' }, [4, 3, 2]],
  ['conv3d', { filters: 2, kernelSize: [2, 1, 2], strides: [1, 2, 1] }, [3, 3, 2, 2]],
  [
    'conv3d',
    { filters: 2, kernelSize: [1, 2, 2], strides: [2, 1, 3], padding: 'same' },
    [4, 2, 4, 1],
  ],
  [
    'conv3d',
    { filters: 2, kernelSize: [2, 2, 1], dilationRate: [2, 1, 1], padding: 1 },
    [3, 2, 2, 1],
  ],
  ['conv3d', { filters: 2, kernelSize: [2, 2, 2], groups: 2, padding: 'same' }, [3, 2, 2, 2]],
  ['depthwiseConv2d', { kernelSize: [2, 3], depthMultiplier: 2, padding: 'same' }, [3, 4, 2]],
  ['depthwiseConv2d', { kernelSize: [2, 2], strides: [2, 1], padding: 1 }, [3, 4, 2]],
  ['depthwiseConv2d', { kernelSize: [2, 2], dilationRate: [2, 1], padding: 'same' }, [4, 3, 2]],
  ['separableConv1d', { filters: 3, kernelSize: 2, dilationRate: 2, padding: 'causal' }, [5, 2]],
  ['separableConv2d', { filters: 3, kernelSize: [2, 2], strides: [2, 2], padding: 1 }, [3, 4, 2]],
  ['conv1dTranspose', { filters: 2, kernelSize: 3, padding: 1, outputPadding: 1 }, [3, 2]],
  ['conv1dTranspose', { filters: 2, kernelSize: 2, dilationRate: 3 }, [3, 2]],
  ['conv2dTranspose', { filters: 2, padding: 1, outputPadding: [1, 0] }, [3, 2, 2]],
  [
    'conv2dTranspose',
    { filters: 2, kernelSize: [2, 3], dilationRate: [2, 1], padding: 'valid' },
    [2, 3, 2],
  ],
  [
    'conv3dTranspose',
    { filters: 1, kernelSize: [2, 2, 3], padding: [0, 1, 1, 0, 1, 1] },
    [2, 2, 2, 2],
  ],
  ['conv3dTranspose', { filters: 1, kernelSize: [1, 2, 2], padding: 'same' }, [2, 2, 2, 1]],
];

describe.each(backends)(
  'convolutions on %s have the gradients of central differences',
  (backend) => {
    it.each(learned)('%s %j', async (kind, fields, shape) => {
      await startBackend(backend);
      const all = { ...fields, activation: 'tanh' };
      const layers = layersOf(kind, all, shape)!;
      const x = spreadValues(2 * count(shape)).map((value) => value / 2);
      const input = tf.tensor(x, [2, ...shape]);
      apply(layers, input);
      const layer = layers.at(-1)!;
      const weights = setWeights(layer);
      const objective = (value: tf.Tensor): tf.Scalar => {
        const y = apply(layers, value);
        return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 5), y.shape)));
      };
      const found = Array.from(tf.grad(objective)(input).dataSync());
      expectClose(found, numericalGradient(objective, x, input.shape), 5e-3);
      const { grads } = tf.variableGrads(() => objective(input));
      for (const [index, { values, shape: weightShape }] of weights.entries()) {
        const byWeight = (weight: tf.Tensor): tf.Scalar => {
          layer.setWeights(
            weights.map((other, place) =>
              place === index ? weight : tf.tensor([...other.values], [...other.shape]),
            ),
          );
          return objective(input);
        };
        const variable = layer.weights[index]!;
        const gradient = grads[variable.name] ?? grads[variable.originalName];
        const numerical = numericalGradient(byWeight, [...values], [...weightShape]);
        expectClose(Array.from(gradient!.dataSync()), numerical, 5e-3);
      }
      tf.disposeVariables();
    });
  },
);

describe('a saved model', () => {
  it.each([
    tf.layers.separableConv2d({ filters: 2, kernelSize: 2, depthMultiplier: 3 }),
    tf.layers.depthwiseConv2d({
      kernelSize: 2,
      depthMultiplier: 2,
      depthwiseRegularizer: 'l1l2',
      depthwiseConstraint: tf.constraints.maxNorm({ maxValue: 1.5, axis: [0, 1] as never }),
    }),
  ])('holds all of $name', async (layer) => {
    await startBackend('cpu');
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [5, 5, 2] }), layer],
    });
    const modelTopology = JSON.parse(JSON.stringify(model.toJSON(null, false))) as object;
    const read = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
    const { name: _name, ...config } = layer.getConfig();
    expect(read.layers[1]!.getConfig()).toMatchObject(config);
    expect(read.weights.map(({ shape }) => shape)).toEqual(model.weights.map(({ shape }) => shape));
    const [kernel] = read.layers[1]!.weights as { constraint?: tf.serialization.Serializable }[];
    expect(kernel?.constraint?.getConfig()).toEqual(
      layer.getClassName() === 'DepthwiseConv2D' ? { maxValue: 1.5, axis: [0, 1] } : undefined,
    );
  });
});
