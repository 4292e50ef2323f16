import { multiplyRun } from './multiplyRun';
import { PANEL_STEP } from './packPanels';
import { SIZES_AT, sharedMemory } from './threadMemory';
import { TILE_COLUMNS, TILE_ROWS } from './tileSizes';
import { loadLanes, storeLanes } from './vectors';

/**
 * A recurrent layer at work. A batch's rows never meet, so each task leads some rows through the
 * whole sequence. Steps have a place in time (the input's) and one in the order of reading.
 *
 * Sums of gates lie at their time, [batch, steps, gateWidth]; states where the layer's output has
 * them, [batch, steps, units]; memories, which only the backward pass sees, in the order of reading.
 */
@unmanaged
export class RecurrentSequence {
  /** As JavaScript numbers it. */
  cell: i32;
  activation: i32;
  gateActivation: i32;
  batch: i32;
  steps: i32;
  units: i32;
  gateWidth: i32;
  rowsOfTask: i32;
  /** 1: the last step is read first. */
  backwards: i32;
  /** 1: the state after the last step that is read lies first. */
  turned: i32;
  gates: usize;
  states: usize;
  stateRowBytes: usize;
  stateStepBytes: usize;
  memories: usize;
  memoryRowBytes: usize;
  memoryStepBytes: usize;
  /** States and memories before the first step and after the last, [batch, units]; 0: not wanted. */
  firstState: usize;
  firstMemory: usize;
  lastState: usize;
  lastMemory: usize;
  /** [batch, steps], 0 where a step is left out; 0: all are read. */
  mask: usize;
  /** The packed matrix of the state: all of it, or its part for the gates and that for the state. */
  panels: usize;
  statePanels: usize;
  /** A bias inside the reset gate, [3 · units]; 0: none. */
  stateBias: usize;
  /** What follows is the backward pass's: [batch, steps, units], 0 where only the last state counts. */
  stateGradients: usize;
  /** [batch, steps, gateWidth], at their time. */
  gateGradients: usize;
  /** The gradients of the last state and memory, which become those of the first ones. */
  stateGradient: usize;
  memoryGradient: usize;
  /** The states with which the matrix was multiplied, and those after a reset gate, at their time. */
  statesBefore: usize;
  resetStates: usize;
}

/** The layer at work: it is the same for all jobs until it is set anew. */
export function currentSequence(): RecurrentSequence {
  return changetype<RecurrentSequence>(sharedMemory() + SIZES_AT);
}

/** The first row of a task. */
export function firstRowOf(sequence: RecurrentSequence, index: i32): i32 {
  return index * sequence.rowsOfTask;
}

/** How many rows a task has. */
export function rowsOf(sequence: RecurrentSequence, index: i32): i32 {
  return min(sequence.rowsOfTask, sequence.batch - firstRowOf(sequence, index));
}

/** The time of the step that is read as so manieth. */
export function timeOf(sequence: RecurrentSequence, place: i32): i32 {
  return sequence.backwards !== 0 ? sequence.steps - 1 - place : place;
}

/** Where among the states that after a step lies. */
function stepOf(sequence: RecurrentSequence, place: i32): i32 {
  return sequence.turned !== 0 ? sequence.steps - 1 - place : place;
}

/** Where the state of a row after a step is. */
export function stateAt(sequence: RecurrentSequence, row: i32, place: i32): usize {
  const step = stepOf(sequence, place);
  return (
    sequence.states + <usize>row * sequence.stateRowBytes + <usize>step * sequence.stateStepBytes
  );
}

/** Where the state of a row before a step is. */
export function stateBefore(sequence: RecurrentSequence, row: i32, place: i32): usize {
  if (place > 0) return stateAt(sequence, row, place - 1);
  return sequence.firstState + <usize>row * <usize>sequence.units * 4;
}

/** Bytes from row to row of the states before a step. */
export function rowBytesBefore(sequence: RecurrentSequence, place: i32): usize {
  return place > 0 ? sequence.stateRowBytes : <usize>sequence.units * 4;
}

/** Where the memory of a row after a step is. */
export function memoryAt(sequence: RecurrentSequence, row: i32, place: i32): usize {
  return (
    sequence.memories +
    <usize>row * sequence.memoryRowBytes +
    <usize>place * sequence.memoryStepBytes
  );
}

/** Where the memory of a row before a step is. */
export function memoryBefore(sequence: RecurrentSequence, row: i32, place: i32): usize {
  if (place > 0) return memoryAt(sequence, row, place - 1);
  return sequence.firstMemory + <usize>row * <usize>sequence.units * 4;
}

/** Where something that is `width` wide and lies at its time, [batch, steps, width], is. */
export function timedAt(
  sequence: RecurrentSequence,
  from: usize,
  row: i32,
  time: i32,
  width: i32,
): usize {
  return from + (<usize>row * <usize>sequence.steps + <usize>time) * <usize>width * 4;
}

/** Whether a row reads a step. */
export function isRead(sequence: RecurrentSequence, row: i32, time: i32): bool {
  if (sequence.mask === 0) return true;
  return f32.load(timedAt(sequence, sequence.mask, row, time, 1)) !== 0;
}

/** What the gradient of a row's state is after what later steps and the output at this one add. */
export function gradientOfState(
  sequence: RecurrentSequence,
  row: i32,
  place: i32,
  unit: i32,
): v128 {
  const at = <usize>unit * 4;
  const count = sequence.units - unit;
  const later = sequence.stateGradient + <usize>row * <usize>sequence.units * 4;
  const gradient = loadLanes(later + at, count);
  if (sequence.stateGradients === 0) return gradient;
  const step = stepOf(sequence, place);
  const given = timedAt(sequence, sequence.stateGradients, row, step, sequence.units);
  return f32x4.add(gradient, loadLanes(given + at, count));
}

/** Copies so many numbers. */
export function copyNumbers(from: usize, to: usize, count: i32): void {
  let at: usize = 0;
  for (; count > 0; count -= 4) {
    storeLanes(to + at, loadLanes(from + at, count), count);
    at += 16;
  }
}

/** Writes so many zeros. */
export function clearNumbers(to: usize, count: i32): void {
  for (; count > 0; count -= 4) {
    storeLanes(to, f32x4.splat(0), count);
    to += 16;
  }
}

/** Copies the rows' states (and memories) after the last step to where they are wanted. */
export function copyLastStates(sequence: RecurrentSequence, first: i32, rows: i32): void {
  const units = sequence.units;
  const last = sequence.steps - 1;
  for (let row = first; row < first + rows; row++) {
    const offset = <usize>row * <usize>units * 4;
    if (sequence.lastState !== 0) {
      copyNumbers(stateAt(sequence, row, last), sequence.lastState + offset, units);
    }
    if (sequence.lastMemory !== 0) {
      copyNumbers(memoryAt(sequence, row, last), sequence.lastMemory + offset, units);
    }
  }
}

/**
 * A product of rows with a packed right factor: a panel stays in the nearest cache while all rows
 * pass. `bias` (0: none) has one number a column.
 */
export function multiplyPanels(
  left: usize,
  leftRowBytes: usize,
  inner: i32,
  panels: usize,
  out: usize,
  outRowBytes: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  for (let column = 0; column < columns; column += TILE_COLUMNS) {
    const ofColumn = bias === 0 ? <usize>0 : bias + <usize>column * 4;
    for (let row = 0; row < rows; row += TILE_ROWS) {
      const last = <usize>(min(TILE_ROWS, rows - row) - 1);
      const at = left + <usize>row * leftRowBytes;
      multiplyRun(
        at,
        at + min<usize>(1, last) * leftRowBytes,
        at + min<usize>(2, last) * leftRowBytes,
        at + min<usize>(3, last) * leftRowBytes,
        at + min<usize>(4, last) * leftRowBytes,
        at + min<usize>(5, last) * leftRowBytes,
        inner,
        panels,
        out + <usize>row * outRowBytes + <usize>column * 4,
        outRowBytes,
        <i32>last + 1,
        min(TILE_COLUMNS, columns - column),
        ofColumn,
        finish,
      );
    }
    panels += <usize>inner * PANEL_STEP;
  }
}
