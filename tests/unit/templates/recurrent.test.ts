import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/summary';
import type { JsonValue } from '../../../src/base/jsonValue';
import { rowOf } from '../lectures/exampleTemplates';
import { openTemplate } from './openTemplate';
import { outputsOf, parametersOf } from './templateNumbers';

type Values = Readonly<Record<string, JsonValue>>;

/** The numbers of an LSTM of h units that sees x numbers, as the lecture counts them. */
const lstmOf = (x: number, h: number): number => 4 * (h * (x + h) + h);

describe('recurrent networks at full size', () => {
  it.each<readonly [string, Values, number, readonly (number | null)[]]>([
    ['recurrent/one-to-one', {}, 32 * (16 + 32) + 32 * 10, [10]],
    ['recurrent/one-to-many', {}, 32 * (16 + 32) + 32 * 16, [12, 16]],
    ['recurrent/one-to-many', { steps: 3 }, 32 * (16 + 32) + 32 * 16, [3, 16]],
    ['recurrent/many-to-one', {}, 5000 * 16 + 32 * (16 + 32) + 33, [1]],
    ['recurrent/many-to-many', {}, 32 * (16 + 32) + 32 * 10, [20, 10]],
    ['recurrent/deep-rnn', {}, lstmOf(28, 64) + 2 * lstmOf(64, 64) + 650, [10]],
    ['recurrent/deep-rnn', { layers: 1, units: 128 }, lstmOf(28, 128) + 1290, [10]],
    // LSTM with three layers of 512 units over 96 letters.
    ['recurrent/char-lstm', {}, 5_494_880, [50, 96]],
    ['recurrent/char-lstm', { vocabulary: 100 }, 5_505_124, [50, 100]],
    ['recurrent/char-lstm', { dropout: 0.5 }, 5_494_880, [50, 96]],
    ['recurrent/sequence-to-sequence', {}, 384_112_000, [30, 80_000]],
    ['recurrent/image-captioning', {}, 150_805_072, [20, 10_000]],
    ['recurrent/video-to-text', {}, 33_066_500, [20, 10_000]],
  ])('%s %o has %i parameters', (name, values, parameters, output) => {
    const open = openTemplate(name, values);
    expect(open.parameters).toBe(parameters);
    expect(open.problems).toEqual([]);
    expect(outputsOf(open)).toEqual([output]);
    expect(open.fileBytes).toBeLessThan(10_000);
  });

  it('LSTM and GRU from gates cost what the built-in layers cost', () => {
    const rows = (name: string, values: Values) => {
      const open = openTemplate(name, values);
      expect(open.problems).toEqual([]);
      const summary = summarise(open.network, 1, 0);
      return ['drawn', 'layer'].map((node) => {
        const { parameters, macs, output } = rowOf(summary, node);
        return { parameters, macs, output };
      });
    };
    const sizes = { units: 256, features: 128, length: 10 };
    for (const [name, values, parameters] of [
      ['recurrent/lstm-from-gates', sizes, 394_240],
      ['recurrent/gru-from-gates', sizes, 295_680],
      ['recurrent/gru-from-gates', { ...sizes, bias: false }, 294_912],
      ['recurrent/gru-from-gates', { ...sizes, zKeepsOld: true }, 295_680],
    ] as const) {
      const [drawn, layer] = rows(name, values);
      expect(drawn).toEqual(layer);
      expect(layer?.parameters).toBe(parameters);
    }
  });

  it('sequence to sequence has the 384 M parameters of the paper, 64 M of them recurrent', () => {
    const name = 'recurrent/sequence-to-sequence';
    const layers = [1, 2, 3, 4].flatMap((place) => [`encoder${place}`, `decoder/layer${place}`]);
    const recurrent = parametersOf(name, ...layers);
    expect(recurrent).toEqual(layers.map(() => lstmOf(1000, 1000)));
    expect(parametersOf(name, 'embedding', 'decoder/embedding')).toEqual([160e6, 80e6]);
    const millions = (count: number): number => Math.floor(count / 1e6);
    expect(millions(openTemplate(name).parameters)).toBe(384);
    expect(millions(8 * lstmOf(1000, 1000))).toBe(64);
  });

  it('image captioning learns the words and leaves VGG as it is', () => {
    const { trainable } = openTemplate('recurrent/image-captioning');
    // VGG-16 without its last layer, 4096·1000 + 1000.
    expect(parametersOf('recurrent/image-captioning', 'vgg')).toEqual([138_357_544 - 4_097_000]);
    expect(trainable).toBe(2 * (4096 * 512 + 512) + 2_099_200 + 2 * 10_000 * 512 + 10_000);
  });

  it('video to text has the LSTMs of the paper’s layout', () => {
    const layers = parametersOf('recurrent/video-to-text', 'lower', 'upper/lstm');
    expect(layers).toEqual([6_004_000, 10_004_000]);
    const summary = summarise(openTemplate('recurrent/video-to-text').network, 1, 0);
    expect(rowOf(summary, 'lower').output).toEqual([80, 1000]);
  });
});
