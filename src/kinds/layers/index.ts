export { relu } from './activation/relu';
export { conv2d } from './convolution/conv2d';
export { dense } from './core/dense';
export { input } from './input/input';
export { add } from './merging/add';
export { maxPooling2d } from './pooling/maxPooling2d';
