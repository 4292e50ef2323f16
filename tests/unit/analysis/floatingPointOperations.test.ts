import { describe, expect, it } from 'vitest';
import {
  type FloatingPointOperations,
  floatingPointOperations,
} from '../../../src/analysis/floatingPointOperations';
import { vgg16 } from '../lectures/lectureNetworks';
import { type PlainNode, plainNetwork } from './plainNetwork';

function operationsOf(nodes: readonly PlainNode[]): Record<string, FloatingPointOperations> {
  return Object.fromEntries(floatingPointOperations(plainNetwork(nodes)));
}

const plain = { activation: 'linear' } as const;

describe('floating-point operations', () => {
  it('of the convolutions of VGG-16 are the 30.71 G that others count', () => {
    // TF-Slim's vgg_16 up to pool5, in the table of Araujo, Norris & Sim's library; ReLU not counted.
    const convolutions = vgg16
      .filter(([id]) => !/^(fc|flatten)/.test(id))
      .map(
        ([id, kind, fields]): PlainNode => [
          id,
          kind,
          kind === 'conv2d' ? { ...fields, ...plain } : fields,
        ],
      );
    const found = operationsOf(convolutions);
    const forward = convolutions
      .filter(([, kind]) => kind === 'conv2d')
      .reduce((sum, [id]) => sum + (found[id]?.forward ?? Number.NaN), 0);
    expect((forward / 1e9).toFixed(2)).toBe('30.71');
  });

  it('of a dense layer are two a multiply-accumulate and one a bias and an activation', () => {
    const found = operationsOf([
      ['x', 'input', { shape: [10] }],
      ['dense', 'dense', { units: 4, useBias: false, ...plain }],
      ['biased', 'dense', { units: 4, useBias: true, ...plain }, ['x']],
      ['relu', 'relu', {}, ['biased']],
    ]);
    expect(found.x?.forward).toBe(0);
    expect(found.dense?.forward).toBe(2 * 40);
    expect(found.biased?.forward).toBe(2 * 40 + 4);
    expect(found.relu).toEqual({ forward: 4, backward: 4 });
  });

  it('going backward count the weights and, where something before learns, the input', () => {
    const found = operationsOf([
      ['x', 'input', { shape: [10] }],
      ['cold', 'relu'],
      ['first', 'dense', { units: 8, useBias: false, ...plain }],
      ['second', 'dense', { units: 4, useBias: false, ...plain }],
      ['frozen', 'dense', { units: 2, useBias: false, trainable: false, ...plain }],
      ['alone', 'dense', { units: 2, useBias: false, trainable: false, ...plain }, ['x']],
    ]);
    expect(found.cold?.backward).toBe(0);
    expect(found.first?.backward).toBe(2 * 80);
    expect(found.second?.backward).toBe(2 * (2 * 32));
    expect(found.frozen?.backward).toBe(2 * 8);
    expect(found.alone?.backward).toBe(0);
  });

  it('of a product without weights go back to each input that learns', () => {
    const learnt = (shape: number[]): PlainNode[] => [
      ['a', 'input', { shape }],
      ['b', 'input', { shape }],
      ['key', 'dense', { units: 5, ...plain }, ['a']],
      ['query', 'dense', { units: 5, ...plain }, ['b']],
    ];
    const nodes = [...learnt([7]), ['both', 'dot', {}, ['key', 'query']] as PlainNode];
    const half = [...learnt([5]), ['one', 'dot', {}, ['key', 'b']] as PlainNode];
    const { forward } = operationsOf(nodes).both ?? {};
    expect(forward).toBe(2 * 5);
    expect(operationsOf(nodes).both?.backward).toBe(2 * (forward ?? 0));
    expect(operationsOf(half).one?.backward).toBe(forward);
  });

  it('are unknown where a dimension is', () => {
    const found = operationsOf([
      ['x', 'input', { shape: [null, 10, 3] }],
      ['conv', 'conv2d', { filters: 2 }],
    ]);
    expect(found.conv).toEqual({ forward: null, backward: null });
  });
});
