import * as tf from '@tensorflow/tfjs';
import { chain, drawStep } from '../../unit/training/drawTraining';
import type { BenchModel, HandWritten, ModelSize } from './benchModel';

const code = 100;

/** One iteration of a DCGAN for 32×32 pixels: the discriminator's update, then the generator's. */
export function dcgan(size: ModelSize): BenchModel {
  const batchSize = size === 'usual' ? 64 : 2;
  const filters = size === 'usual' ? 64 : 8;
  return {
    title: 'DCGAN iteration',
    batchSize,
    project: drawn(filters),
    handWritten: () => written(batchSize, filters),
  };
}

function drawn(filters: number) {
  const plain = { kernelSize: [4, 4], padding: 'valid' };
  const halving = { kernelSize: [4, 4], strides: [2, 2], padding: 1 };
  const slope = { alpha: 0.2 };
  const normal = { useBias: false };
  const generator = chain(
    ['noise', 'input', { shape: [code] }],
    ['pixel', 'reshape', { targetShape: [1, 1, code] }],
    ['grow1', 'conv2dTranspose', { ...plain, ...normal, filters: 4 * filters }],
    ['norm1', 'batchNormalization'],
    ['relu1', 'relu'],
    ['grow2', 'conv2dTranspose', { ...halving, ...normal, filters: 2 * filters }],
    ['norm2', 'batchNormalization'],
    ['relu2', 'relu'],
    ['grow3', 'conv2dTranspose', { ...halving, ...normal, filters }],
    ['norm3', 'batchNormalization'],
    ['relu3', 'relu'],
    ['image', 'conv2dTranspose', { ...halving, filters: 3, activation: 'tanh' }],
  );
  const discriminator = chain(
    ['image', 'input', { shape: [32, 32, 3] }],
    ['halve1', 'conv2d', { ...halving, filters }],
    ['leak1', 'leakyRelu', slope],
    ['halve2', 'conv2d', { ...halving, ...normal, filters: 2 * filters }],
    ['norm2', 'batchNormalization'],
    ['leak2', 'leakyRelu', slope],
    ['halve3', 'conv2d', { ...halving, ...normal, filters: 4 * filters }],
    ['norm3', 'batchNormalization'],
    ['leak3', 'leakyRelu', slope],
    ['judge', 'conv2d', { ...plain, filters: 1 }],
    ['score', 'flatten'],
  );
  const adam = { learningRate: 0.0002, beta1: 0.5 };
  return drawStep(
    { generator, discriminator },
    {
      nodes: [
        ['noise', 'noise', { shape: [code] }],
        ['real', 'noise', { shape: [32, 32, 3] }],
        ['generator', 'call:generator'],
        ['onReal', 'call:discriminator'],
        ['onFake', 'call:discriminator'],
        ['discriminatorLoss', 'discriminatorLoss'],
        ['generatorLoss', 'generatorLoss'],
        ['updateDiscriminator', 'adam', { ...adam, networks: ['discriminator'] }],
        ['updateGenerator', 'adam', { ...adam, networks: ['generator'], order: 2 }],
      ],
      wires: [
        'noise → generator',
        'generator → onFake',
        'real → onReal',
        'onReal → discriminatorLoss:real',
        'onFake → discriminatorLoss:fake',
        'onFake → generatorLoss:fake',
        'discriminatorLoss → updateDiscriminator',
        'generatorLoss → updateGenerator',
      ],
    },
  );
}

function written(batchSize: number, filters: number): HandWritten {
  const plain = { kernelSize: 4, padding: 'valid' } as const;
  const halving = { kernelSize: 4, strides: 2, padding: 'same' } as const;
  const normal = { useBias: false };
  const grow = (options: { filters: number }) => [
    tf.layers.conv2dTranspose({ ...halving, ...normal, ...options }),
    tf.layers.batchNormalization(),
    tf.layers.reLU(),
  ];
  const halve = (options: { filters: number }) => [
    tf.layers.conv2d({ ...halving, ...normal, ...options }),
    tf.layers.batchNormalization(),
    tf.layers.leakyReLU({ alpha: 0.2 }),
  ];
  const generator = tf.sequential({
    layers: [
      tf.layers.reshape({ targetShape: [1, 1, code], inputShape: [code] }),
      tf.layers.conv2dTranspose({ ...plain, ...normal, filters: 4 * filters }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      ...grow({ filters: 2 * filters }),
      ...grow({ filters }),
      tf.layers.conv2dTranspose({ ...halving, filters: 3, activation: 'tanh' }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...halving, filters, inputShape: [32, 32, 3] }),
      tf.layers.leakyReLU({ alpha: 0.2 }),
      ...halve({ filters: 2 * filters }),
      ...halve({ filters: 4 * filters }),
      tf.layers.conv2d({ ...plain, filters: 1 }),
      tf.layers.flatten(),
    ],
  });
  const real = tf.randomNormal([batchSize, 32, 32, 3], 0, 1, 'float32', 1);
  const noise = tf.randomNormal([batchSize, code], 0, 1, 'float32', 2);
  const [ones, zeros] = [tf.ones([batchSize, 1]), tf.zeros([batchSize, 1])];
  const training = { training: true };
  const judge = (images: tf.Tensor) => discriminator.apply(images, training) as tf.Tensor;
  const weightsOf = (model: tf.LayersModel) =>
    model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const [judging, growing] = [weightsOf(discriminator), weightsOf(generator)];
  const [first, second] = [tf.train.adam(0.0002, 0.5), tf.train.adam(0.0002, 0.5)];
  return {
    step: () => {
      const loss = first.minimize(
        () => {
          const fake = generator.apply(noise, training) as tf.Tensor;
          return tf.add(
            tf.losses.sigmoidCrossEntropy(ones, judge(real)),
            tf.losses.sigmoidCrossEntropy(zeros, judge(fake)),
          ) as tf.Scalar;
        },
        true,
        judging,
      ) as tf.Scalar;
      second.minimize(
        () => {
          const fake = generator.apply(noise, training) as tf.Tensor;
          return tf.losses.sigmoidCrossEntropy(ones, judge(fake)) as tf.Scalar;
        },
        false,
        growing,
      );
      return loss;
    },
    parameters: [...judging, ...growing].reduce((sum, { size }) => sum + size, 0),
  };
}
