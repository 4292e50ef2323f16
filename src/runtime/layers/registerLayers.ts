import * as tf from '@tensorflow/tfjs';
import { Attention } from './attention';
import { CausalMask } from './causalMask';
import { ConstantSource } from './constantSource';
import { EmbeddingProjection } from './embeddingProjection';
import { GaussianNoiseSource } from './gaussianNoiseSource';
import { GaussianSampling } from './gaussianSampling';
import { GumbelSoftmax } from './gumbelSoftmax';
import { LearnedPositions } from './learnedPositions';
import { LearnedTensor } from './learnedTensor';
import { LocalResponseNormalization } from './localResponseNormalization';
import { MultiHeadAttention } from './multiHeadAttention';
import { NoiseInjection } from './noiseInjection';
import { PaddedAveragePooling2D } from './paddedAveragePooling2d';
import { PaddedMaxPooling2D } from './paddedMaxPooling2d';
import { PaddingMask } from './paddingMask';
import { RecurrentLayer } from './recurrentLayer';
import { SeededDropout } from './seededDropout';
import { SinusoidalPositions } from './sinusoidalPositions';

/** A layer class that tf.js lacks, and the file that code export ships for it. */
export interface RuntimeLayer {
  readonly className: string;
  /** Relative to src/runtime/layers; the file imports nothing but tf.js and registers its class. */
  readonly fileName: string;
  readonly layerClass: tf.serialization.SerializableConstructor<tf.layers.Layer>;
}

/** Every layer class that tf.js lacks and Netloom supplies. */
export const runtimeLayers: readonly RuntimeLayer[] = [
  runtimeLayer('localResponseNormalization.ts', LocalResponseNormalization),
  runtimeLayer('paddedMaxPooling2d.ts', PaddedMaxPooling2D),
  runtimeLayer('paddedAveragePooling2d.ts', PaddedAveragePooling2D),
  runtimeLayer('seededDropout.ts', SeededDropout),
  runtimeLayer('recurrentLayer.ts', RecurrentLayer),
  runtimeLayer('learnedPositions.ts', LearnedPositions),
  runtimeLayer('sinusoidalPositions.ts', SinusoidalPositions),
  runtimeLayer('attention.ts', Attention),
  runtimeLayer('causalMask.ts', CausalMask),
  runtimeLayer('constantSource.ts', ConstantSource),
  runtimeLayer('embeddingProjection.ts', EmbeddingProjection),
  runtimeLayer('gaussianNoiseSource.ts', GaussianNoiseSource),
  runtimeLayer('gaussianSampling.ts', GaussianSampling),
  runtimeLayer('gumbelSoftmax.ts', GumbelSoftmax),
  runtimeLayer('learnedTensor.ts', LearnedTensor),
  runtimeLayer('multiHeadAttention.ts', MultiHeadAttention),
  runtimeLayer('noiseInjection.ts', NoiseInjection),
  runtimeLayer('paddingMask.ts', PaddingMask),
];

/** Registers the layer classes with tf.js, so that models that hold them can be built and read. */
export function registerLayers(): void {
  for (const { layerClass } of runtimeLayers) tf.serialization.registerClass(layerClass as never);
}

function runtimeLayer(fileName: string, layerClass: unknown): RuntimeLayer {
  const typed = layerClass as RuntimeLayer['layerClass'];
  return { className: typed.className, fileName, layerClass: typed };
}
