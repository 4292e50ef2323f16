import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import type { JsonValue } from '../../../src/base/jsonValue';
import { openTemplate } from './openTemplate';
import { outputsOf, parametersOf } from './templateNumbers';

type Values = Readonly<Record<string, JsonValue>>;

describe('attention at full size', () => {
  // Counts of the published checkpoints, and of PyTorch's Transformer without its last norms.
  it.each<readonly [string, Values, number, readonly (readonly number[])[]]>([
    ['attention/transformer', {}, 18_914_304 + 25_224_192 + 18_944_000, [[50, 37_000]]],
    ['attention/bert', {}, 109_482_240, [[512, 768], [768]]],
    [
      'attention/bert',
      { pretraining: true, length: 64 },
      110_106_428,
      [[64, 768], [768], [64, 30_522], [2]],
    ],
    [
      'attention/bert',
      { width: 1024, heads: 16, layers: 24, hidden: 4096 },
      335_141_888,
      [[512, 1024], [1024]],
    ],
    ['attention/gpt2', {}, 124_439_808, [[1024, 50_257]]],
    [
      'attention/gpt2',
      { width: 1024, heads: 16, layers: 24, hidden: 4096 },
      354_823_168,
      [[1024, 50_257]],
    ],
    [
      'attention/gpt2',
      { width: 1280, heads: 20, layers: 36, hidden: 5120 },
      774_030_080,
      [[1024, 50_257]],
    ],
    [
      'attention/gpt2',
      { width: 1600, heads: 25, layers: 48, hidden: 6400 },
      1_557_611_200,
      [[1024, 50_257]],
    ],
    ['attention/additive-attention', {}, 80_442_000, [[30, 30_000]]],
    ['attention/multiplicative-attention', {}, 173_058_000, [[30, 50_000]]],
    ['attention/multiplicative-attention', { score: 'dot' }, 172_058_000, [[30, 50_000]]],
  ])('%s %o learns %i numbers', (name, values, trainable, outputs) => {
    const open = openTemplate(name, values);
    expect(open.trainable).toBe(trainable);
    expect(open.parameters).toBe(trainable);
    expect(open.problems).toEqual([]);
    expect(outputsOf(open)).toEqual(outputs);
    expect(open.fileBytes).toBeLessThan(12_000);
  });

  it('the Transformer has the parts that the paper’s sizes make', () => {
    expect(
      parametersOf('attention/transformer', 'encoder', 'decoder', 'embedding', 'targetEmbedding'),
    ).toEqual([18_914_304, 25_224_192, 18_944_000, 0]);
    expect(parametersOf('attention/transformer', 'scores')).toEqual([0]);
    expect(parametersOf('attention/transformer', 'encoder/layer1', 'decoder/layer6')).toEqual([
      3_152_384, 4_204_032,
    ]);
  });

  it('a layer of BERT and of GPT-2 has as many parameters', () => {
    expect(parametersOf('attention/bert', 'layer1', 'layer12')).toEqual([7_087_872, 7_087_872]);
    expect(parametersOf('attention/gpt2', 'layer1', 'layer12')).toEqual([7_087_872, 7_087_872]);
  });

  it('a token of GPT-2 costs two operations for each weight that it meets, and attention', () => {
    const { totals } = summarise(openTemplate('attention/gpt2').network, 1, 0);
    // Kernels of twelve layers and the scores, then two products over 1,024 places in each layer.
    const kernels = 12 * (4 * 768 ** 2 + 2 * 768 * 3072) + 768 * 50_257;
    expect(totals.macs).toBe(1024 * (kernels + 12 * 2 * 1024 * 768));
  });
});
