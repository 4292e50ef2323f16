export { attend, attendBack, canAttend, setAttention } from './attentionJobs';
export {
  canConvolve,
  canConvolveBack,
  convolve,
  convolveBack,
  convolveForFilter,
  filterGradientGroups,
  isBackQuicker,
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
export { makePairs } from './elementwisePairJobs';
export { addMiddle, middleSumBytes } from './elementwiseSumJobs';
export { updateWeight } from './elementwiseUpdateJobs';
export { firstBadIndex, gather, sumSegments } from './gatherJobs';
export { padImages } from './imagePaddingJobs';
export { dismiss, help } from './jobs';
export { factorGradientGroups, multiplyForFactor, multiplyMatrices } from './matrixJobs';
export {
  batchNormalizationBytes,
  moveAverage,
  normalizeBatch,
  normalizeBatchBack,
  normalizeWith,
} from './normalizationBatchJobs';
export { normalizeRows, normalizeRowsBack, rowGradientBytes } from './normalizationLayerJobs';
export { averagePoolBack, maxPoolBack, pool } from './poolingJobs';
export {
  readSequence,
  readSequenceBack,
  sequenceInputGradient,
  sequencePanelBytes,
  sequenceWeightGradients,
  setSequence,
} from './recurrentJobs';
export { begin, CONTROL_BYTES, THREAD_BYTES } from './threadMemory';
