import { weighRow, weighRowBack } from './attentionSoftmax';
import { ADD_TO_OUTPUT } from './finishRow';
import { multiplyBlock } from './matrixProduct';
import { ownMemory, SCRATCH_BYTES, SIZES_AT, sharedMemory } from './threadMemory';

/** Bytes of a thread's own memory that hold a block of weights; the rest is for packed factors. */
const BLOCK_BYTES = SCRATCH_BYTES / 2;
/** Columns that are multiplied at a time: 16 of them take 64 KiB of packed factors. */
const COLUMNS = 64;

/**
 * Attention in several heads, whose queries, keys, values and results lie beside each other,
 * [batch, places, heads · width]; a task is one head of one example.
 */
@unmanaged
export class Attention {
  batch: i32;
  heads: i32;
  queries: i32;
  keys: i32;
  width: i32;
  valueWidth: i32;
  scale: f32;
  /** 1: a query sees the keys at its own place and before it. */
  causal: i32;
  /** [batch, keys] or, with `maskRows` 1, [batch, queries, keys]; 0: nothing is hidden. */
  mask: usize;
  maskRows: i32;
  query: usize;
  key: usize;
  value: usize;
  out: usize;
  /** [batch, heads, queries, keys]; 0 where they are not wanted afterwards. */
  weights: usize;
  /** What follows is the backward pass's; `weightsGradient` may be 0. */
  outGradient: usize;
  weightsGradient: usize;
  queryGradient: usize;
  keyGradient: usize;
  valueGradient: usize;
}

/** The attention at work: it is the same for all jobs until it is set anew. */
export function currentAttention(): Attention {
  return changetype<Attention>(sharedMemory() + SIZES_AT);
}

/** Queries that are worked on at a time. */
function queriesOfBlock(attention: Attention): i32 {
  return min(attention.queries, BLOCK_BYTES / (4 * attention.keys));
}

/** Whether a block of one query at least fits a thread's memory. */
export function fitsBlock(keys: i32): bool {
  return keys <= BLOCK_BYTES / (4 * 24);
}

/** Where a head of an example begins in [batch, places, heads · width]. */
function headAt(from: usize, index: i32, heads: i32, places: i32, width: i32): usize {
  const example = <usize>(index / heads) * <usize>places * <usize>(heads * width);
  return from + (example + <usize>((index % heads) * width)) * 4;
}

/** One head of one example. */
export function attentionTask(attention: Attention, index: i32): void {
  const heads = attention.heads;
  const queries = attention.queries;
  const keys = attention.keys;
  const width = attention.width;
  const valueWidth = attention.valueWidth;
  const rowBytes = <usize>(heads * width) * 4;
  const valueRowBytes = <usize>(heads * valueWidth) * 4;
  const weightRowBytes = <usize>keys * 4;
  const query = headAt(attention.query, index, heads, queries, width);
  const key = headAt(attention.key, index, heads, keys, width);
  const value = headAt(attention.value, index, heads, keys, valueWidth);
  const out = headAt(attention.out, index, heads, queries, valueWidth);
  const block = queriesOfBlock(attention);
  for (let first = 0; first < queries; first += block) {
    const rows = min(block, queries - first);
    const weights =
      attention.weights === 0
        ? ownMemory()
        : attention.weights + <usize>(index * queries + first) * weightRowBytes;
    multiply(
      query + <usize>first * rowBytes,
      rowBytes,
      4,
      key,
      4,
      rowBytes,
      weights,
      weightRowBytes,
      rows,
      width,
      keys,
      0,
    );
    for (let row = 0; row < rows; row++) {
      const place = first + row;
      const maskRow = attention.maskRows !== 0 ? (index / heads) * queries + place : index / heads;
      weighRow(
        weights + <usize>row * weightRowBytes,
        keys,
        attention.scale,
        attention.mask === 0 ? <usize>0 : attention.mask + <usize>maskRow * weightRowBytes,
        attention.causal !== 0 ? place + 1 : keys,
      );
    }
    multiply(
      weights,
      weightRowBytes,
      4,
      value,
      valueRowBytes,
      4,
      out + <usize>first * valueRowBytes,
      valueRowBytes,
      rows,
      keys,
      valueWidth,
      0,
    );
  }
}

/** The gradients of one head of one example. */
export function attentionGradientTask(attention: Attention, index: i32): void {
  const heads = attention.heads;
  const queries = attention.queries;
  const keys = attention.keys;
  const width = attention.width;
  const valueWidth = attention.valueWidth;
  const rowBytes = <usize>(heads * width) * 4;
  const valueRowBytes = <usize>(heads * valueWidth) * 4;
  const weightRowBytes = <usize>keys * 4;
  const query = headAt(attention.query, index, heads, queries, width);
  const key = headAt(attention.key, index, heads, keys, width);
  const value = headAt(attention.value, index, heads, keys, valueWidth);
  const out = headAt(attention.outGradient, index, heads, queries, valueWidth);
  const queryGradient = headAt(attention.queryGradient, index, heads, queries, width);
  const keyGradient = headAt(attention.keyGradient, index, heads, keys, width);
  const valueGradient = headAt(attention.valueGradient, index, heads, keys, valueWidth);
  const block = queriesOfBlock(attention);
  const scores = ownMemory();
  for (let first = 0; first < queries; first += block) {
    const rows = min(block, queries - first);
    const offset = <usize>(index * queries + first) * weightRowBytes;
    const weights = attention.weights + offset;
    const outRows = out + <usize>first * valueRowBytes;
    const queryRows = query + <usize>first * rowBytes;
    const adds = first > 0 ? ADD_TO_OUTPUT : 0;
    multiply(
      weights,
      4,
      weightRowBytes,
      outRows,
      valueRowBytes,
      4,
      valueGradient,
      valueRowBytes,
      keys,
      rows,
      valueWidth,
      adds,
    );
    let given = 0;
    if (attention.weightsGradient !== 0) {
      memory.copy(scores, attention.weightsGradient + offset, <usize>rows * weightRowBytes);
      given = ADD_TO_OUTPUT;
    }
    multiply(
      outRows,
      valueRowBytes,
      4,
      value,
      4,
      valueRowBytes,
      scores,
      weightRowBytes,
      rows,
      valueWidth,
      keys,
      given,
    );
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * weightRowBytes;
      weighRowBack(scores + at, weights + at, keys, attention.scale);
    }
    multiply(
      scores,
      weightRowBytes,
      4,
      key,
      rowBytes,
      4,
      queryGradient + <usize>first * rowBytes,
      rowBytes,
      rows,
      keys,
      width,
      0,
    );
    multiply(
      scores,
      4,
      weightRowBytes,
      queryRows,
      rowBytes,
      4,
      keyGradient,
      rowBytes,
      keys,
      rows,
      width,
      adds,
    );
  }
}

/** A product of parts of matrices, some columns at a time; strides are bytes. */
function multiply(
  left: usize,
  leftRowBytes: usize,
  leftStepBytes: usize,
  right: usize,
  rightStepBytes: usize,
  rightColumnBytes: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  finish: i32,
): void {
  for (let column = 0; column < columns; column += COLUMNS) {
    multiplyBlock(
      left,
      leftRowBytes,
      leftStepBytes,
      right + <usize>column * rightColumnBytes,
      rightStepBytes,
      rightColumnBytes,
      out + <usize>column * 4,
      outRowBytes,
      rows,
      inner,
      min(COLUMNS, columns - column),
      0,
      finish,
      ownMemory() + BLOCK_BYTES,
    );
  }
}
