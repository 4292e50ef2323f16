import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/runtime/backends';
import { expectClose, onBackend, spreadValues } from './onBackend';

const layers = tf.layers;
const image = [6, 6, 3];
const sequence = [4, 3];

/** Layers, each with a name and the shape of its input without the batch axis. */
const cases: [string, () => tf.layers.Layer, number[]][] = [
  ['dense', () => layers.dense({ units: 4 }), [5]],
  ['conv1d', () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2 }), [8, 3]],
  ['conv1d dilated', () => layers.conv1d({ filters: 2, kernelSize: 2, dilationRate: 2 }), [8, 3]],
  ['conv2d', () => layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }), image],
  ['conv2d strided', () => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }), image],
  ['conv2d relu', () => layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu' }), image],
  [
    'conv2d dilated',
    () => layers.conv2d({ filters: 4, kernelSize: 2, dilationRate: 2, padding: 'same' }),
    image,
  ],
  ['conv3d', () => layers.conv3d({ filters: 2, kernelSize: 2 }), [4, 4, 4, 2]],
  ['conv2dTranspose', () => layers.conv2dTranspose({ filters: 4, kernelSize: 3 }), image],
  [
    'conv2dTranspose strided',
    () => layers.conv2dTranspose({ filters: 4, kernelSize: 4, strides: 2, padding: 'same' }),
    image,
  ],
  [
    'conv3dTranspose',
    () => layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
    [3, 3, 3, 2],
  ],
  ['depthwiseConv2d', () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }), image],
  ['separableConv2d', () => layers.separableConv2d({ filters: 4, kernelSize: 3 }), image],
  ['maxPooling1d', () => layers.maxPooling1d({ poolSize: 2 }), [8, 3]],
  ['maxPooling2d', () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), image],
  ['maxPooling3d', () => layers.maxPooling3d({ poolSize: 2 }), [4, 4, 4, 2]],
  ['averagePooling1d', () => layers.averagePooling1d({ poolSize: 2 }), [8, 3]],
  ['averagePooling2d', () => layers.averagePooling2d({ poolSize: 3, padding: 'same' }), [5, 5, 3]],
  ['averagePooling3d', () => layers.averagePooling3d({ poolSize: 2 }), [4, 4, 4, 2]],
  ['globalAveragePooling2d', () => layers.globalAveragePooling2d({}), image],
  ['globalMaxPooling2d', () => layers.globalMaxPooling2d({}), image],
  ['upSampling2d nearest', () => layers.upSampling2d({ size: [2, 2] }), image],
  [
    'upSampling2d bilinear',
    () => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    image,
  ],
  [
    'zeroPadding2d',
    () =>
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ],
      }),
    image,
  ],
  [
    'cropping2D',
    () =>
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
      }),
    image,
  ],
  ['batchNormalization', () => layers.batchNormalization({}), image],
  ['layerNormalization', () => layers.layerNormalization({}), [5]],
  ['simpleRNN', () => layers.simpleRNN({ units: 4, returnSequences: true }), sequence],
  ['lstm', () => layers.lstm({ units: 4 }), sequence],
  ['gru', () => layers.gru({ units: 4 }), sequence],
  [
    'bidirectional',
    () => layers.bidirectional({ layer: layers.gru({ units: 3 }), mergeMode: 'concat' }),
    sequence,
  ],
  [
    'timeDistributed',
    () => layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3 }) }),
    [2, 5, 5, 2],
  ],
  ['convLstm2d', () => layers.convLstm2d({ filters: 2, kernelSize: 3 }), [2, 5, 5, 2]],
  ['prelu', () => layers.prelu({ alphaInitializer: 'randomNormal' }), [5]],
  ['elu', () => layers.elu(), [5]],
  ['leakyReLU', () => layers.leakyReLU({}), [5]],
  ['thresholdedReLU', () => layers.thresholdedReLU({ theta: 0.3 }), [5]],
  ['softmax', () => layers.softmax({}), [5]],
  ['permute', () => layers.permute({ dims: [2, 1] }), sequence],
  ['repeatVector', () => layers.repeatVector({ n: 3 }), [5]],
  ['flatten', () => layers.flatten(), image],
];

const activations = [
  ...['elu', 'relu', 'relu6', 'selu', 'sigmoid', 'hardSigmoid', 'softmax', 'softplus', 'softsign'],
  ...['tanh', 'swish', 'mish', 'gelu', 'gelu_new', 'linear'],
] as const;

const count = (shape: number[]) => shape.reduce((product, size) => product * size, 1);

/** Gradients of a fixed weighting of the layer's output, by its weights and its input. */
function gradientsOf(model: tf.Sequential, x: tf.Tensor): tf.Tensor[] {
  const objective = (input: tf.Tensor): tf.Scalar => {
    const y = model.apply(input, { training: true }) as tf.Tensor;
    return tf.sum(tf.mul(y, tf.tensor(spreadValues(y.size, 5), y.shape)));
  };
  const trained = model.trainableWeights.length > 0;
  const grads = trained ? tf.variableGrads(() => objective(x)).grads : {};
  const byWeights = model.trainableWeights.map(({ originalName, name }) => {
    const gradient = grads[name] ?? grads[originalName];
    if (!gradient) throw new Error(`no gradient for ${name}`);
    return gradient;
  });
  return x.dtype === 'int32' ? byWeights : [tf.grad(objective)(x), ...byWeights];
}

async function expectSameGradients(
  layer: tf.layers.Layer,
  inputShape: number[],
  x: () => tf.Tensor,
): Promise<void> {
  await startBackend('cpu');
  const model = tf.sequential({ layers: [layers.inputLayer({ inputShape }), layer] });
  // Zero biases would hide what depends on them.
  model.setWeights(
    model
      .getWeights()
      .map((weight) =>
        weight.rank === 1 ? tf.tensor1d(spreadValues(weight.size, 3)).mul(0.1).add(0.5) : weight,
      ),
  );
  const expected = await onBackend('cpu', () => gradientsOf(model, x()));
  const found = await onBackend('wasm', () => gradientsOf(model, x()));
  expect(expected.length).toBeGreaterThan(0);
  for (const [i, values] of expected.entries()) {
    expect(values.some((value) => Math.abs(value) > 1e-6)).toBe(true);
    expectClose(found[i]!, values);
  }
  model.dispose();
}

describe('every layer has the same gradients on WASM as on the CPU backend', () => {
  it.each(cases)('%s', async (_name, create, shape) => {
    const x = () => tf.tensor(spreadValues(2 * count(shape)), [2, ...shape]);
    await expectSameGradients(create(), shape, x);
  });

  it('embedding', async () => {
    const layer = layers.embedding({ inputDim: 7, outputDim: 3 });
    await expectSameGradients(layer, [4], () =>
      tf.tensor2d([0, 3, 3, 1, 6, 3, 0, 2], [2, 4], 'int32'),
    );
  });

  it.each(activations)('dense with activation %s', async (activation) => {
    const layer = layers.dense({ units: 4, activation: activation as 'relu' });
    await expectSameGradients(layer, [5], () => tf.tensor(spreadValues(15), [3, 5]));
  });
});

describe('a convolutional network trains on WASM', () => {
  beforeAll(async () => {
    await startBackend('wasm');
  });

  it('learns, and holds no more tensors after fifty steps than after one', async () => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 7 });
    const model = tf.sequential({
      layers: [
        layers.conv2d({
          inputShape: [8, 8, 1],
          filters: 4,
          kernelSize: 3,
          activation: 'tanh',
          kernelInitializer,
        }),
        layers.batchNormalization({}),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dropout({ rate: 0.1, seed: 7 }),
        layers.dense({ units: 3, activation: 'softmax', kernelInitializer }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy' });
    const x = tf.tensor(spreadValues(12 * 64), [12, 8, 8, 1]);
    const y = tf.oneHot(
      Array.from({ length: 12 }, (_, i) => i % 3),
      3,
    );
    const first = (await model.trainOnBatch(x, y)) as number;
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let step = 0; step < 50; step++) last = (await model.trainOnBatch(x, y)) as number;
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last).toBeLessThan(first / 2);
  });
});
