import { ADD_TO_OUTPUT } from './finishRow';
import { activate, sloped } from './recurrentActivations';
import {
  clearNumbers,
  copyLastStates,
  copyNumbers,
  firstRowOf,
  gradientOfState,
  isRead,
  multiplyPanels,
  RecurrentSequence,
  rowBytesBefore,
  rowsOf,
  stateAt,
  stateBefore,
  timedAt,
  timeOf,
} from './recurrentSequence';
import { ownMemory } from './threadMemory';
import { loadLanes, multiplyAdd, storeLanes } from './vectors';

/** Leads some rows through a GRU whose reset gate acts before the matrix; gates z, r, h̃. */
export function gruTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gateRowBytes = <usize>sequence.steps * 3 * rowBytes;
  for (let place = 0; place < sequence.steps; place++) {
    const time = timeOf(sequence, place);
    const gates = timedAt(sequence, sequence.gates, first, time, 3 * units);
    multiplyPanels(
      stateBefore(sequence, first, place),
      rowBytesBefore(sequence, place),
      units,
      sequence.panels,
      gates,
      gateRowBytes,
      rows,
      2 * units,
      0,
      ADD_TO_OUTPUT,
    );
    for (let row = 0; row < rows; row++) {
      const sums = gates + <usize>row * gateRowBytes;
      const before = stateBefore(sequence, first + row, place);
      const reset = ownMemory() + <usize>row * rowBytes;
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const z = activate(sequence.gateActivation, loadLanes(sums + at, count));
        const r = activate(sequence.gateActivation, loadLanes(sums + rowBytes + at, count));
        storeLanes(sums + at, z, count);
        storeLanes(sums + rowBytes + at, r, count);
        storeLanes(reset + at, f32x4.mul(r, loadLanes(before + at, count)), count);
      }
    }
    multiplyPanels(
      ownMemory(),
      rowBytes,
      units,
      sequence.statePanels,
      gates + 2 * rowBytes,
      gateRowBytes,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
    for (let row = first; row < first + rows; row++) {
      const before = stateBefore(sequence, row, place);
      const state = stateAt(sequence, row, place);
      if (!isRead(sequence, row, time)) {
        copyNumbers(before, state, units);
        continue;
      }
      const sums = timedAt(sequence, sequence.gates, row, time, 3 * units);
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const sum = loadLanes(sums + 2 * rowBytes + at, count);
        const candidate = activate(sequence.activation, sum);
        storeLanes(sums + 2 * rowBytes + at, candidate, count);
        mixState(loadLanes(sums + at, count), candidate, before + at, state + at, count);
      }
    }
  }
  copyLastStates(sequence, first, rows);
}

/** z∘h + (1 − z)∘h̃. */
function mixState(z: v128, candidate: v128, before: usize, state: usize, count: i32): void {
  const change = f32x4.sub(loadLanes(before, count), candidate);
  storeLanes(state, multiplyAdd(z, change, candidate), count);
}

/** Leads gradients of some rows back through a GRU whose reset gate acts before the matrix. */
export function gruGradientTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gateRowBytes = <usize>sequence.steps * 3 * rowBytes;
  const later = sequence.stateGradient + <usize>first * rowBytes;
  for (let place = sequence.steps - 1; place >= 0; place--) {
    const time = timeOf(sequence, place);
    for (let row = first; row < first + rows; row++) {
      gruGradientRow(sequence, row, place, time);
    }
    const gradients = timedAt(sequence, sequence.gateGradients, first, time, 3 * units);
    multiplyPanels(
      gradients + 2 * rowBytes,
      gateRowBytes,
      units,
      sequence.statePanels,
      ownMemory(),
      rowBytes,
      rows,
      units,
      0,
      0,
    );
    for (let row = 0; row < rows; row++) {
      const sums = gradients + <usize>row * gateRowBytes;
      const gates = timedAt(sequence, sequence.gates, first + row, time, 3 * units);
      const before = timedAt(sequence, sequence.statesBefore, first + row, time, units);
      const ofReset = ownMemory() + <usize>row * rowBytes;
      const ofState = later + <usize>row * rowBytes;
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const gradient = loadLanes(ofReset + at, count);
        const r = loadLanes(gates + rowBytes + at, count);
        const ofGate = f32x4.mul(gradient, loadLanes(before + at, count));
        storeLanes(sums + rowBytes + at, sloped(sequence.gateActivation, ofGate, r), count);
        const sum = multiplyAdd(gradient, r, loadLanes(ofState + at, count));
        storeLanes(ofState + at, sum, count);
      }
    }
    multiplyPanels(
      gradients,
      gateRowBytes,
      2 * units,
      sequence.panels,
      later,
      rowBytes,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
  }
}

/** The gradients of z and h̃ of a row, and what of the state's goes past the matrix. */
function gruGradientRow(sequence: RecurrentSequence, row: i32, place: i32, time: i32): void {
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gates = timedAt(sequence, sequence.gates, row, time, 3 * units);
  const sums = timedAt(sequence, sequence.gateGradients, row, time, 3 * units);
  const before = stateBefore(sequence, row, place);
  const kept = timedAt(sequence, sequence.statesBefore, row, time, units);
  const reset = timedAt(sequence, sequence.resetStates, row, time, units);
  const later = sequence.stateGradient + <usize>row * rowBytes;
  const reads = isRead(sequence, row, time);
  if (!reads) clearNumbers(sums, 3 * units);
  for (let unit = 0; unit < units; unit += 4) {
    const at = <usize>unit * 4;
    const count = units - unit;
    const gradient = gradientOfState(sequence, row, place, unit);
    const h = loadLanes(before + at, count);
    const z = loadLanes(gates + at, count);
    const candidate = loadLanes(gates + 2 * rowBytes + at, count);
    storeLanes(kept + at, h, count);
    storeLanes(reset + at, f32x4.mul(h, loadLanes(gates + rowBytes + at, count)), count);
    storeLanes(later + at, reads ? f32x4.mul(gradient, z) : gradient, count);
    if (!reads) continue;
    const ofZ = f32x4.mul(gradient, f32x4.sub(h, candidate));
    const ofCandidate = f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), z));
    storeLanes(sums + at, sloped(sequence.gateActivation, ofZ, z), count);
    storeLanes(
      sums + 2 * rowBytes + at,
      sloped(sequence.activation, ofCandidate, candidate),
      count,
    );
  }
}
