import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import { formatCode } from '../../../src/codegen/tfjs-ts/formatCode';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import {
  factoryClassNames,
  layerFactory,
  layerModule,
} from '../../../src/codegen/tfjs-ts/layerFactories';
import { tsconfigFile } from '../../../src/codegen/tfjs-ts/projectFiles';
import { gatherFiles } from '../../../src/codegen/tfjs-ts/shippedFiles';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { drawProject, mainOf } from '../../unit/blocks/drawProject';
import { createLayer } from '../kinds/tfjsLayer';
import { blockDrawings } from './blockDrawings';
import { codeOf } from './compareGenerated';
import { exampleGraphs } from './exampleGraphs';
import { runGenerated } from './runGenerated';
import { sourceText } from './sources';

const layerClasses = Object.fromEntries(
  runtimeLayers.map(({ className, layerClass }) => [
    `./layers/${layerModule(className)}`,
    { [className]: layerClass },
  ]),
);

const cases = exampleGraphs.map((graph) => ({
  ...graph,
  code: generateModel(graph.analysis, { project: graph.project.name }).code,
}));

function buildGenerated(code: string): tf.LayersModel {
  const { buildModel } = runGenerated(code, layerClasses) as { buildModel(): tf.LayersModel };
  return buildModel();
}

/** A layer's configuration without what differs from one layer to the next. */
function settings(layer: tf.layers.Layer): object {
  const { name: _name, batchInputShape: _shape, dtype: _dtype, ...rest } = layer.getConfig();
  return { className: layer.getClassName(), ...rest };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  // tf.js takes minutes to fill a large orthogonal matrix; values play no part here.
  const orthogonal = Object.getPrototypeOf(tf.initializers.orthogonal({}));
  vi.spyOn(orthogonal, 'apply').mockImplementation(((shape: number[]) => tf.zeros(shape)) as never);
});

afterEach(() => tf.disposeVariables());

describe('model.ts', () => {
  it.each(cases)('of $name builds the network that its kind describes', ({ code, analysis }) => {
    const model = buildGenerated(code);
    // Of a node with several outputs that nothing takes, the first is the network's.
    const types = analysis.outputs.map(
      (id) => Object.values(analysis.nodes.get(id)?.outputs ?? {})[0]?.shape,
    );
    expect(model.outputs.map((output) => output.shape.slice(1))).toEqual(types);
    const found = model.layers.flatMap((layer) =>
      layer.weights.map((weight) => ({
        name: `${layer.name}/${weight.originalName.split('/').at(-1)}`,
        shape: weight.shape,
      })),
    );
    const wanted = [...analysis.nodes].flatMap(([id, node]) =>
      (node.costs?.weights ?? []).map(({ name, shape }) => ({ name: `${id}/${name}`, shape })),
    );
    expect(found).toEqual(wanted);
  });

  it.each(cases)('of $name leaves out only what tf.js takes anyway', ({ code, analysis }) => {
    const model = buildGenerated(code);
    for (const layer of kerasLayers(analysis).layers) {
      if (layer.className === 'InputLayer') continue;
      expect(settings(model.getLayer(layer.name))).toEqual(settings(createLayer(layer)));
    }
  });

  it.each(cases)('of $name is laid out as Prettier would', async ({ code }) => {
    expect(await formatCode(code)).toBe(code);
  });

  it('type-checks for every example of every kind and for networks of blocks', async () => {
    const virtual = path.resolve('tests/contracts/codegen/virtual');
    const layers = await gatherFiles(
      runtimeLayers.map(({ className }) => `runtime/layers/${layerModule(className)}.ts`),
      sourceText,
    );
    const texts = new Map<string, string>();
    for (const [name, text] of Object.entries(layers.files))
      texts.set(path.join(virtual, name), text);
    const networks = Object.values(blockDrawings).map((graphs, number) => ({
      name: `network ${number}`,
      code: codeOf(mainOf(drawProject(graphs))),
    }));
    const models = [...cases, ...networks].map(({ code, name }) => {
      const file = path.join(virtual, `${name.replace(' ', '')}.ts`);
      texts.set(file, code);
      return file;
    });
    expect(typeErrors(models, texts)).toEqual([]);
  });
});

/** The type errors of files that exist only in memory, under the exported project's own settings. */
function typeErrors(roots: string[], texts: ReadonlyMap<string, string>): string[] {
  const { options } = ts.convertCompilerOptionsFromJson(
    JSON.parse(tsconfigFile).compilerOptions,
    process.cwd(),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  // The folders exist no more than the files do.
  host.directoryExists = undefined;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram(roots, options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file ? path.basename(file.fileName) : ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}

describe('the table of layer factories', () => {
  /** The least arguments with which tf.js makes each layer. */
  const least: Readonly<Record<string, object>> = {
    Activation: { activation: 'relu' },
    AlphaDropout: { rate: 0.5 },
    Conv1D: { filters: 1, kernelSize: 1 },
    Conv2D: { filters: 1, kernelSize: 1 },
    Conv2DTranspose: { filters: 1, kernelSize: 1 },
    Conv3D: { filters: 1, kernelSize: 1 },
    Conv3DTranspose: { filters: 1, kernelSize: 1 },
    DepthwiseConv2D: { kernelSize: 1 },
    SeparableConv2D: { filters: 1, kernelSize: 1 },
    ConvLSTM2D: { filters: 1, kernelSize: 1 },
    Dense: { units: 1 },
    Dot: { axes: 1 },
    Dropout: { rate: 0.5 },
    Embedding: { inputDim: 1, outputDim: 1 },
    GaussianDropout: { rate: 0.5 },
    GaussianNoise: { stddev: 1 },
    GRU: { units: 1 },
    LSTM: { units: 1 },
    Permute: { dims: [1] },
    RepeatVector: { n: 1 },
    Reshape: { targetShape: [1] },
    SimpleRNN: { units: 1 },
    SpatialDropout1D: { rate: 0.5 },
  };

  it.each(factoryClassNames)('makes a %s with the function it names', (className) => {
    const factory = layerFactory(className);
    const layers = tf.layers as unknown as Record<string, (config: object) => tf.layers.Layer>;
    const layer = layers[factory?.name ?? '']?.(least[className] ?? {});
    expect(layer?.getClassName()).toBe(className);
  });

  it('knows every class that a kind stands for, or Netloom supplies it', () => {
    const used = exampleGraphs.flatMap(({ analysis }) =>
      kerasLayers(analysis).layers.map(({ className }) => className),
    );
    const supplied = runtimeLayers.map(({ className }) => className);
    const unknown = used.filter(
      (className) =>
        className !== 'InputLayer' && !layerFactory(className) && !supplied.includes(className),
    );
    expect(unknown).toEqual([]);
  });

  it.each(runtimeLayers)('finds the file of $className', ({ className, fileName }) => {
    expect(`${layerModule(className)}.ts`).toBe(fileName);
  });
});
