import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { isSound } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import { layerModule } from '../../../src/codegen/tfjs-ts/layerFactories';
import { buildModel } from '../../../src/compile/buildModel';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { Scan } from '../../../src/runtime/layers/scan';
import { spreadValues } from '../runtime/onBackend';
import { runGenerated } from './runGenerated';

/** The layer classes that generated code imports, by module. */
export const layerClasses: Readonly<Record<string, unknown>> = Object.fromEntries(
  runtimeLayers.map(({ className, layerClass }) => [
    `./layers/${layerModule(className)}`,
    { [className]: layerClass },
  ]),
);

/** The code of a sound network. */
export function codeOf(analysis: GraphAnalysis): string {
  expect(isSound(analysis), JSON.stringify(analysis.diagnostics)).toBe(true);
  return generateModel(analysis, { project: 'Drawn' }).code;
}

/** The model that generated code builds. */
export function buildGenerated(code: string): tf.LayersModel {
  const { buildModel: build } = runGenerated(code, layerClasses) as {
    buildModel(): tf.LayersModel;
  };
  return build();
}

/** What a network of layers is, apart from the random numbers it starts with. */
export function describeLayers(model: tf.LayersModel): object {
  const layers = model.layers.map((layer) => {
    const { batchInputShape: _shape, dtype: _dtype, cell: _cell, ...config } = layer.getConfig();
    // Numbers that a layer makes of nothing may take their batch from any tensor.
    const isSource = /^(ConstantSource|LearnedTensor|GaussianNoiseSource)$/.test(
      layer.getClassName(),
    );
    return {
      class: layer.getClassName(),
      config: withoutSeeds(config as Record<string, unknown>),
      calls: isSource ? [] : layer.inboundNodes.map((node) => callOf(node)),
      cell: layer instanceof Scan ? describeLayers(layer.cell) : null,
    };
  });
  return {
    layers: layers.sort((a, b) => (String(a.config.name) < String(b.config.name) ? -1 : 1)),
    inputs: model.inputNames,
    outputs: model.outputs.map((tensor) => tensor.sourceLayer.name),
    shapes: model.outputs.map((tensor) => tensor.shape),
  };
}

function callOf(node: tf.layers.Layer['inboundNodes'][number]): string {
  return node.inboundLayers
    .map((layer, place) => `${layer.name}:${node.nodeIndices[place]}:${node.tensorIndices[place]}`)
    .join(' ');
}

/** A config without random starts: those of Netloom's runs come from a seed. */
function withoutSeeds(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key === 'customObjects'
        ? []
        : [[key, key === 'seed' || key.endsWith('nitializer') ? 'starts somehow' : value]],
    ),
  );
}

/** A model's weights by the names under which exported projects save them. */
export function namedWeights(model: tf.LayersModel, prefix = ''): Map<string, tf.LayerVariable> {
  return new Map(
    model.layers.flatMap((layer) =>
      layer instanceof Scan
        ? [...namedWeights(layer.cell, `${prefix}${layer.name}/`)]
        : layer.weights.map((weight): [string, tf.LayerVariable] => [
            `${prefix}${layer.name}/${weight.originalName.split('/').at(-1)}`,
            weight,
          ]),
    ),
  );
}

/** Expects that generated code builds what Netloom builds: layers, weights and, of these, outputs. */
export async function expectSameNetwork(analysis: GraphAnalysis, code: string): Promise<void> {
  const network = await buildModel(analysis, { seed: 5 });
  const model = buildGenerated(code);
  try {
    expect(describeLayers(model)).toEqual(describeLayers(network.model));
    const weights = namedWeights(model);
    expect([...weights.keys()].sort()).toEqual(network.weights.map(({ name }) => name).sort());
    for (const { name, variable } of network.weights) weights.get(name)?.write(variable);
    const inputs = model.inputs.map(({ shape: [, ...axes], dtype }) => {
      const shape = [2, ...axes.map((length) => length ?? 4)];
      const count = shape.reduce((a, b) => a * b, 1);
      const values = spreadValues(count);
      return dtype === 'int32'
        ? tf.tensor(
            values.map((_, index) => index % 3),
            shape,
            'int32',
          )
        : tf.tensor(values, shape);
    });
    const given = inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs;
    const [made, wanted] = [model, network.model].map((one) =>
      [one.apply(given, { training: false })].flat(),
    ) as [tf.Tensor[], tf.Tensor[]];
    expect(made.length).toBe(wanted.length);
    for (const [place, tensor] of wanted.entries()) {
      const values = [...(made[place] as tf.Tensor).dataSync()];
      for (const [index, value] of tensor.dataSync().entries()) {
        expect(Math.abs(value - (values[index] ?? Number.NaN))).toBeLessThanOrEqual(1e-5);
      }
    }
    tf.dispose([inputs, made, wanted]);
  } finally {
    model.dispose();
    network.dispose();
  }
}
