import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltNetwork, buildModel } from '../../../src/compile/buildModel';
import { orthogonalMatrix } from '../../../src/compile/seededOrthogonal';
import { startBackend } from '../../../src/runtime/backends';
import { readWeights, setWeights } from '../../../src/training/weightValues';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { exampleGraphs } from '../codegen/exampleGraphs';

beforeAll(async () => {
  await startBackend('cpu');
});

describe('every kind', () => {
  it.each(exampleGraphs.map((graph) => [graph.name, graph] as const))(
    '%s builds with the shapes and weights that the analysis says',
    async (_name, { analysis }) => {
      const network = await buildModel(analysis, { seed: 1, forTraining: true });
      for (const [id, { outputs, kind }] of analysis.nodes) {
        // An output is what arrives at it, and no layer.
        if (kind?.id === 'output') continue;
        const shape = network.model.getLayer(id).outputShape as tf.Shape | tf.Shape[];
        const built = (Array.isArray(shape[0]) ? shape : [shape]) as tf.Shape[];
        const said = Object.values(outputs ?? {}).map((type) => [...type.shape]);
        expect([id, ...built.map((one) => one.slice(1))]).toEqual([id, ...said]);
      }
      const declared = [...analysis.nodes].flatMap(([id, { costs }]) =>
        (costs?.weights ?? []).map(({ name, shape, trainable }) => ({
          name: `${id}/${name}`,
          shape: [...shape],
          trainable,
        })),
      );
      const found = network.weights.map(({ name, trainable, variable }) => ({
        name,
        shape: variable.shape,
        trainable,
      }));
      expect(found).toEqual(declared);
      expect(network.model.countParams()).toBe(
        [...analysis.nodes.values()].reduce((sum, { costs }) => sum + (costs?.parameters ?? 0), 0),
      );
      network.dispose();
    },
  );
});

const initializers = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'leCunUniform',
  'leCunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
];

function everyInitializer() {
  return analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [6] }],
        ...initializers.map(
          (kernelInitializer) =>
            [kernelInitializer, 'dense', { units: 6, kernelInitializer }] as const,
        ),
      ],
      initializers.map((name, index) => `${initializers[index - 1] ?? 'x'} → ${name}`),
    ),
  );
}

describe('weights', () => {
  let built: BuiltNetwork[] = [];
  afterEach(() => {
    for (const network of built) network.dispose();
    built = [];
  });
  const valuesWith = async (seed: number, analysis = everyInitializer()) => {
    const network = await buildModel(analysis, { seed });
    built.push(network);
    return readWeights(network.weights);
  };

  it('are the same for the same seed on every backend, whatever initializer draws them', async () => {
    const onCpu = await valuesWith(7);
    await startBackend('wasm');
    const onWasm = await valuesWith(7);
    const others = await valuesWith(8);
    await startBackend('cpu');
    expect(onWasm).toEqual(onCpu);
    for (const name of initializers) {
      const kernel = `${name}/kernel`;
      expect(others.get(kernel)?.values).not.toEqual(onCpu.get(kernel)?.values);
    }
  });

  it.each(['randomNormal', 'truncatedNormal', 'randomUniform'])(
    'of %s lie as far apart as their node says, wherever they are',
    async (start) => {
      const spreadBy = (startingSpread: number) =>
        analyseMain(
          drawNetwork(
            [
              ['x', 'input', { shape: [null] }],
              ['rows', 'embedding', { embeddingsInitializer: start, startingSpread, inputDim: 40 }],
              [
                'steps',
                'gru',
                {
                  units: 5,
                  startingSpread,
                  kernelInitializer: start,
                  recurrentInitializer: start,
                  biasInitializer: start,
                  bidirectional: 'concatenate',
                },
              ],
              [
                'normal',
                'dense',
                {
                  units: 9,
                  startingSpread,
                  kernelInitializer: start,
                  kernelNormalization: 'weight',
                  activityL2: 0.1,
                },
              ],
              ['plain', 'dense', { units: 3, kernelInitializer: 'heNormal', startingSpread }],
            ],
            ['x → rows', 'rows → steps', 'steps → normal', 'normal → plain'],
          ),
        );
      const usual = await valuesWith(4, spreadBy(0.05));
      const wide = await valuesWith(4, spreadBy(0.2));
      expect(wide.get('plain/kernel')).toEqual(usual.get('plain/kernel'));
      const weights = [...wide.keys()].filter((name) => /kernel$|embeddings|bias/.test(name));
      expect(weights).toHaveLength(11);
      for (const name of weights.filter((one) => !/^plain|^normal.bias/.test(one))) {
        const { values } = usual.get(name) as { values: Float32Array };
        const scaled = values.map((value) => 4 * value);
        for (const [index, value] of (wide.get(name)?.values ?? []).entries()) {
          expect(value).toBeCloseTo(scaled[index] as number, 5);
        }
      }
      // The deviation itself: 0.2, of what is cut off at twice that 0.88 of it, of an even spread 1/√3.
      const rows = wide.get('rows/embeddings')?.values ?? new Float32Array();
      const square = rows.reduce((sum, value) => sum + value * value, 0) / rows.length;
      const share = { randomNormal: 1, truncatedNormal: 0.88, randomUniform: 1 / Math.sqrt(3) };
      expect(Math.sqrt(square) / 0.2).toBeCloseTo(share[start as keyof typeof share], 1);
    },
  );

  it('stay as they were when a layer is added in front of others', async () => {
    const chain = (...ids: string[]) =>
      analyseMain(
        drawNetwork(
          [
            ['x', 'input', { shape: [4] }],
            ...ids.map((id) => [id, 'dense', { units: 4 }] as const),
          ],
          ids.map((id, index) => `${ids[index - 1] ?? 'x'} → ${id}`),
        ),
      );
    const before = await valuesWith(3, chain('a', 'c'));
    const after = await valuesWith(3, chain('a', 'b', 'c'));
    expect(after.get('c/kernel')).toEqual(before.get('c/kernel'));
    expect(after.get('b/kernel')?.values).not.toEqual(before.get('a/kernel')?.values);
  });

  it('can be taken out and put into another network', async () => {
    const first = await buildModel(everyInitializer(), { seed: 1 });
    const second = await buildModel(everyInitializer(), { seed: 2 });
    built.push(first, second);
    const x = tf.tensor2d([[1, -2, 3, 0.5, 0, 1]]);
    expect(setWeights(second.weights, await readWeights(first.weights)).ok).toBe(true);
    expect(second.predict(x).dataSync()).toEqual(first.predict(x).dataSync());
  });

  it('of another network are refused by name, and nothing changes', async () => {
    const network = await buildModel(everyInitializer(), { seed: 1 });
    built.push(network);
    const weights = new Map(await readWeights(network.weights));
    weights.set('orthogonal/kernel', {
      dtype: 'F32',
      shape: [2, 3],
      values: new Float32Array(6),
    });
    weights.set('glorotUniform/kernel', {
      dtype: 'F32',
      shape: [6, 6],
      values: new Float32Array(36),
    });
    const refused = setWeights(network.weights, weights);
    expect(refused).toMatchObject({ ok: false });
    expect(!refused.ok && refused.error).toContain('orthogonal/kernel has the shape 2×3');
    expect((await readWeights(network.weights)).get('glorotUniform/kernel')?.values[0]).not.toBe(0);
  });

  it.each([
    [3, 7],
    [7, 3],
    [16, 64],
  ])('orthogonal ones of %d × %d are orthonormal along the shorter side', (rows, columns) => {
    const matrix = tf.tensor2d(orthogonalMatrix(rows, columns, 5), [rows, columns]);
    const product = tf.matMul(matrix, matrix, rows > columns, rows <= columns);
    const error = tf.max(tf.abs(tf.sub(product, tf.eye(Math.min(rows, columns)))));
    expect(error.dataSync()[0]).toBeLessThan(1e-6);
  });

  it('keep no tensor once the network is disposed', async () => {
    const before = tf.memory().numTensors;
    const network = await buildModel(everyInitializer(), { seed: 1 });
    network.predict(tf.zeros([1, 6])).dispose();
    network.dispose();
    // The zeros above are the only tensor left.
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
