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
import { loadLanes, storeLanes } from './vectors';

/** Leads some rows through a simple recurrent network. */
export function simpleRnnTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  for (let place = 0; place < sequence.steps; place++) {
    const time = timeOf(sequence, place);
    multiplyPanels(
      stateBefore(sequence, first, place),
      rowBytesBefore(sequence, place),
      units,
      sequence.panels,
      timedAt(sequence, sequence.gates, first, time, units),
      <usize>sequence.steps * <usize>units * 4,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
    for (let row = first; row < first + rows; row++) {
      const state = stateAt(sequence, row, place);
      if (!isRead(sequence, row, time)) {
        copyNumbers(stateBefore(sequence, row, place), state, units);
        continue;
      }
      const sums = timedAt(sequence, sequence.gates, row, time, units);
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const value = activate(sequence.activation, loadLanes(sums + at, count));
        storeLanes(state + at, value, count);
      }
    }
  }
  copyLastStates(sequence, first, rows);
}

/** Leads gradients of some rows back through a simple recurrent network. */
export function simpleRnnGradientTask(sequence: RecurrentSequence, index: i32): void {
  const first = firstRowOf(sequence, index);
  const rows = rowsOf(sequence, index);
  const units = sequence.units;
  const rowBytes = <usize>units * 4;
  for (let place = sequence.steps - 1; place >= 0; place--) {
    const time = timeOf(sequence, place);
    for (let row = first; row < first + rows; row++) {
      const before = timedAt(sequence, sequence.statesBefore, row, time, units);
      copyNumbers(stateBefore(sequence, row, place), before, units);
      const sums = timedAt(sequence, sequence.gateGradients, row, time, units);
      const later = sequence.stateGradient + <usize>row * rowBytes;
      const state = stateAt(sequence, row, place);
      const reads = isRead(sequence, row, time);
      if (!reads) clearNumbers(sums, units);
      for (let unit = 0; unit < units; unit += 4) {
        const at = <usize>unit * 4;
        const count = units - unit;
        const gradient = gradientOfState(sequence, row, place, unit);
        storeLanes(later + at, reads ? f32x4.splat(0) : gradient, count);
        if (!reads) continue;
        const value = loadLanes(state + at, count);
        storeLanes(sums + at, sloped(sequence.activation, gradient, value), count);
      }
    }
    multiplyPanels(
      timedAt(sequence, sequence.gateGradients, first, time, units),
      <usize>sequence.steps * rowBytes,
      units,
      sequence.panels,
      sequence.stateGradient + <usize>first * rowBytes,
      rowBytes,
      rows,
      units,
      0,
      ADD_TO_OUTPUT,
    );
  }
}
