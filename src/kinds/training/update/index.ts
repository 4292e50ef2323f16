export { adagrad } from './adagrad';
export { adam } from './adam';
export { adamw } from './adamw';
export { momentum } from './momentum';
export { prune } from './prune';
export { rmsprop } from './rmsprop';
export { sgd } from './sgd';
