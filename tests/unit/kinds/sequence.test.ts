import { describe, expect, it } from 'vitest';
import { analyseLayer } from '../../../src/analysis/nodeAnalysis';
import { float32, type Shape } from '../../../src/base/tensorType';
import { analyseMain, drawNetwork } from '../analysis/drawNetwork';

/** What analysis says of one layer, from the shapes that arrive by port. */
function layer(kind: string, fields: object, inputs: Readonly<Record<string, Shape>>) {
  const types = Object.fromEntries(
    Object.entries(inputs).map(([port, shape]) => [port, float32(shape)]),
  );
  return analyseLayer({ id: 'node', kind, fields: fields as never }, types);
}

const shapesOf = ({ outputs }: ReturnType<typeof layer>) =>
  Object.fromEntries(Object.entries(outputs ?? {}).map(([port, { shape }]) => [port, shape]));

/** The errors of a layer with the titles of their fixes and the fields that each would set. */
const errorsOf = ({ diagnostics }: ReturnType<typeof layer>) =>
  diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, port, message, fixes }) => ({
      code,
      port,
      message,
      fixes: fixes.map(({ title }) => title),
    }));

describe('recurrent networks of the lectures', () => {
  it('count the three-layer character LSTM as 5,494,880 parameters', () => {
    const lstm = { units: 512, returnSequences: true };
    const analysis = analyseMain(
      drawNetwork(
        [
          ['symbols', 'input', { shape: [null, 96] }],
          ['first', 'lstm', lstm],
          ['second', 'lstm', lstm],
          ['third', 'lstm', lstm],
          ['next', 'dense', { units: 96, activation: 'softmax' }],
        ],
        ['symbols → first', 'first → second', 'second → third', 'third → next'],
      ),
    );
    const counts = [...analysis.nodes.values()].map(({ costs }) => costs?.parameters);
    expect(counts).toEqual([0, 1247232, 2099200, 2099200, 49248]);
    expect(counts.reduce((sum, count) => (sum ?? 0) + (count ?? 0), 0)).toBe(5494880);
  });

  it.each([
    ['simpleRnn', {}, 98560],
    ['lstm', {}, 394240],
    ['lstm', { peepholes: true }, 394240 + 3 * 256],
    ['gru', { useBias: false }, 294912],
    ['gru', { useBias: false, resetAfter: true }, 294912],
    ['gru', {}, 295680],
    ['gru', { resetAfter: true }, 296448],
  ])('%s %j of 256 units on 128 features', (kind, fields, parameters) => {
    const inputs = { x: [10, 128] };
    const one = layer(kind, { units: 256, ...fields }, inputs);
    expect(one.costs?.parameters).toBe(parameters);
    const both = layer(kind, { units: 256, bidirectional: 'concatenate', ...fields }, inputs);
    expect(both.costs?.parameters).toBe(2 * parameters);
    expect(both.costs?.macs).toBe(2 * (one.costs?.macs ?? 0));
    expect(new Set(both.costs?.weights.map(({ name }) => name.split('_')[0]))).toEqual(
      new Set(['forward', 'backward']),
    );
  });
});

describe('the states of recurrent layers', () => {
  it('leave at ports of their own where they are asked for', () => {
    const x = [7, 3];
    const fields = { units: 5, returnState: true };
    expect(shapesOf(layer('simpleRnn', fields, { x }))).toEqual({ y: [5], h: [5] });
    expect(shapesOf(layer('gru', fields, { x }))).toEqual({ y: [5], h: [5] });
    expect(
      shapesOf(layer('lstm', { ...fields, returnSequences: true, bidirectional: 'sum' }, { x })),
    ).toEqual({ y: [7, 5], h: [5], c: [5], backwardH: [5], backwardC: [5] });
    expect(
      shapesOf(
        layer(
          'convLstm2d',
          { filters: 2, padding: 'same', returnState: true },
          { x: [4, 6, 5, 1] },
        ),
      ),
    ).toEqual({ y: [6, 5, 2], h: [6, 5, 2], c: [6, 5, 2] });
    expect(shapesOf(layer('lstm', { units: 5 }, { x }))).toEqual({ y: [5] });
  });

  it('are refused where their widths differ, with the width that would fit', () => {
    const inputs = { x: [7, 3], h: [64] };
    const refused = layer('lstm', { units: 32 }, inputs);
    expect(errorsOf(refused)).toEqual([
      {
        code: 'lstm/stateWidth',
        port: 'h',
        message: 'The state that arrives at h has 64 numbers; the layer has 32 units.',
        fixes: ['64 units'],
      },
    ]);
    expect(errorsOf(layer('lstm', { units: 64 }, inputs))).toEqual([]);
  });

  it('are refused for a direction in which the layer does not read', () => {
    const inputs = { x: [7, 3], backwardH: [4] };
    expect(errorsOf(layer('gru', { units: 4 }, inputs))).toMatchObject([
      { code: 'gru/noBackward', port: 'backwardH', fixes: ['Read both ways'] },
    ]);
    expect(errorsOf(layer('gru', { units: 4, bidirectional: 'sum' }, inputs))).toEqual([]);
  });

  it('are kept or given, not both', () => {
    const fields = { units: 4, stateful: true, returnState: true };
    expect(errorsOf(layer('gru', fields, { x: [7, 3] }))).toMatchObject([
      { code: 'gru/keptAndGiven', fixes: ['Start every batch at 0', 'Give no states'] },
    ]);
  });

  it('of images are refused with the filters that would fit, if only those differ', () => {
    const fields = { filters: 2, kernelSize: [3, 3] };
    const x = [4, 6, 5, 1];
    expect(errorsOf(layer('convLstm2d', fields, { x, h: [4, 3, 8] }))).toMatchObject([
      {
        port: 'h',
        message: 'The state that arrives at h is 4×3×8; the state of this layer is 4×3×2.',
        fixes: ['8 filters'],
      },
    ]);
    expect(errorsOf(layer('convLstm2d', fields, { x, c: [6, 5, 2] }))).toMatchObject([
      { port: 'c', fixes: [] },
    ]);
  });

  it('start a decoder where an encoder ended', () => {
    const lstm = { units: 6, returnState: true };
    const analysis = analyseMain(
      drawNetwork(
        [
          ['source', 'input', { shape: [null, 4] }],
          ['target', 'input', { shape: [9, 3] }],
          ['encoder', 'lstm', lstm],
          ['decoder', 'lstm', { units: 6, returnSequences: true }],
        ],
        [
          'source → encoder',
          'target → decoder:x',
          'encoder:h → decoder:h',
          'encoder:c → decoder:c',
        ],
      ),
    );
    expect(analysis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const decoder = analysis.nodes.get('decoder');
    expect(decoder?.outputs?.y?.shape).toEqual([9, 6]);
    expect(decoder?.costs?.parameters).toBe(4 * (6 * (3 + 6) + 6));
  });
});

describe('what recurrent layers compute beside multiply-accumulates', () => {
  it.each([
    // A step and unit: a bias and a function a gate, g(c), three products and a sum.
    ['lstm', {}, 4 + 4 + 1 + 3 + 1],
    ['lstm', { useBias: false, peepholes: true }, 4 + 1 + 3 + 1 + 3 * 2],
    // A bias and a function a gate, r∘h, z∘h, 1 − z, (1 − z)∘h̃ and a sum.
    ['gru', {}, 3 + 3 + 1 + 1 + 1 + 1 + 1],
    // Two biases a gate, and r∘(hU + d) is added to xW + b.
    ['gru', { resetAfter: true }, 6 + 3 + 1 + 1 + 1 + 1 + 1 + 1],
    ['simpleRnn', {}, 2],
  ])('%s %j', (kind, fields, perUnit) => {
    const found = layer(kind, { units: 5, ...fields }, { x: [7, 3] });
    const operations = found.kind?.operations(found.fields ?? {}, { x: float32([7, 3]) }, {});
    expect(operations).toBe(7 * 5 * perUnit);
  });
});

describe('learned positions', () => {
  it('are as many as BERT-base and GPT-2 small have', () => {
    expect(layer('learnedPositions', { maxLength: 512 }, { x: [512, 768] }).costs?.parameters).toBe(
      393216,
    );
    expect(
      layer('learnedPositions', { maxLength: 1024 }, { x: [null, 768] }).costs?.parameters,
    ).toBe(786432);
  });

  it('refuse a sequence longer than their table, and offer one that is long enough', () => {
    expect(errorsOf(layer('learnedPositions', { maxLength: 512 }, { x: [600, 8] }))).toEqual([
      {
        code: 'learnedPositions/tooLong',
        message: 'The sequence has 600 positions; the table has rows for 512.',
        fixes: ['600 positions'],
      },
    ]);
  });
});
