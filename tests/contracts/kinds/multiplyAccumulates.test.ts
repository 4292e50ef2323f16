import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { elementCount } from '../../../src/base/tensorType';
import { workExample } from '../../../src/kinds/example';
import type { LayerKind } from '../../../src/kinds/layerKind';
import { findLayerKind, layerKinds } from '../../../src/kinds/registry';
import { registerLayers } from '../../../src/runtime/layers/registerLayers';
import { arbitraryNode } from './arbitraryNodes';
import type { GeneratedNode } from './fitNode';
import { createLayer } from './tfjsLayer';

beforeAll(async () => {
  registerLayers();
  await tf.setBackend('cpu');
});

/** Fields that say how much a kernel computes; others would keep it from computing with ones alone. */
const telling = new Set([
  ...['filters', 'units', 'kernelSize', 'strides', 'dilationRate', 'groups', 'depthMultiplier'],
  ...['axes', 'transposeA', 'transposeB'],
]);

/** What makes every number in a kernel 1 and leaves its sums as they are. */
const ones = {
  padding: 'valid',
  activation: 'linear',
  useBias: false,
  kernelInitializer: 'ones',
  depthwiseInitializer: 'ones',
} as const;

/**
 * Multiply-accumulates counted by the layer itself: with every input and kernel number 1 and no bias,
 * each multiply-accumulate adds exactly 1 to the sum of the output. Null for nodes that are wrong.
 */
function countedByOnes(kind: LayerKind, { fields, inputs }: GeneratedNode) {
  const plain = Object.fromEntries(
    Object.entries({ ...fields, ...ones }).filter(
      ([name]) => name in kind.fields && (telling.has(name) || name in ones),
    ),
  );
  const node = { id: 'node', kind: kind.id, fields: plain as never };
  const { fields: values, outputs, costs } = analyseLayer(node, inputs);
  const types = Object.values(inputs);
  const isKnown = types.every(({ shape }) => shape.every((axis) => axis !== null));
  if (!values || !outputs || !costs || !isKnown) return null;
  const counted = tf.tidy(() => {
    const start = types.map(({ shape }) => tf.ones([1, ...(shape as number[])]));
    const output = kind
      .layers(values, inputs, outputs)
      .map(createLayer)
      .reduce<tf.Tensor | tf.Tensor[]>(
        (value, layer) => layer.apply(value) as tf.Tensor,
        start.length === 1 ? (start[0] as tf.Tensor) : start,
      );
    return tf.sum(output as tf.Tensor).dataSync()[0];
  });
  tf.disposeVariables();
  return { counted, said: costs.macs };
}

const size = fc.integer({ min: 1, max: 8 });
const small = fc.integer({ min: 1, max: 4 });

const counting = [
  ...['dense', 'conv1d', 'conv2d', 'conv3d', 'depthwiseConv2d', 'conv1dTranspose'],
  ...['conv2dTranspose', 'conv3dTranspose', 'matMul', 'dot'],
];

describe('multiply-accumulates', () => {
  it.each(counting)('of %s are those that happen', (id) => {
    const kind = findLayerKind(id) as LayerKind;
    let compared = 0;
    fc.assert(
      fc.property(arbitraryNode(kind), (node) => {
        const result = countedByOnes(kind, node);
        if (!result) return;
        compared += 1;
        expect(result.said).toBe(result.counted);
      }),
      { numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it.each(['separableConv1d', 'separableConv2d'])(
    'of %s are those of its two convolutions',
    (id) => {
      fc.assert(
        fc.property(small, small, size, small, (filters, multiplier, length, channels) => {
          const axes = id.endsWith('2d') ? [length, length] : [length];
          const x = { shape: [...axes, channels], dtype: 'float32' } as const;
          const fields = { filters, depthMultiplier: multiplier, kernelSize: 3, padding: 'same' };
          const { costs } = analyseLayer({ id: 'node', kind: id, fields }, { x });
          const places = length ** axes.length;
          const each = channels * multiplier * (3 ** axes.length + filters);
          expect(costs?.macs).toBe(places * each);
        }),
      );
    },
  );

  it.each(['simpleRnn', 'lstm', 'gru'])('of %s are its matrices at every step', (kind) => {
    fc.assert(
      fc.property(small, size, size, (units, time, features) => {
        const x = { shape: [time, features], dtype: 'float32' } as const;
        const { costs } = analyseLayer({ id: 'node', kind, fields: { units } }, { x });
        const matrices = (costs?.weights ?? [])
          .filter(({ shape }) => shape.length === 2)
          .reduce((sum, { shape }) => sum + (shape[0] as number) * (shape[1] as number), 0);
        expect(costs?.macs).toBe(time * matrices);
      }),
    );
    const unknown = { shape: [null, 3], dtype: 'float32' } as const;
    const { costs } = analyseLayer({ id: 'node', kind, fields: {} }, { x: unknown });
    expect(costs?.macs).toBeNull();
    expect(costs?.parameters).toBeGreaterThan(0);
  });

  it('are none in layers without kernels', () => {
    for (const kind of layerKinds) {
      const hasKernel = kind.examples.some(({ parameters }) => parameters > 0);
      const isLookUp = kind.id === 'embedding' || kind.id === 'batchNormalization';
      const multipliesInputs = ['dot', 'matMul', 'scaledDotProductAttention'].includes(kind.id);
      if ((hasKernel && !isLookUp) || multipliesInputs) continue;
      for (const { macs = 0 } of kind.examples) expect(macs).toBe(0);
    }
  });
});

/** Every kind with its examples of known size. */
const examples = layerKinds.flatMap((kind) =>
  kind.examples
    .filter(({ inputs }) =>
      inputs.every((input) => ('dtype' in input ? input.shape : input).every((axis) => axis)),
    )
    .map((example, place) => ({ id: `${kind.id}, example ${place + 1}`, kind, example })),
);

/** The operations of an example with some fields changed; null when it is wrong with them. */
function operationsWith(kind: LayerKind, example: LayerKind['examples'][number], fields: object) {
  const changed = { ...example, fields: { ...example.fields, ...fields } };
  const { fields: values, inputs, outputs } = workExample(kind, changed);
  return outputs && { count: kind.operations(values, inputs, outputs), outputs };
}

describe('operations', () => {
  it.each(examples)('of $id are a whole number', ({ kind, example }) => {
    const { count } = operationsWith(kind, example, {}) ?? {};
    expect(Number.isSafeInteger(count)).toBe(true);
    expect(count).toBeGreaterThanOrEqual(0);
    if (kind.view) expect(count).toBe(0);
  });

  const biased = examples.filter(({ kind }) => 'useBias' in kind.fields);
  it.each(biased)('of $id count the bias', ({ kind, example }) => {
    const [without, withBias] = [false, true].map((useBias) =>
      operationsWith(kind, example, { useBias }),
    );
    expect(without?.count).toBeLessThan(withBias?.count ?? 0);
  });

  const activated = examples.filter(({ kind }) => kind.fields.activation?.default === 'linear');
  it.each(activated)('of $id count the activation, once a number', ({ kind, example }) => {
    const [linear, relu] = ['linear', 'relu'].map((activation) =>
      operationsWith(kind, example, { activation }),
    );
    const [output] = Object.values(relu?.outputs ?? {});
    expect((relu?.count ?? 0) - (linear?.count ?? 0)).toBe(elementCount(output?.shape ?? []));
  });

  it('are none where a network only takes numbers in or moves them', () => {
    const moving = ['input', 'flatten', 'reshape', 'concatenate', 'zeroPadding2d', 'embedding'];
    for (const id of moving) {
      const kind = findLayerKind(id) as LayerKind;
      for (const example of kind.examples) {
        expect([id, operationsWith(kind, example, {})?.count]).toEqual([id, 0]);
      }
    }
  });
});
