import * as tf from '@tensorflow/tfjs';
import { ActivityRegularization } from './activityRegularization';
import { AdaptiveInstanceNormalization } from './adaptiveInstanceNormalization';
import { Attention } from './attention';
import { BilinearUpSampling2D } from './bilinearUpSampling2d';
import { CausalMask } from './causalMask';
import { CenteredResizing } from './centeredResizing';
import { ConstantSource } from './constantSource';
import { ConvolutionalLstm2D } from './convolutionalLstm2d';
import { Cropping1D } from './cropping1d';
import { Cropping2D } from './cropping2d';
import { Cropping3D } from './cropping3d';
import { DepthToSpace } from './depthToSpace';
import { DilatedDepthwiseConv2D } from './dilatedDepthwiseConv2d';
import { Divide } from './divide';
import { EmbeddingProjection } from './embeddingProjection';
import { Expression } from './expression';
import { GatedLinearUnit } from './gatedLinearUnit';
import { GaussianNoiseSource } from './gaussianNoiseSource';
import { GaussianSampling } from './gaussianSampling';
import { GlobalAveragePooling3D } from './globalAveragePooling3d';
import { GlobalMaxPooling3D } from './globalMaxPooling3d';
import { GroupedConvolution } from './groupedConvolution';
import { GroupNormalization } from './groupNormalization';
import { GumbelSoftmax } from './gumbelSoftmax';
import { KernelNormalization } from './kernelNormalization';
import { LearnedPositions } from './learnedPositions';
import { LearnedTensor } from './learnedTensor';
import { LocalResponseNormalization } from './localResponseNormalization';
import { LogSoftmax } from './logSoftmax';
import { MatMul } from './matMul';
import { Maxout } from './maxout';
import { MaxPoolingWithIndices2D } from './maxPoolingWithIndices2d';
import { MaxUnpooling2D } from './maxUnpooling2d';
import { MinibatchStandardDeviation } from './minibatchStandardDeviation';
import { MultiHeadAttention } from './multiHeadAttention';
import { NoiseInjection } from './noiseInjection';
import { PaddedPooling } from './paddedPooling';
import { PaddingMask } from './paddingMask';
import { ParametricRelu } from './parametricRelu';
import { RecurrentLayer } from './recurrentLayer';
import { Reduce } from './reduce';
import { ReflectionPadding2D } from './reflectionPadding2d';
import { ReplicationPadding2D } from './replicationPadding2d';
import { RmsNormalization } from './rmsNormalization';
import { Scan } from './scan';
import { SeededDropout } from './seededDropout';
import { SeededNoise } from './seededNoise';
import { SelectStep } from './selectStep';
import { SeparableConv1D } from './separableConv1d';
import { SinusoidalPositions } from './sinusoidalPositions';
import { Slice } from './slice';
import { SpaceToDepth } from './spaceToDepth';
import { SpatialDropout2D } from './spatialDropout2d';
import { SpatialDropout3D } from './spatialDropout3d';
import { SpatiallyAdaptiveNormalization } from './spatiallyAdaptiveNormalization';
import { Split } from './split';
import { Stack } from './stack';
import { StochasticDepth } from './stochasticDepth';
import { Subtract } from './subtract';
import { TransposedConvolution } from './transposedConvolution';
import { UnitNormalization } from './unitNormalization';
import { UpSampling1D } from './upSampling1d';
import { UpSampling3D } from './upSampling3d';
import { ZeroPadding1D } from './zeroPadding1d';
import { ZeroPadding3D } from './zeroPadding3d';

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
  runtimeLayer('scan.ts', Scan),
  runtimeLayer('seededDropout.ts', SeededDropout),
  runtimeLayer('recurrentLayer.ts', RecurrentLayer),
  runtimeLayer('convolutionalLstm2d.ts', ConvolutionalLstm2D),
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
  runtimeLayer('activityRegularization.ts', ActivityRegularization),
  runtimeLayer('adaptiveInstanceNormalization.ts', AdaptiveInstanceNormalization),
  runtimeLayer('groupNormalization.ts', GroupNormalization),
  runtimeLayer('kernelNormalization.ts', KernelNormalization),
  runtimeLayer('minibatchStandardDeviation.ts', MinibatchStandardDeviation),
  runtimeLayer('rmsNormalization.ts', RmsNormalization),
  runtimeLayer('seededNoise.ts', SeededNoise),
  runtimeLayer('spatialDropout2d.ts', SpatialDropout2D),
  runtimeLayer('spatialDropout3d.ts', SpatialDropout3D),
  runtimeLayer('spatiallyAdaptiveNormalization.ts', SpatiallyAdaptiveNormalization),
  runtimeLayer('stochasticDepth.ts', StochasticDepth),
  runtimeLayer('unitNormalization.ts', UnitNormalization),
  runtimeLayer('bilinearUpSampling2d.ts', BilinearUpSampling2D),
  runtimeLayer('centeredResizing.ts', CenteredResizing),
  runtimeLayer('cropping1d.ts', Cropping1D),
  runtimeLayer('cropping2d.ts', Cropping2D),
  runtimeLayer('cropping3d.ts', Cropping3D),
  runtimeLayer('depthToSpace.ts', DepthToSpace),
  runtimeLayer('globalAveragePooling3d.ts', GlobalAveragePooling3D),
  runtimeLayer('globalMaxPooling3d.ts', GlobalMaxPooling3D),
  runtimeLayer('maxPoolingWithIndices2d.ts', MaxPoolingWithIndices2D),
  runtimeLayer('maxUnpooling2d.ts', MaxUnpooling2D),
  runtimeLayer('paddedPooling.ts', PaddedPooling),
  runtimeLayer('reflectionPadding2d.ts', ReflectionPadding2D),
  runtimeLayer('replicationPadding2d.ts', ReplicationPadding2D),
  runtimeLayer('spaceToDepth.ts', SpaceToDepth),
  runtimeLayer('upSampling1d.ts', UpSampling1D),
  runtimeLayer('upSampling3d.ts', UpSampling3D),
  runtimeLayer('zeroPadding1d.ts', ZeroPadding1D),
  runtimeLayer('zeroPadding3d.ts', ZeroPadding3D),
  runtimeLayer('dilatedDepthwiseConv2d.ts', DilatedDepthwiseConv2D),
  runtimeLayer('groupedConvolution.ts', GroupedConvolution),
  runtimeLayer('separableConv1d.ts', SeparableConv1D),
  runtimeLayer('transposedConvolution.ts', TransposedConvolution),
  runtimeLayer('divide.ts', Divide),
  runtimeLayer('expression.ts', Expression),
  runtimeLayer('gatedLinearUnit.ts', GatedLinearUnit),
  runtimeLayer('logSoftmax.ts', LogSoftmax),
  runtimeLayer('matMul.ts', MatMul),
  runtimeLayer('maxout.ts', Maxout),
  runtimeLayer('parametricRelu.ts', ParametricRelu),
  runtimeLayer('reduce.ts', Reduce),
  runtimeLayer('selectStep.ts', SelectStep),
  runtimeLayer('slice.ts', Slice),
  runtimeLayer('split.ts', Split),
  runtimeLayer('stack.ts', Stack),
  runtimeLayer('subtract.ts', Subtract),
];

/** Registers the layer classes with tf.js, so that models that hold them can be built and read. */
export function registerLayers(): void {
  for (const { layerClass } of runtimeLayers) tf.serialization.registerClass(layerClass as never);
}

function runtimeLayer(fileName: string, layerClass: unknown): RuntimeLayer {
  const typed = layerClass as RuntimeLayer['layerClass'];
  return { className: typed.className, fileName, layerClass: typed };
}
