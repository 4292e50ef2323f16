import { beforeAll, describe, expect, it } from 'vitest';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import type { JsonValue } from '../../../src/base/jsonValue';
import { buildModel } from '../../../src/compile/buildModel';
import { networkConfig } from '../../../src/compile/networkConfig';
import { outputActivation, splitHead } from '../../../src/compile/outputHead';
import { startBackend } from '../../../src/runtime/backends';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { exampleGraphs } from '../codegen/exampleGraphs';

beforeAll(async () => {
  await startBackend('cpu');
});

/** Weight initializers that a run replaces by seeded ones of the same name. */
const seeded = /Initializer$/;

describe('the Keras config of a network', () => {
  it('is what Keras writes', () => {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['image', 'input', { shape: [8, 8, 1] }],
          ['conv1', 'conv2d', { filters: 2, kernelSize: [3, 3], padding: 1, activation: 'relu' }],
          ['flatten1', 'flatten'],
          [
            'output',
            'dense',
            { units: 3, activation: 'hardSigmoid', kernelInitializer: 'leCunUniform' },
          ],
        ],
        ['image → conv1', 'conv1 → flatten1', 'flatten1 → output'],
      ),
    );
    const { class_name, config } = networkConfig(analysis);
    expect(class_name).toBe('Functional');
    expect(config.input_layers).toEqual([['image', 0, 0]]);
    expect(config.output_layers).toEqual([['output', 0, 0]]);
    expect(config.layers.map(({ class_name, name }) => [class_name, name])).toEqual([
      ['InputLayer', 'image'],
      ['ZeroPadding2D', 'conv1_padding'],
      ['Conv2D', 'conv1'],
      ['Flatten', 'flatten1'],
      ['Dense', 'output'],
    ]);
    expect(config.layers[0]?.config).toEqual({
      name: 'image',
      batch_input_shape: [null, 8, 8, 1],
      dtype: 'float32',
    });
    expect(config.layers[2]?.inbound_nodes).toEqual([[['conv1_padding', 0, 0, {}]]]);
    expect(config.layers[2]?.config).toMatchObject({
      kernel_size: [3, 3],
      dilation_rate: [1, 1],
      use_bias: true,
      kernel_initializer: 'glorot_uniform',
    });
    expect(config.layers[4]?.config).toMatchObject({
      activation: 'hard_sigmoid',
      kernel_initializer: 'lecun_uniform',
    });
  });

  it.each(exampleGraphs.map((graph) => [graph.name, graph] as const))(
    '%s: every field reaches tf.js as its kind wrote it',
    async (_name, { analysis }) => {
      const network = await buildModel(analysis, { seed: 1 });
      for (const layer of kerasLayers(analysis).layers) {
        const read = network.model.getLayer(layer.name).getConfig() as Record<string, unknown>;
        for (const [field, value] of Object.entries(layer.config)) {
          if (seeded.test(field)) continue;
          expect([layer.name, field, plain(read[field])]).toEqual([
            layer.name,
            field,
            plain(
              layer.className.endsWith('Pooling1D')
                ? field === 'padding'
                  ? value
                  : [value].flat()
                : value,
            ),
          ]);
        }
      }
      network.dispose();
    },
  );

  it('keeps names with underscores and capitals through tf.js', async () => {
    const analysis = analyseMain(
      drawNetwork(
        [
          ['my_Image_in', 'input', { shape: [2] }],
          ['a_b', 'dense', { units: 1 }],
        ],
        ['my_Image_in → a_b'],
      ),
    );
    const network = await buildModel(analysis, { seed: 1 });
    expect(network.model.layers.map(({ name }) => name)).toEqual(['my_Image_in', 'a_b']);
    expect(network.weights.map(({ name }) => name)).toEqual(['a_b/kernel', 'a_b/bias']);
    network.dispose();
  });
});

describe('the head of a network', () => {
  const ends = (activation: string, after: readonly string[] = []) =>
    networkConfig(
      analyseMain(
        drawNetwork(
          [
            ['x', 'input', { shape: [4] }],
            ['y', 'dense', { units: 3, activation }],
            ...after.map((kind) => [kind, kind] as const),
          ],
          ['x → y', ...after.map((kind, index) => `${after[index - 1] ?? 'y'} → ${kind}`)],
        ),
      ),
    );

  it('is cut off the last layer or is the last layer, and nothing else is', () => {
    expect(outputActivation(ends('softmax'))).toBe('softmax');
    expect(splitHead(ends('softmax'), 'softmax').head).toBe('softmax');
    expect(splitHead(ends('linear', ['softmax']), 'softmax')).toMatchObject({
      head: 'softmax',
      body: { config: { output_layers: [['y', 0, 0]] } },
    });
    expect(splitHead(ends('softmax'), 'sigmoid').head).toBeNull();
    expect(splitHead(ends('softmax', ['relu']), 'softmax').head).toBeNull();
    expect(splitHead(ends('linear'), 'softmax').head).toBeNull();
  });

  it('is cut off a layer with a normalised kernel, and not off one whose output is penalised', () => {
    const endsIn = (kind: string, fields: object, shape: readonly number[] = [4]) =>
      networkConfig(
        analyseMain(
          drawNetwork(
            [
              ['x', 'input', { shape }],
              ['y', kind, fields],
            ],
            ['x → y'],
          ),
        ),
      );
    const fields = { units: 3, activation: 'softmax', kernelNormalization: 'spectral' };
    expect(splitHead(endsIn('dense', fields), 'softmax')).toMatchObject({
      head: 'softmax',
      body: {
        config: { layers: [{}, { config: { layer: { config: { activation: 'linear' } } } }] },
      },
    });
    const penalised = endsIn('dense', { ...fields, activityL1: 0.1 });
    expect(splitHead(penalised, 'softmax')).toEqual({ body: penalised, head: null });
    // This activation is part of every step.
    const steps = endsIn('simpleRnn', { units: 1, activation: 'sigmoid' }, [5, 4]);
    expect(splitHead(steps, 'sigmoid')).toEqual({ body: steps, head: null });
  });

  it('leaves a network whole whose only layer is an activation', () => {
    const only = networkConfig(
      analyseMain(
        drawNetwork(
          [
            ['x', 'input', { shape: [4] }],
            ['s', 'softmax'],
          ],
          ['x → s'],
        ),
      ),
    );
    expect(splitHead(only, 'softmax')).toEqual({ body: only, head: null });
  });
});

/** Arrays, numbers and texts only; tf.js wraps names of functions into objects. */
function plain(value: unknown): JsonValue {
  if (typeof value === 'object' && value !== null && 'className' in value) {
    return String((value as { className: unknown }).className);
  }
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}
