import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32 } from '../../../src/base/tensorType';
import { parseFields } from '../../../src/kinds/field';
import { findLayerKind } from '../../../src/kinds/registry';
import { startBackend } from '../../../src/runtime/backends';
import { CausalMask } from '../../../src/runtime/layers/causalMask';
import { EmbeddingProjection } from '../../../src/runtime/layers/embeddingProjection';
import { MultiHeadAttention } from '../../../src/runtime/layers/multiHeadAttention';
import { PaddingMask } from '../../../src/runtime/layers/paddingMask';
import { createLayer } from '../kinds/tfjsLayer';
import { attendByHand, type Counter, dot, mapped, type Rows, rowsOf } from './naiveAttention';
import { expectClose, numericalGradient, spreadValues } from './onBackend';

const backends = ['cpu', 'wasm'] as const;
const batch = 2;

/** Inputs of attention with their shapes without the batch axis. */
interface Given {
  readonly shapes: Readonly<Record<string, number[]>>;
  readonly values: Readonly<Record<string, number[]>>;
}

const size = (shape: readonly number[]): number => shape.reduce((all, axis) => all * axis, 1);

/** Values without pattern; masks of zeros and ones that leave every query something to see. */
function give(shapes: Readonly<Record<string, number[]>>): Given {
  const values = Object.entries(shapes).map(([port, shape], index) => {
    const count = batch * size(shape);
    const columns = shape.at(-1) ?? 1;
    const one = (_: unknown, i: number): number => (i % columns === 0 || (i * 7) % 5 < 2 ? 1 : 0);
    return [
      port,
      port === 'mask' ? Array.from({ length: count }, one) : spreadValues(count, index),
    ];
  });
  return { shapes, values: Object.fromEntries(values) as Given['values'] };
}

/** A node of a kind built as its config says, with weights that hide nothing. */
function build(kindId: string, fields: Record<string, unknown>, { shapes, values }: Given) {
  const kind = findLayerKind(kindId)!;
  const read = parseFields(kind.fields, fields);
  if (!read.values) throw new Error(read.problems.map(({ message }) => message).join(' '));
  const inputs = Object.fromEntries(
    Object.keys(kind.inputs)
      .filter((port) => shapes[port])
      .map((port) => [port, float32(shapes[port]!)]),
  );
  const report = () => undefined;
  const outputs = kind.infer(read.values, inputs, { error: report, warning: report, hint: report });
  if (!outputs) throw new Error(`${kindId} does not take these inputs`);
  const layer = createLayer(kind.layers(read.values, inputs, outputs)[0]!);
  const ports = Object.keys(inputs);
  const tensors = ports.map((port) => tf.tensor(values[port]!, [batch, ...shapes[port]!]));
  layer.apply(tensors);
  layer.setWeights(
    layer
      .getWeights()
      .map((weight, i) => tf.tensor(spreadValues(weight.size, i + 9), weight.shape)),
  );
  const weights = Object.fromEntries(
    layer.weights.map((weight) => [
      weight.originalName.split('/').at(-1)!,
      Array.from(weight.read().dataSync()),
    ]),
  );
  const macs = kind.macs(read.values, inputs, outputs);
  return { layer, tensors, ports, weights, outputs, macs };
}

/** The rows of one example at a port; a single query is one row. */
function rows({ shapes, values }: Given, port: string, example: number): Rows {
  const shape = shapes[port]!;
  const count = size(shape);
  return rowsOf(values[port]!.slice(example * count, (example + 1) * count), shape.at(-1)!);
}

/** Whether a query may look at a key, by the mask's convention. */
function sight(given: Given, example: number, causal: boolean) {
  const mask = given.shapes.mask ? rows(given, 'mask', example) : null;
  return (i: number, j: number): boolean =>
    (!causal || j <= i) && (mask === null || mask[mask.length === 1 ? 0 : i]![j] === 1);
}

interface Case {
  readonly kind: string;
  readonly fields: Record<string, unknown>;
  readonly shapes: Record<string, number[]>;
}

const number = (max: number) => fc.integer({ min: 1, max });

/** Shapes of attention: some with keys, with masks, with a single query. */
const arbitraryCase = (kind: string): fc.Arbitrary<Case> =>
  fc
    .record({
      queries: number(5),
      keys: number(5),
      queryWidth: number(4),
      keyWidth: number(4),
      valueWidth: number(4),
      hasKey: fc.boolean(),
      isSingle: fc.boolean(),
      maskRank: fc.constantFrom(0, 1, 2),
      causal: fc.boolean(),
      option: fc.boolean(),
      useBias: fc.boolean(),
      count: number(3),
      width: number(3),
    })
    .map(({ queries, keys, ...c }) => {
      const isMultiHead = kind === 'multiHeadAttention';
      const hasKey = c.hasKey || kind === 'scaledDotProductAttention';
      const keyWidth = hasKey ? c.keyWidth : c.valueWidth;
      const free =
        isMultiHead || kind === 'additiveAttention' || (kind === 'attention' && c.option);
      const queryWidth = free ? c.queryWidth : keyWidth;
      const isSingle = c.isSingle && !isMultiHead;
      const asked = isSingle ? 1 : queries;
      const fields = {
        causal: c.causal,
        returnScores: true,
        ...(kind === 'attention'
          ? { score: c.option ? 'general' : 'dot', useScale: c.useBias }
          : {}),
        ...(kind === 'additiveAttention' ? { units: c.width, useBias: c.useBias } : {}),
        ...(isMultiHead
          ? {
              heads: c.count,
              keyDim: c.width,
              useBias: c.useBias,
              valueDim: c.option ? 2 : 0,
              outputDim: c.option ? 3 : 0,
            }
          : {}),
      };
      const shapes = {
        query: isSingle ? [queryWidth] : [queries, queryWidth],
        value: [keys, c.valueWidth],
        ...(hasKey ? { key: [keys, keyWidth] } : {}),
        ...(c.maskRank > 0 ? { mask: c.maskRank === 1 ? [keys] : [asked, keys] } : {}),
      };
      return { kind, fields, shapes };
    });

/** Every kind's score of query i and key j of one example, from the formulas of the papers. */
function scoreByHand(
  { kind, fields }: Case,
  query: Rows,
  key: Rows,
  weights: Record<string, number[]>,
  counter: Counter,
): (i: number, j: number) => number {
  if (kind === 'scaledDotProductAttention') {
    return (i, j) => dot(query[i]!, key[j]!, counter) / Math.sqrt(key[j]!.length);
  }
  if (kind === 'attention') {
    const scale = weights.scale?.[0] ?? 1;
    const kernel = weights.kernel && rowsOf(weights.kernel, key[0]!.length);
    const asked = kernel ? query.map((row) => mapped(row, kernel, counter)) : query;
    return (i, j) => scale * dot(asked[i]!, key[j]!, counter);
  }
  const units = fields.units as number;
  const asked = query.map((row) => mapped(row, rowsOf(weights.query_kernel!, units), counter));
  const answering = key.map((row) =>
    mapped(row, rowsOf(weights.key_kernel!, units), counter, weights.bias),
  );
  return (i, j) =>
    dot(
      asked[i]!.map((value, unit) => Math.tanh(value + answering[j]![unit]!)),
      weights.score_kernel!,
      counter,
    );
}

/** One head after the other, with the slices of Keras' kernels that belong to it. */
function multiHeadByHand(
  c: Case,
  given: Given,
  weights: Record<string, number[]>,
  example: number,
  counter: Counter,
) {
  const { heads, keyDim, valueDim, outputDim, causal } = c.fields as Record<string, number>;
  const headValue = valueDim || keyDim!;
  const [query, value] = [rows(given, 'query', example), rows(given, 'value', example)];
  const key = given.shapes.key ? rows(given, 'key', example) : value;
  const output = outputDim || query[0]!.length;
  const inHead = (name: string, x: Rows, head: number, width: number): Rows => {
    const kernel = rowsOf(weights[`${name}_kernel`]!, heads! * width);
    const slice = (row: readonly number[]) => row.slice(head * width, (head + 1) * width);
    const bias = weights[`${name}_bias`];
    return x.map((row) => mapped(row, kernel.map(slice), counter, bias && slice(bias)));
  };
  const found = Array.from({ length: heads! }, (_, head) => {
    const q = inHead('query', query, head, keyDim!);
    const k = inHead('key', key, head, keyDim!);
    const v = inHead('value', value, head, headValue);
    const score = (i: number, j: number) => dot(q[i]!, k[j]!, counter) / Math.sqrt(keyDim!);
    return attendByHand(score, q.length, v, sight(given, example, Boolean(causal)), counter);
  });
  const joined = query.map((_, i) => found.flatMap(({ y }) => y[i]!));
  const kernel = rowsOf(weights.attention_output_kernel!, output);
  const bias = weights.attention_output_bias;
  return {
    y: joined.map((row) => mapped(row, kernel, counter, bias)),
    weights: found.flatMap((head) => head.weights),
  };
}

const kinds = [
  'additiveAttention',
  'attention',
  'scaledDotProductAttention',
  'multiHeadAttention',
] as const;

describe.each(backends)('attention on %s', (backend) => {
  it.each(kinds)('%s follows its formula and counts its multiplications', async (kind) => {
    await startBackend(backend);
    fc.assert(
      fc.property(arbitraryCase(kind), (c) => {
        const given = give(c.shapes);
        const { layer, tensors, weights, outputs, macs } = build(kind, c.fields, given);
        const [y, scores] = layer.apply(tensors) as [tf.Tensor, tf.Tensor];
        const counter: Counter = { macs: 0 };
        const byHand = Array.from({ length: batch }, (_, example) => {
          if (kind === 'multiHeadAttention') {
            return multiHeadByHand(c, given, weights, example, counter);
          }
          const value = rows(given, 'value', example);
          const query = rows(given, 'query', example);
          const key = given.shapes.key ? rows(given, 'key', example) : value;
          const score = scoreByHand(c, query, key, weights, counter);
          const sees = sight(given, example, c.fields.causal as boolean);
          return attendByHand(score, query.length, value, sees, counter);
        });
        expect(y.shape).toEqual([batch, ...outputs.y!.shape]);
        expect(scores.shape).toEqual([batch, ...outputs.scores!.shape]);
        expectClose(Array.from(y.dataSync()), byHand.flatMap((one) => one.y).flat(), 1e-5);
        const hand = byHand.flatMap((one) => one.weights).flat();
        expectClose(Array.from(scores.dataSync()), hand, 1e-5);
        expect(macs).toBe(counter.macs / batch);
        layer.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Record<string, unknown>, Record<string, number[]>]>([
    [
      'additiveAttention',
      { units: 3, useBias: true },
      { query: [2, 3], value: [4, 2], key: [4, 3] },
    ],
    ['attention', { score: 'general', useScale: true }, { query: [3], value: [4, 2], mask: [4] }],
    ['attention', { causal: true }, { query: [4, 2], value: [4, 2] }],
    [
      'scaledDotProductAttention',
      { causal: true },
      { query: [2, 4, 2], value: [2, 4, 3], key: [2, 4, 2], mask: [4, 4] },
    ],
    [
      'multiHeadAttention',
      { heads: 2, keyDim: 3, valueDim: 2, causal: true },
      { query: [4, 3], value: [4, 2], key: [4, 3], mask: [4] },
    ],
  ])('%s %j has the gradients of central differences', async (kind, fields, shapes) => {
    await startBackend(backend);
    const given = give(shapes);
    const { layer, tensors, ports } = build(kind, fields, given);
    const objective = (inputs: tf.Tensor[]): tf.Scalar => {
      const y = layer.apply(inputs) as tf.Tensor;
      return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 2), y.shape)));
    };
    for (const [index, port] of ports.entries()) {
      if (port === 'mask') continue;
      const f = (x: tf.Tensor): tf.Scalar => objective(tensors.with(index, x));
      const found = tf.tidy(() => Array.from(tf.grad(f)(tensors[index]!).dataSync()));
      const expected = numericalGradient(f, given.values[port]!, [batch, ...shapes[port]!], 2e-3);
      expectClose(found, expected, 5e-3);
    }
    if (layer.trainableWeights.length === 0) return;
    // All weights against one scale: the bias of keys moves no softmax, so its gradient is 0.
    const grads = tf.variableGrads(() => objective(tensors)).grads;
    const found: number[] = [];
    const expected: number[] = [];
    for (const weight of layer.trainableWeights) {
      const variable = weight.read() as tf.Variable;
      const kept = variable.clone();
      const at = (x: tf.Tensor): tf.Scalar => {
        weight.write(x);
        return objective(tensors);
      };
      found.push(...grads[variable.name]!.dataSync());
      expected.push(...numericalGradient(at, Array.from(kept.dataSync()), kept.shape, 4e-3));
      weight.write(kept);
    }
    expectClose(found, expected, 5e-3);
  });
});

describe.each(backends)('masks and projections on %s', (backend) => {
  it('a padding mask is 0 for padding alone', async () => {
    await startBackend(backend);
    const tokens = tf.tensor2d([3, 0, 5, 0, 0, 1], [2, 3], 'int32');
    const mask = (paddingToken: number) =>
      Array.from((new PaddingMask({ paddingToken }).apply(tokens) as tf.Tensor).dataSync());
    expect(mask(0)).toEqual([1, 0, 1, 0, 0, 1]);
    expect(mask(5)).toEqual([1, 1, 0, 1, 1, 1]);
  });

  it('a causal mask shows what comes before, as far back as its window', async () => {
    await startBackend(backend);
    const mask = (window: number) => {
      const found = new CausalMask({ window }).apply(tf.zeros([2, 4, 3])) as tf.Tensor3D;
      expect(found.shape).toEqual([2, 4, 4]);
      const [first, second] = found.arraySync();
      expect(second).toEqual(first);
      return first;
    };
    expect(mask(0)).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]);
    expect(mask(2)).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [0, 1, 1, 0],
      [0, 0, 1, 1],
    ]);
  });

  it('an embedding projection is the product with every row, and shares another layer’s rows', async () => {
    await startBackend(backend);
    const embedding = tf.layers.embedding({ inputDim: 5, outputDim: 3 });
    const tokens = tf.tensor2d([1, 4, 2, 0], [2, 2], 'int32');
    embedding.build([null, 2]);
    embedding.setWeights([tf.tensor(spreadValues(15, 2), [5, 3])]);
    const vectors = embedding.apply(tokens) as tf.Tensor;
    const own = new EmbeddingProjection({ inputDim: 5, useBias: true });
    own.apply(vectors);
    const counter: Counter = { macs: 0 };
    const expected = (matrix: tf.Tensor, bias: readonly number[]) => {
      const x = rowsOf(Array.from(vectors.dataSync()), 3);
      const e = rowsOf(Array.from(matrix.dataSync()), 3);
      return x.flatMap((row) => e.map((line, token) => dot(row, line, counter) + bias[token]!));
    };
    const bias = spreadValues(5, 4);
    own.setWeights([tf.tensor(spreadValues(15, 1), [5, 3]), tf.tensor1d(bias)]);
    const result = () => Array.from((own.apply(vectors) as tf.Tensor).dataSync());
    expectClose(result(), expected(own.getWeights()[0]!, bias), 1e-5);

    const tensors = tf.memory().numTensors;
    const [rows] = embedding.trainableWeights;
    own.shareEmbeddings(rows!);
    expect(tf.memory().numTensors).toBe(tensors - 1);
    expect(own.weights.map(({ originalName }) => originalName.split('/').at(-1))).toEqual(['bias']);
    expectClose(result(), expected(rows!.read(), bias), 1e-5);
    const { grads } = tf.variableGrads(() =>
      tf.sum(tf.square(own.apply(embedding.apply(tokens) as tf.Tensor) as tf.Tensor)),
    );
    const values = Array.from(rows!.read().dataSync());
    const at = (x: tf.Tensor): tf.Scalar => {
      rows!.write(x);
      return tf.sum(tf.square(own.apply(embedding.apply(tokens) as tf.Tensor) as tf.Tensor));
    };
    const numerical = numericalGradient(at, values, [5, 3], 2e-3);
    const name = (rows!.read() as tf.Variable).name;
    expectClose(Array.from(grads[name]!.dataSync()), numerical, 5e-3);
    own.dispose();
    expect(rows!.read().isDisposed).toBe(false);
  });
});

describe('multi-head attention', () => {
  it('starts like the matrices it stands for, not like a convolution', async () => {
    await startBackend('cpu');
    const config = { inputNames: ['query', 'value'] as const, numHeads: 8, keyDim: 8 };
    const layer = new MultiHeadAttention(config);
    layer.apply([tf.zeros([1, 2, 64]), tf.zeros([1, 2, 64])]);
    const limit = Math.sqrt(6 / 128);
    const kernel = layer.getWeights()[0]!;
    const largest = Math.max(...kernel.abs().dataSync());
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.95 * limit);
  });

  it('drops other weights on every training call, the same ones for the same seed', async () => {
    await startBackend('wasm');
    const x = tf.tensor(spreadValues(24), [1, 6, 4]);
    const calls = (seed: number): string[] => {
      const config = { inputNames: ['query', 'value'] as const, numHeads: 2, keyDim: 2, seed };
      const layer = new MultiHeadAttention({ ...config, dropout: 0.5, kernelInitializer: 'ones' });
      const call = (training: boolean): string =>
        (layer.apply([x, x], { training }) as tf.Tensor).dataSync().join();
      expect(call(false)).toBe(call(false));
      return [call(true), call(true), call(true)];
    };
    expect(new Set(calls(3)).size).toBe(3);
    expect(calls(3)).toEqual(calls(3));
    expect(calls(4)).not.toEqual(calls(3));
  });

  it('looks nowhere outside its mask, and stays finite where nothing may be seen', async () => {
    await startBackend('wasm');
    const config = { inputNames: ['query', 'value', 'mask'] as const, numHeads: 2, keyDim: 2 };
    const layer = new MultiHeadAttention({ ...config, returnScores: true });
    const x = tf.tensor(spreadValues(12), [1, 3, 4]);
    const weights = (mask: number[]) =>
      (layer.apply([x, x, tf.tensor2d(mask, [1, 3])]) as tf.Tensor[])[1]!.dataSync();
    expect(weights([1, 0, 1]).filter((_, i) => i % 3 === 1)).toEqual(new Float32Array(6));
    expect(weights([0, 0, 0]).every(Number.isFinite)).toBe(true);
  });
});
