import { currentAttention, fitsBlock } from './attentionTasks';
import { runJob } from './jobs';
import { ATTENTION, ATTENTION_GRADIENT } from './recurrentTasks';

/**
 * Sets what `attend` and `attendBack` work on: their sizes, what products of queries and keys are
 * multiplied by, and what queries may not look at: later places if `causal`, and keys whose number in
 * a mask [batch, keys], or [batch, queries, keys] with `maskRows`, is 0 (the mask 0: none).
 */
export function setAttention(
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  width: i32,
  valueWidth: i32,
  scale: f32,
  causal: bool,
  mask: usize,
  maskRows: bool,
): void {
  const attention = currentAttention();
  attention.batch = batch;
  attention.heads = heads;
  attention.queries = queries;
  attention.keys = keys;
  attention.width = width;
  attention.valueWidth = valueWidth;
  attention.scale = scale;
  attention.causal = <i32>causal;
  attention.mask = mask;
  attention.maskRows = <i32>maskRows;
}

/** Whether attention over so many keys can be worked out. */
export function canAttend(keys: i32): bool {
  return fitsBlock(keys);
}

/**
 * Scaled dot-product attention: query [batch, queries, heads · width], key [batch, keys, heads ·
 * width], value [batch, keys, heads · valueWidth] → out [batch, queries, heads · valueWidth] and,
 * where that is not 0, weights [batch, heads, queries, keys].
 */
export function attend(query: usize, key: usize, value: usize, out: usize, weights: usize): void {
  const attention = currentAttention();
  attention.query = query;
  attention.key = key;
  attention.value = value;
  attention.out = out;
  attention.weights = weights;
  runJob(ATTENTION, attention.batch * attention.heads);
}

/** The gradients of `attend` from those of its result and (0: none) of the weights it gave. */
export function attendBack(
  query: usize,
  key: usize,
  value: usize,
  weights: usize,
  outGradient: usize,
  weightsGradient: usize,
  queryGradient: usize,
  keyGradient: usize,
  valueGradient: usize,
): void {
  const attention = currentAttention();
  attention.query = query;
  attention.key = key;
  attention.value = value;
  attention.weights = weights;
  attention.outGradient = outGradient;
  attention.weightsGradient = weightsGradient;
  attention.queryGradient = queryGradient;
  attention.keyGradient = keyGradient;
  attention.valueGradient = valueGradient;
  runJob(ATTENTION_GRADIENT, attention.batch * attention.heads);
}
