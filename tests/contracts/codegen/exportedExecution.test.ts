import * as tf from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { kerasLayers } from '../../../src/analysis/kerasLayers';
import { generateModel } from '../../../src/codegen/tfjs-ts/generateModel';
import { layerModule } from '../../../src/codegen/tfjs-ts/layerFactories';
import { generateBackend, runningParts } from '../../../src/codegen/tfjs-ts/runningParts';
import * as modelExecution from '../../../src/runtime/corrections/modelExecution';
import { runtimeLayers } from '../../../src/runtime/layers/registerLayers';
import { analyseMain, drawNetwork } from '../../unit/analysis/drawNetwork';
import { runGenerated } from './runGenerated';

const modules = {
  '@tensorflow/tfjs-backend-wasm': wasm,
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
