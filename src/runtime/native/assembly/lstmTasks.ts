import { ADD_TO_OUTPUT } from './finishRow';
import { activate, sloped } from './recurrentActivations';
import {
  clearNumbers,
  copyLastStates,
  copyNumbers,
  firstRowOf,
  gradientOfState,
  isRead,
  memoryAt,
  memoryBefore,
  multiplyPanels,
  RecurrentSequence,
  rowBytesBefore,
  rowsOf,
  stateAt,
  stateBefore,
  timedAt,
  timeOf,
} from './recurrentSequence';
import { loadLanes, multiplyAdd, storeLanes } from './vectors';

/** Leads some rows through an LSTM; their sums become the gates i, f, c, o. */
export function lstmTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const width = sequence.gateWidth;
  const rowBytes = <usize>sequence.steps * <usize>width * 4;
  for (let place = 0; place < sequence.steps; place++) {
    const time = timeOf(sequence, place);
    multiplyPanels(
      stateBefore(sequence, first, place),
      rowBytesBefore(sequence, place),
      sequence.units,
      sequence.panels,
      timedAt(sequence, sequence.gates, first, time, width),
      rowBytes,
      rows,
      width,
      0,
      ADD_TO_OUTPUT,
    );
    for (let row = first; row < first + rows; row++) {
      const state = stateAt(sequence, row, place);
      const memory = memoryAt(sequence, row, place);
      const before = memoryBefore(sequence, row, place);
      if (isRead(sequence, row, time)) {
        lstmRow(
          sequence,
          timedAt(sequence, sequence.gates, row, time, width),
          before,
          state,
          memory,
        );
      } else {
        copyNumbers(stateBefore(sequence, row, place), state, sequence.units);
        copyNumbers(before, memory, sequence.units);
      }
    }
  }
  copyLastStates(sequence, first, rows);
}

function lstmRow(
  sequence: RecurrentSequence,
  gates: usize,
  before: usize,
  state: usize,
  memory: usize,
): void {
  const ofState = sequence.activation;
  const ofGates = sequence.gateActivation;
  const next = <usize>sequence.units * 4;
  for (let count = sequence.units; count > 0; count -= 4) {
    const i = activate(ofGates, loadLanes(gates, count));
    const f = activate(ofGates, loadLanes(gates + next, count));
    const candidate = activate(ofState, loadLanes(gates + 2 * next, count));
    const o = activate(ofGates, loadLanes(gates + 3 * next, count));
    const c = multiplyAdd(f, loadLanes(before, count), f32x4.mul(i, candidate));
    storeLanes(gates, i, count);
    storeLanes(gates + next, f, count);
    storeLanes(gates + 2 * next, candidate, count);
    storeLanes(gates + 3 * next, o, count);
    storeLanes(memory, c, count);
    storeLanes(state, f32x4.mul(o, activate(ofState, c)), count);
    gates += 16;
    before += 16;
    memory += 16;
    state += 16;
  }
}

/** Leads gradients of some rows back through an LSTM. */
export function lstmGradientTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const width = sequence.gateWidth;
  const units = sequence.units;
  for (let place = sequence.steps - 1; place >= 0; place--) {
    const time = timeOf(sequence, place);
    for (let row = first; row < first + rows; row++) {
      copyNumbers(
        stateBefore(sequence, row, place),
        timedAt(sequence, sequence.statesBefore, row, time, units),
        units,
      );
      lstmGradientRow(sequence, row, place, time);
    }
    multiplyPanels(
      timedAt(sequence, sequence.gateGradients, first, time, width),
      <usize>sequence.steps * <usize>width * 4,
      width,
      sequence.panels,
      sequence.stateGradient + <usize>first * <usize>units * 4,
      <usize>units * 4,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
  }
}

/** The gradients of a row's gates; the matrix's product adds to what stays of the state's. */
function lstmGradientRow(sequence: RecurrentSequence, row: i32, place: i32, time: i32): void {
  const width = sequence.gateWidth;
  const units = sequence.units;
  const next = <usize>units * 4;
  const gates = timedAt(sequence, sequence.gates, row, time, width);
  const gradients = timedAt(sequence, sequence.gateGradients, row, time, width);
  const stateGradient = sequence.stateGradient + <usize>row * next;
  const memoryGradient = sequence.memoryGradient + <usize>row * next;
  if (!isRead(sequence, row, time)) {
    clearNumbers(gradients, width);
    for (let unit = 0; unit < units; unit += 4) {
      const gradient = gradientOfState(sequence, row, place, unit);
      storeLanes(stateGradient + <usize>unit * 4, gradient, units - unit);
    }
    return;
  }
  const memory = memoryAt(sequence, row, place);
  const before = memoryBefore(sequence, row, place);
  const ofState = sequence.activation;
  const ofGates = sequence.gateActivation;
  for (let unit = 0; unit < units; unit += 4) {
    const at = <usize>unit * 4;
    const count = units - unit;
    const gradient = gradientOfState(sequence, row, place, unit);
    const i = loadLanes(gates + at, count);
    const f = loadLanes(gates + next + at, count);
    const candidate = loadLanes(gates + 2 * next + at, count);
    const o = loadLanes(gates + 3 * next + at, count);
    const shown = activate(ofState, loadLanes(memory + at, count));
    const c = f32x4.add(
      loadLanes(memoryGradient + at, count),
      sloped(ofState, f32x4.mul(gradient, o), shown),
    );
    const ofForget = f32x4.mul(c, loadLanes(before + at, count));
    storeLanes(gradients + at, sloped(ofGates, f32x4.mul(c, candidate), i), count);
    storeLanes(gradients + next + at, sloped(ofGates, ofForget, f), count);
    storeLanes(gradients + 2 * next + at, sloped(ofState, f32x4.mul(c, i), candidate), count);
    storeLanes(gradients + 3 * next + at, sloped(ofGates, f32x4.mul(gradient, shown), o), count);
    storeLanes(memoryGradient + at, f32x4.mul(c, f), count);
    storeLanes(stateGradient + at, f32x4.splat(0), count);
  }
}
