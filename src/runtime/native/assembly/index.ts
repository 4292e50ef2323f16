export {
  canConvolve,
  canConvolveBack,
  convolve,
  convolveBack,
  convolveForFilter,
  filterGradientGroups,
  kernelPanelBytes,
  setConvolution,
  tapPanelBytes,
} from './convolutionJobs';
export {
  canConvolveDepthwise,
  canConvolveDepthwiseBack,
  convolveDepthwise,
  convolveDepthwiseBack,
  convolveDepthwiseForFilter,
  depthwiseFilterGradientGroups,
} from './depthwiseJobs';
export { help } from './jobs';
export { multiplyMatrices } from './matrixJobs';
export { averagePoolBack, maxPoolBack, pool } from './poolingJobs';
export {
  readSequence,
  readSequenceBack,
  sequenceInputGradient,
  sequencePanelBytes,
  sequenceWeightGradients,
  setSequence,
} from './recurrentJobs';
export { begin, CONTROL_BYTES, SCRATCH_BYTES } from './threadMemory';
