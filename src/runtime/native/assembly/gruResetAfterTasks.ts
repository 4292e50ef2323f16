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
import { loadLanes, multiplyAdd, storeLanes } from './vectors';

/**
 * Leads some rows through a GRU whose reset gate acts after the matrix. Beside z, r and h̃ its gates
 * hold, fourth, what the matrix makes of the state for h̃.
 */
export function gruResetAfterTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gateRowBytes = <usize>sequence.steps * 4 * rowBytes;
  const bias = sequence.stateBias;
  for (let place = 0; place < sequence.steps; place++) {
    const time = timeOf(sequence, place);
    const gates = timedAt(sequence, sequence.gates, first, time, 4 * units);
    const states = stateBefore(sequence, first, place);
    const stateRowBytes = rowBytesBefore(sequence, place);
    multiplyPanels(
      states,
      stateRowBytes,
      units,
      sequence.panels,
      gates,
      gateRowBytes,
      rows,
      2 * units,
      bias,
      ADD_TO_OUTPUT,
    );
    multiplyPanels(
      states,
      stateRowBytes,
      units,
      sequence.statePanels,
      gates + 3 * rowBytes,
      gateRowBytes,
      rows,
      units,
      bias === 0 ? <usize>0 : bias + 2 * rowBytes,
      0,
    );
    for (let row = first; row < first + rows; row++) {
      const before = stateBefore(sequence, row, place);
      const state = stateAt(sequence, row, place);
      if (!isRead(sequence, row, time)) {
        copyNumbers(before, state, units);
        continue;
      }
      const sums = timedAt(sequence, sequence.gates, row, time, 4 * units);
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const z = activate(sequence.gateActivation, loadLanes(sums + at, count));
        const r = activate(sequence.gateActivation, loadLanes(sums + rowBytes + at, count));
        const given = loadLanes(sums + 3 * rowBytes + at, count);
        const sum = multiplyAdd(r, given, loadLanes(sums + 2 * rowBytes + at, count));
        const candidate = activate(sequence.activation, sum);
        storeLanes(sums + at, z, count);
        storeLanes(sums + rowBytes + at, r, count);
        storeLanes(sums + 2 * rowBytes + at, candidate, count);
        const change = f32x4.sub(loadLanes(before + at, count), candidate);
        storeLanes(state + at, multiplyAdd(z, change, candidate), count);
      }
    }
  }
  copyLastStates(sequence, first, rows);
}

/**
 * Leads gradients of some rows back through a GRU whose reset gate acts after the matrix: those of
 * what the input adds to z, r and h̃ and, fourth, of what the matrix makes of the state for h̃.
 */
export function gruResetAfterGradientTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gateRowBytes = <usize>sequence.steps * 4 * rowBytes;
  const later = sequence.stateGradient + <usize>first * rowBytes;
  for (let place = sequence.steps - 1; place >= 0; place--) {
    const time = timeOf(sequence, place);
    for (let row = first; row < first + rows; row++) gradientRow(sequence, row, place, time);
    const gradients = timedAt(sequence, sequence.gateGradients, first, time, 4 * units);
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
    multiplyPanels(
      gradients + 3 * rowBytes,
      gateRowBytes,
      units,
      sequence.statePanels,
      later,
      rowBytes,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
  }
}

function gradientRow(sequence: RecurrentSequence, row: i32, place: i32, time: i32): void {
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  const gates = timedAt(sequence, sequence.gates, row, time, 4 * units);
  const sums = timedAt(sequence, sequence.gateGradients, row, time, 4 * units);
  const before = stateBefore(sequence, row, place);
  const kept = timedAt(sequence, sequence.statesBefore, row, time, units);
  const later = sequence.stateGradient + <usize>row * rowBytes;
  const ofGates = sequence.gateActivation;
  const reads = isRead(sequence, row, time);
  if (!reads) clearNumbers(sums, 4 * units);
  for (let unit = 0; unit < units; unit += 4) {
    const at = <usize>unit * 4;
    const count = units - unit;
    const gradient = gradientOfState(sequence, row, place, unit);
    const h = loadLanes(before + at, count);
    const z = loadLanes(gates + at, count);
    storeLanes(kept + at, h, count);
    storeLanes(later + at, reads ? f32x4.mul(gradient, z) : gradient, count);
    if (!reads) continue;
    const r = loadLanes(gates + rowBytes + at, count);
    const candidate = loadLanes(gates + 2 * rowBytes + at, count);
    const ofZ = f32x4.mul(gradient, f32x4.sub(h, candidate));
    const ofCandidate = sloped(
      sequence.activation,
      f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), z)),
      candidate,
    );
    const ofR = f32x4.mul(ofCandidate, loadLanes(gates + 3 * rowBytes + at, count));
    storeLanes(sums + at, sloped(ofGates, ofZ, z), count);
    storeLanes(sums + rowBytes + at, sloped(ofGates, ofR, r), count);
    storeLanes(sums + 2 * rowBytes + at, ofCandidate, count);
    storeLanes(sums + 3 * rowBytes + at, f32x4.mul(ofCandidate, r), count);
  }
}
