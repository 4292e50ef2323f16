import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { KernelNormalization } from '../../../src/runtime/layers/kernelNormalization';
import { prepareRuntime } from '../../../src/runtime/prepareRuntime';
import { built, count, expectTrueGradients, run } from './layerChecks';
import { expectClose, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;

/** The largest singular value, by two hundred steps of power iteration on WᵀW in plain numbers. */
function largestSingularValue(matrix: number[][]): number {
  let v = (matrix[0] ?? []).map((_, index) => 1 + index);
  let length = 0;
  for (let step = 0; step < 200; step++) {
    const u = matrix.map((row) => row.reduce((sum, value, i) => sum + value * v[i]!, 0));
    v = v.map((_, i) => matrix.reduce((sum, row, j) => sum + row[i]! * u[j]!, 0));
    length = Math.hypot(...v);
    v = v.map((value) => value / length);
  }
  return Math.sqrt(length);
}

describe.each(backends)('a normalised kernel on %s', (backend) => {
  beforeEach(async () => {
    prepareRuntime();
    await startBackend(backend);
  });

  const dense = { className: 'Dense', config: { units: 3 } };
  const transposed = {
    className: 'Conv2DTranspose',
    config: { filters: 3, kernelSize: [2, 2], strides: [1, 1] },
  };
  const depthwise = {
    className: 'DepthwiseConv2D',
    config: { kernelSize: [2, 2], depthMultiplier: 2 },
  };
  const cases: [string, { className: string; config: object }, number[], number[]][] = [
    ['dense', dense, [-1], [2, 4]],
    ['transposed', transposed, [-2], [1, 3, 3, 2]],
    ['depthwise', depthwise, [-2, -1], [1, 3, 3, 2]],
  ];

  /** The kernel as a matrix with a row for each output. */
  function rows(values: number[], shape: number[], outputAxes: number[]): number[][] {
    const outputs = outputAxes.map((axis) => shape.length + axis);
    const found = new Map<string, number[]>();
    for (const [index, value] of values.entries()) {
      let rest = index;
      const place = shape.map(() => 0);
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        place[axis] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      const output = outputs.map((axis) => place[axis]).join();
      found.set(output, [...(found.get(output) ?? []), value]);
    }
    return [...found.values()];
  }

  it.each(cases)(
    'spectral, of a %s layer, has the largest singular value 1',
    (_n, inner, axes, shape) => {
      const layer = built(
        new KernelNormalization({
          normalization: 'spectral',
          outputAxes: axes,
          seed: 5,
          layer: inner as never,
        }),
        shape,
      );
      const x = tf.tensor(spreadValues(count(shape)), shape);
      const names = layer.weights.map(({ originalName }) => originalName.split('/').at(-1));
      expect(names).toEqual([expect.stringContaining('kernel'), 'bias', 'u']);
      expect(layer.trainableWeights.length).toBe(2);
      for (let step = 0; step < 60; step++)
        tf.dispose(layer.apply(x, { training: true }) as tf.Tensor);
      const kernel = layer.weights[0]!.read();
      const sigma = largestSingularValue(rows([...kernel.dataSync()], kernel.shape, axes));
      const plain = tf.serialization.SerializationMap.getMap().classNameMap[inner.className]!;
      const reference = built(
        plain[1](plain[0], structuredClone(inner.config) as never) as tf.layers.Layer,
        shape,
      );
      reference.setWeights([tf.div(kernel, sigma), layer.weights[1]!.read()]);
      expectClose(run(layer, x), run(reference, x), 1e-3);
      expectTrueGradients(layer, [shape]);
    },
  );

  it.each(cases)(
    'by weight, of a %s layer, starts as the kernel does and learns its length apart',
    (_n, inner, axes, shape) => {
      const layer = built(
        new KernelNormalization({
          normalization: 'weight',
          outputAxes: axes,
          layer: inner as never,
        }),
        shape,
      );
      const x = tf.tensor(spreadValues(count(shape)), shape);
      const names = layer.trainableWeights.map(({ originalName }) =>
        originalName.split('/').at(-1),
      );
      expect(names).toEqual([expect.stringContaining('kernel'), 'bias', 'g']);
      const plain = tf.serialization.SerializationMap.getMap().classNameMap[inner.className]!;
      const reference = built(
        plain[1](plain[0], structuredClone(inner.config) as never) as tf.layers.Layer,
        shape,
      );
      const [kernel, bias, g] = layer.weights.map((weight) => weight.read().clone());
      reference.setWeights([kernel!, bias!]);
      expectClose(run(layer, x), run(reference, x));
      layer.setWeights([tf.mul(kernel!, 7), bias!, tf.mul(g!, 2)]);
      reference.setWeights([tf.mul(kernel!, 2), bias!]);
      expectClose(run(layer, x), run(reference, x));
      expectTrueGradients(layer, [shape]);
    },
  );

  it.each(cases)(
    'equalised, of a %s layer, is the kernel times the scale of He',
    (_n, inner, axes, shape) => {
      const layer = built(
        new KernelNormalization({
          normalization: 'equalized',
          outputAxes: axes,
          layer: inner as never,
        }),
        shape,
      );
      const plain = tf.serialization.SerializationMap.getMap().classNameMap[inner.className]!;
      const reference = built(
        plain[1](plain[0], structuredClone(inner.config) as never) as tf.layers.Layer,
        shape,
      );
      const [kernel, bias] = layer.weights.map((weight) => weight.read());
      expect(layer.weights).toHaveLength(2);
      const [one] = rows([...kernel!.dataSync()], kernel!.shape, axes);
      reference.setWeights([tf.mul(kernel!, Math.sqrt(2 / one!.length)), bias!]);
      const x = tf.tensor(spreadValues(count(shape)), shape);
      expectClose(run(layer, x), run(reference, x));
      expectTrueGradients(layer, [shape]);
    },
  );

  const lstm = { className: 'LSTM', config: { units: 2, recurrentActivation: 'sigmoid' } };
  const both = { cell: 'gru', units: 2, bidirectional: 'sum', returnSequences: true };
  const severalKernels: [string, { className: string; config: object }, number[][], number[]][] = [
    ['LSTM', lstm, [[0], [1]], [2, 3, 2]],
    ['two-way GRU', { className: 'RecurrentLayer', config: both }, [[0], [1], [3], [4]], [2, 3, 2]],
    [
      'convolutional LSTM',
      {
        className: 'ConvLSTM2D',
        config: { filters: 2, kernelSize: [2, 2], recurrentActivation: 'sigmoid' },
      },
      [[0], [1]],
      [1, 2, 3, 3, 1],
    ],
    [
      'separable convolution',
      { className: 'SeparableConv2D', config: { filters: 3, kernelSize: [2, 2] } },
      [[0, -2, -1], [1]],
      [1, 3, 3, 2],
    ],
  ];
  const several = severalKernels.flatMap(([name, inner, kernels, shape]) =>
    (['weight', 'spectral'] as const).map(
      (normalization) => [normalization, name, inner, kernels, shape] as const,
    ),
  );

  it.each(several)(
    'by %s, of a %s, is what the layer makes of such kernels',
    (normalization, _n, inner, places, shape) => {
      const kernels = places.map(([weight = 0, ...axes]) => ({
        weight,
        outputAxes: axes.length > 0 ? axes : [-1],
      }));
      const layer = built(
        new KernelNormalization({ normalization, kernels, seed: 5, layer: inner as never }),
        shape,
      );
      const x = tf.tensor(spreadValues(count(shape)), shape);
      for (let step = 0; step < 150; step++) {
        tf.dispose(layer.apply(x, { training: true }) as tf.Tensor);
      }
      const plain = tf.serialization.SerializationMap.getMap().classNameMap[inner.className]!;
      const reference = built(
        plain[1](plain[0], structuredClone(inner.config) as never) as tf.layers.Layer,
        shape,
      );
      const inside = reference.weights.length;
      const values = layer.weights.map((weight) => weight.read().clone());
      reference.setWeights(
        values.slice(0, inside).map((value, place) => {
          const kernel = kernels.find(({ weight }) => weight === place);
          if (!kernel || normalization === 'weight') return value;
          const matrix = rows([...value.dataSync()], value.shape, kernel.outputAxes);
          return tf.div(value, largestSingularValue(matrix));
        }),
      );
      expectClose(run(layer, x), run(reference, x), 1e-3);
      expectTrueGradients(layer, [shape]);
      if (normalization === 'spectral') return;
      layer.setWeights(
        values.map((value, place) =>
          place >= inside ? tf.mul(value, 1.5) : isKernel(place) ? tf.mul(value, 7) : value,
        ),
      );
      reference.setWeights(
        values
          .slice(0, inside)
          .map((value, place) => (isKernel(place) ? tf.mul(value, 1.5) : value)),
      );
      expectClose(run(layer, x), run(reference, x), 1e-3);
      function isKernel(place: number): boolean {
        return kernels.some(({ weight }) => weight === place);
      }
    },
  );

  it('divides the rows of an embedding by their largest singular value', () => {
    const inner = { className: 'Embedding', config: { inputDim: 5, outputDim: 3 } };
    const layer = built(
      new KernelNormalization({
        normalization: 'spectral',
        outputAxes: [-2],
        seed: 5,
        layer: inner as never,
      }),
      [2, 4],
    );
    const tokens = tf.tensor2d([4, 0, 1, 3, 2, 2, 0, 1], [2, 4]);
    for (let step = 0; step < 150; step++) {
      tf.dispose(layer.apply(tokens, { training: true }) as tf.Tensor);
    }
    const matrix = layer.weights[0]!.read().arraySync() as number[][];
    const sigma = largestSingularValue(matrix);
    const expected = [...tokens.dataSync()].flatMap((token) =>
      matrix[token]!.map((value) => value / sigma),
    );
    expectClose(run(layer, tokens), expected, 1e-3);
  });

  it('lets a layer that keeps states go on from them, forget them and skip padding', () => {
    const shape = [2, 3, 2];
    const config = { cell: 'gru', units: 2, stateful: true, returnSequences: true };
    const kernels = [0, 1].map((weight) => ({ weight, outputAxes: [-1] }));
    const layer = built(
      new KernelNormalization({
        normalization: 'weight',
        kernels,
        layer: { className: 'RecurrentLayer', config },
      }),
      shape,
    ) as KernelNormalization;
    const x = tf.tensor(spreadValues(count(shape)), shape);
    const first = run(layer, x);
    const kept = layer.keptTensors().map((state) => state.clone());
    expect(kept).toHaveLength(1);
    const second = run(layer, x);
    expect(second).not.toEqual(first);
    layer.keepTensors(kept);
    expectClose(run(layer, x), second);
    layer.resetStates();
    expectClose(run(layer, x), first);
    layer.resetStates();
    const mask = tf.tensor2d([1, 0, 1, 1, 1, 0], [2, 3]);
    const masked = tf.tidy(() => [...(layer.call(x, { mask } as never) as tf.Tensor).dataSync()]);
    expect(masked.slice(2, 4)).toEqual(masked.slice(0, 2));
    expect(layer.computeMask(x, mask)).toBe(mask);
  });

  it('keeps u where it is outside training, and where the layer is frozen', () => {
    const make = (trainable: boolean) =>
      built(
        new KernelNormalization({
          normalization: 'spectral',
          outputAxes: [-1],
          seed: 5,
          layer: structuredClone(dense) as never,
          trainable,
        }),
        [2, 4],
      );
    const u = (layer: tf.layers.Layer) => String(layer.weights.at(-1)!.read().dataSync());
    const layer = make(true);
    const before = u(layer);
    layer.apply(tf.ones([2, 4]), { training: false });
    expect(u(layer)).toBe(before);
    layer.apply(tf.ones([2, 4]), { training: true });
    expect(u(layer)).not.toBe(before);
    const frozen = make(false);
    expect(frozen.trainableWeights).toEqual([]);
    expect(u(frozen)).toBe(before);
    frozen.apply(tf.ones([2, 4]), { training: true });
    expect(u(frozen)).toBe(before);
  });
});
