import * as tf from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import { layerModule } from '../../../src/codegen/tfjs-ts/layerFactories';
import { generateBackend, runningParts } from '../../../src/codegen/tfjs-ts/runningParts';
import * as comparisonGradients from '../../../src/runtime/corrections/comparisonGradients';
import * as masks from '../../../src/runtime/corrections/masks';
import * as modelExecution from '../../../src/runtime/corrections/modelExecution';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { runGenerated } from './runGenerated';

const modules = {
  '@tensorflow/tfjs-backend-wasm': wasm,
  './corrections/comparisonGradients': comparisonGradients,
  './corrections/masks': masks,
  './corrections/modelExecution': modelExecution,
  ...Object.fromEntries(
    runtimeLayers.map(({ className, layerClass }) => [
      `./layers/${layerModule(className)}`,
      { [className]: layerClass },
    ]),
  ),
};

it('an exported network predicts though self-attention takes one tensor twice', async () => {
  const analysis = analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [3, 4] }],
        ['words', 'dense', { units: 4 }],
        ['attention', 'multiHeadAttention', { heads: 2, keyDim: 2 }],
        ['sum', 'add'],
      ],
      [
        'x → words',
        'words → attention:query',
        'words → attention:value',
        'words → sum:a',
        'attention → sum:b',
      ],
    ),
  );
  const parts = runningParts(kerasLayers(analysis).layers);
  expect(parts.map(({ module }) => module)).toEqual(['corrections/modelExecution']);
  const { buildModel } = runGenerated(
    generateModel(analysis, { project: 'Exported' }).code,
    modules,
  ) as { buildModel(): tf.LayersModel };
  await tf.setBackend('wasm');
  const x = tf.randomNormal([2, 3, 4]);
  expect(() => buildModel().predict(x)).toThrow();
  const { startBackend } = runGenerated(generateBackend(parts), modules) as {
    startBackend(): Promise<void>;
  };
  await startBackend();
  const y = buildModel().predict(x) as tf.Tensor;
  expect(y.shape).toEqual([2, 3, 4]);
  expect(y.dataSync().every(Number.isFinite)).toBe(true);
});

it('an exported network passes over padding, in the sequence alone that has it', async () => {
  const analysis = analyseMain(
    drawNetwork(
      [
        ['x', 'input', { shape: [null], dtype: 'int32' }],
        ['rows', 'embedding', { inputDim: 5, outputDim: 3, maskZero: true }],
        ['encoder', 'lstm', { units: 4 }],
        ['repeated', 'repeatVector', { n: 6 }],
        ['decoder', 'gru', { units: 2, returnSequences: true }],
      ],
      ['x → rows', 'rows → encoder', 'encoder → repeated', 'repeated → decoder'],
    ),
  );
  const parts = runningParts(kerasLayers(analysis).layers);
  expect(parts.map(({ module }) => module)).toContain('corrections/masks');
  const { buildModel } = runGenerated(
    generateModel(analysis, { project: 'Exported' }).code,
    modules,
  ) as { buildModel(): tf.LayersModel };
  const { startBackend } = runGenerated(generateBackend(parts), modules) as {
    startBackend(): Promise<void>;
  };
  await startBackend();
  const model = buildModel();
  const predict = (tokens: number[]): Float32Array =>
    (model.predict(tf.tensor2d([tokens], undefined, 'int32')) as tf.Tensor).dataSync<'float32'>();
  const short = predict([3, 1, 4]);
  expect(short.length).toBe(12);
  for (const [index, value] of predict([3, 1, 4, 0, 0]).entries()) {
    expect(value).toBeCloseTo(short[index] as number, 5);
  }
});
