import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { findLayerKind, layerKinds } from '../../../src/kinds/registry';
import { createLayer } from './tfjsLayer';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/**
 * Multiply-accumulates counted by the layer itself: with every input and kernel number 1 and no bias,
 * each multiply-accumulate adds exactly 1 to the sum of the output.
 */
function countedByOnes(kind: string, fields: Record<string, unknown>, shape: number[]) {
  const x = { shape, dtype: 'float32' } as const;
  const node = { id: 'node', kind, fields: { ...fields, kernelInitializer: 'ones' } as never };
  const { fields: values, outputs, costs } = analyseLayer(node, { x });
  if (!values || !outputs || !costs) return null;
  const counted = tf.tidy(() => {
    const [layer] = (findLayerKind(kind)?.layers(values, { x }, outputs) ?? []).map(createLayer);
    const output = layer?.apply(tf.ones([1, ...shape])) as tf.Tensor;
    return tf.sum(output).dataSync()[0];
  });
  tf.disposeVariables();
  return { counted, said: costs.macs };
}

const size = fc.integer({ min: 1, max: 8 });
const small = fc.integer({ min: 1, max: 4 });

describe('multiply-accumulates', () => {
  it('of a dense layer are those that happen', () => {
    fc.assert(
      fc.property(size, fc.array(size, { minLength: 1, maxLength: 3 }), (units, shape) => {
        const result = countedByOnes('dense', { units }, shape);
        expect(result?.said).toBe(result?.counted);
        expect(result).not.toBeNull();
      }),
    );
  });

  it.each(['conv2d', 'conv2dTranspose'])('of a %s are those that happen', (kind) => {
    fc.assert(
      fc.property(
        fc.record({
          filters: small,
          kernelSize: fc.tuple(small, small),
          strides: fc.tuple(small, small),
        }),
        fc.tuple(size, size, small),
        (fields, shape) => {
          const result = countedByOnes(kind, { ...fields, padding: 'valid' }, shape);
          expect(result?.said).toBe(result?.counted);
        },
      ),
    );
  });

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
