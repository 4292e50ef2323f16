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
export { help } from './jobs';
export { multiplyMatrices } from './matrixJobs';
export { begin, CONTROL_BYTES, SCRATCH_BYTES } from './threadMemory';
