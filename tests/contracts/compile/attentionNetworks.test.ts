import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { startBackend } from '../../../src/runtime/backends';
import { readWeights, setWeights } from '../../../src/training/weightValues';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { expectClose, spreadValues } from '../runtime/onBackend';

beforeAll(async () => {
  await startBackend('wasm');
});

type Nodes = Parameters<typeof drawNetwork>[0];

async function build(nodes: Nodes, wires: readonly string[], seed = 3): Promise<BuiltNetwork> {
  const analysis = analyseMain(drawNetwork(nodes, wires));
  expect(isSound(analysis), JSON.stringify(analysis.diagnostics)).toBe(true);
  return buildModel(analysis, { seed, forTraining: true });
}

const outputsOf = (network: BuiltNetwork, inputs: tf.Tensor | tf.Tensor[], training = false) =>
  [network.model.apply(inputs, { training }) as tf.Tensor | tf.Tensor[]].flat();

const valuesOf = (tensor: tf.Tensor | undefined): number[] => Array.from(tensor?.dataSync() ?? []);

describe('attention in a network', () => {
  it('looks at one wire twice, hides padding, and shows its scores', async () => {
    const network = await build(
      [
        ['tokens', 'input', { shape: [5], dtype: 'int32' }],
        ['words', 'embedding', { inputDim: 9, outputDim: 6 }],
        ['mask', 'paddingMask'],
        ['attention', 'multiHeadAttention', { heads: 2, keyDim: 3, returnScores: true }],
        ['y', 'output'],
        ['scores', 'output'],
      ],
      [
        'tokens → words:x',
        'tokens → mask:x',
        'words → attention:query',
        'words → attention:value',
        'mask → attention:mask',
        'attention → y:x',
        'attention:scores → scores:x',
      ],
    );
    const tokens = (row: number[]) => tf.tensor2d([row], [1, 5], 'int32');
    const [y, scores] = outputsOf(network, tokens([4, 7, 2, 0, 0]));
    expect(y?.shape).toEqual([1, 5, 6]);
    expect(scores?.shape).toEqual([1, 2, 5, 5]);
    const rows = tf.reshape(scores as tf.Tensor, [10, 5]).arraySync() as number[][];
    for (const row of rows) {
      expect(row.slice(3)).toEqual([0, 0]);
      expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 5);
    }
    network.dispose();
  });

  it('is the same drawn from projections, heads split by hand, and products', async () => {
    const [heads, keyDim, width, steps] = [2, 3, 4, 5];
    const split = (name: string): Nodes => [
      [name, 'dense', { units: heads * keyDim }],
      [`${name}Split`, 'reshape', { targetShape: [steps, heads, keyDim] }],
      [`${name}Heads`, 'permute', { dims: [2, 1, 3] }],
    ];
    const wired = (name: string): string[] => [
      `x → ${name}:x`,
      `${name} → ${name}Split:x`,
      `${name}Split → ${name}Heads:x`,
      `${name}Heads → attention:${name}`,
    ];
    const drawn = await build(
      [
        ['x', 'input', { shape: [steps, width] }],
        ...split('query'),
        ...split('key'),
        ...split('value'),
        ['attention', 'scaledDotProductAttention', { causal: true }],
        ['back', 'permute', { dims: [2, 1, 3] }],
        ['joined', 'reshape', { targetShape: [steps, heads * keyDim] }],
        ['output', 'dense', { units: width }],
      ],
      [
        ...wired('query'),
        ...wired('key'),
        ...wired('value'),
        'attention → back:x',
        'back → joined:x',
        'joined → output:x',
      ],
    );
    const whole = await build(
      [
        ['x', 'input', { shape: [steps, width] }],
        ['heads', 'multiHeadAttention', { heads, keyDim, causal: true }],
      ],
      ['x → heads:query', 'x → heads:value'],
    );
    const weights = await readWeights(drawn.weights);
    const shapes = new Map(whole.weights.map(({ name, shape }) => [name, shape]));
    const renamed = ['query', 'key', 'value', 'output'].flatMap((name) =>
      ['kernel', 'bias'].map((part) => {
        const target = `heads/${name === 'output' ? 'attention_output' : name}_${part}`;
        const found = weights.get(`${name}/${part}`)!;
        return [target, { ...found, shape: shapes.get(target)! }] as const;
      }),
    );
    expect(setWeights(whole.weights, new Map(renamed)).ok).toBe(true);
    const x = tf.tensor(spreadValues(2 * steps * width), [2, steps, width]);
    expectClose(valuesOf(outputsOf(whole, x)[0]), valuesOf(outputsOf(drawn, x)[0]), 1e-5);
    drawn.dispose();
    whole.dispose();
  });
});

describe('sources in a network', () => {
  it('need no wire, wherever the input stands in the file', async () => {
    const network = await build(
      [
        ['token', 'learnedTensor', { shape: [1, 4], valueInitializer: 'randomNormal' }],
        ['fixed', 'constant', { values: '[[1, 2, 3, 4]]' }],
        ['x', 'input', { shape: [2, 4] }],
        ['all', 'concatenate', { axis: 1 }],
      ],
      ['token → all:a', 'x → all:b', 'fixed → all:c'],
    );
    const x = tf.tensor(spreadValues(24), [3, 2, 4]);
    const [y] = outputsOf(network, x);
    expect(y?.shape).toEqual([3, 4, 4]);
    const learned = valuesOf(network.weights[0]?.variable);
    const examples = (y as tf.Tensor3D).arraySync();
    for (const [index, rows] of examples.entries()) {
      expect(rows[0]).toEqual(learned);
      expect(rows.slice(1, 3)).toEqual((x as tf.Tensor3D).arraySync()[index]);
      expect(rows[3]).toEqual([1, 2, 3, 4]);
    }
    network.dispose();
  });

  it('draw what the seed of the run decides', async () => {
    const sampled = async (seed: number): Promise<number[][]> => {
      const network = await build(
        [
          ['x', 'input', { shape: [3] }],
          ['noise', 'gaussianNoiseSource', { shape: [3] }],
          ['code', 'gaussianSampling'],
          ['choice', 'gumbelSoftmax'],
        ],
        ['x → code:mean', 'noise → code:logVariance', 'code → choice:x'],
        seed,
      );
      const x = tf.zeros([2, 3]);
      const found = [1, 2].map(() => valuesOf(outputsOf(network, x, true)[0]));
      network.dispose();
      return found;
    };
    const [first, second] = await sampled(5);
    expect(second).not.toEqual(first);
    expect(await sampled(5)).toEqual([first, second]);
    expect((await sampled(6))[0]).not.toEqual(first);
  });
});
