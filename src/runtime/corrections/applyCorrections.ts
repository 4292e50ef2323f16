import { correctAbsoluteGradient } from './absoluteGradient';
import { correctActivationGradients } from './activationGradients';
import { correctAveragePoolingGradient } from './averagePoolingGradient';
import { correctComparisonGradients } from './comparisonGradients';
import { correctConvolutionConfigs } from './convolutionConfigs';
import { correctConvolutionLayers } from './convolutionLayers';
import { correctDilatedConvolutionGradients } from './dilatedConvolutionGradient';
import { correctElementwiseExtremesGradients } from './elementwiseExtremesGradient';
import { correctLayerPenalties } from './layerPenalties';
import { correctMasks } from './masks';
import { correctMaximumGradient } from './maximumGradient';
import { correctMirrorPadGradient } from './mirrorPadGradient';
import { addMissingGradients } from './missingGradients';
import { correctModelExecution } from './modelExecution';
import { correctNormalizationLayers } from './normalizationLayers';
import { correctResizeGradients } from './resizeGradient';
import { correctSinglePartGradients } from './singlePartGradients';
import { correctWeightConstraints } from './weightConstraints';

let applied = false;

/** Puts right what tf.js 4.22 computes wrongly or not at all, on every backend; once. */
export function applyCorrections(): void {
  if (applied) return;
  applied = true;
  correctActivationGradients();
  correctAbsoluteGradient();
  correctComparisonGradients();
  correctAveragePoolingGradient();
  correctMirrorPadGradient();
  correctMaximumGradient();
  correctElementwiseExtremesGradients();
  correctMasks();
  correctModelExecution();
  correctResizeGradients();
  correctSinglePartGradients();
  correctDilatedConvolutionGradients();
  addMissingGradients();
  correctConvolutionLayers();
  correctConvolutionConfigs();
  correctNormalizationLayers();
  correctLayerPenalties();
  correctWeightConstraints();
}
