import { rowsTogether, WindowSteps } from './depthwiseWindows';
import { loadLanes, multiplyAdd, storeLanes } from './vectors';

/**
 * Adds to the sums of each tap and channel what the windows of a region times the output's gradient
 * give. The sums of the taps lie `sumRow` and `sumColumn` bytes apart.
 */
export function addTapSums(
  region: usize,
  steps: WindowSteps,
  tapRows: i32,
  tapColumns: i32,
  gradient: usize,
  gradientRow: usize,
  gradientColumn: usize,
  channels: i32,
  sums: usize,
  sumRow: usize,
  sumColumn: usize,
  rows: i32,
  columns: i32,
): void {
  const together = rowsTogether(columns);
  for (let row = 0; row < rows; row += together) {
    const count = min(together, rows - row);
    const from = region + <usize>row * steps.row;
    const incoming = gradient + <usize>row * gradientRow;
    for (let channel = 0; channel < channels; channel += 4) {
      const offset = <usize>channel * 4;
      const lanes = channels - channel;
      for (let tapRow = 0; tapRow < tapRows; tapRow++) {
        let tapColumn = 0;
        const tap = from + <usize>tapRow * steps.tapRow + offset;
        const sum = sums + <usize>tapRow * sumRow + offset;
        if (tapRow === 0 && tapRows === 3 && tapColumns === 3) {
          addTapSums3x3(
            tap,
            steps,
            incoming + offset,
            gradientRow,
            gradientColumn,
            sum,
            sumRow,
            sumColumn,
            count,
            columns,
            lanes,
          );
          break;
        }
        for (; tapColumn < tapColumns; tapColumn++) {
          addTapSum(
            tap + <usize>tapColumn * steps.tapColumn,
            steps,
            incoming + offset,
            gradientRow,
            gradientColumn,
            sum + <usize>tapColumn * sumColumn,
            count,
            columns,
            lanes,
          );
        }
      }
    }
  }
}

function addTapSum(
  tap: usize,
  steps: WindowSteps,
  gradient: usize,
  gradientRow: usize,
  gradientColumn: usize,
  sum: usize,
  rows: i32,
  columns: i32,
  lanes: i32,
): void {
  let even = f32x4.splat(0);
  let odd = even;
  for (let row = 0; row < rows; row++) {
    let at = tap + <usize>row * steps.row;
    let incoming = gradient + <usize>row * gradientRow;
    let column = 0;
    for (; column + 2 <= columns; column += 2) {
      even = multiplyAdd(v128.load(at), v128.load(incoming), even);
      at += steps.column;
      incoming += gradientColumn;
      odd = multiplyAdd(v128.load(at), v128.load(incoming), odd);
      at += steps.column;
      incoming += gradientColumn;
    }
    if (column < columns) even = multiplyAdd(v128.load(at), v128.load(incoming), even);
  }
  addLanes(sum, f32x4.add(even, odd), lanes);
}

function addTapSums3x3(
  tap: usize,
  steps: WindowSteps,
  gradient: usize,
  gradientRow: usize,
  gradientColumn: usize,
  sum: usize,
  sumRow: usize,
  sumColumn: usize,
  rows: i32,
  columns: i32,
  lanes: i32,
): void {
  const tapColumn = steps.tapColumn;
  const across = steps.column;
  let sum00 = f32x4.splat(0);
  let sum01 = sum00;
  let sum02 = sum00;
  let sum10 = sum00;
  let sum11 = sum00;
  let sum12 = sum00;
  let sum20 = sum00;
  let sum21 = sum00;
  let sum22 = sum00;
  for (let row = 0; row < rows; row++) {
    let at0 = tap + <usize>row * steps.row;
    let at1 = at0 + steps.tapRow;
    let at2 = at1 + steps.tapRow;
    let from = gradient + <usize>row * gradientRow;
    if (across === tapColumn) {
      // Each number is read once, for the outputs that it is the first, second and last of.
      let before2 = f32x4.splat(0);
      let before = before2;
      for (let column = 0; column < columns; column++) {
        const incoming = v128.load(from);
        let value = v128.load(at0);
        sum00 = multiplyAdd(value, incoming, sum00);
        sum01 = multiplyAdd(value, before, sum01);
        sum02 = multiplyAdd(value, before2, sum02);
        value = v128.load(at1);
        sum10 = multiplyAdd(value, incoming, sum10);
        sum11 = multiplyAdd(value, before, sum11);
        sum12 = multiplyAdd(value, before2, sum12);
        value = v128.load(at2);
        sum20 = multiplyAdd(value, incoming, sum20);
        sum21 = multiplyAdd(value, before, sum21);
        sum22 = multiplyAdd(value, before2, sum22);
        before2 = before;
        before = incoming;
        at0 += across;
        at1 += across;
        at2 += across;
        from += gradientColumn;
      }
      sum01 = multiplyAdd(v128.load(at0), before, sum01);
      sum11 = multiplyAdd(v128.load(at1), before, sum11);
      sum21 = multiplyAdd(v128.load(at2), before, sum21);
      sum02 = multiplyAdd(v128.load(at0), before2, sum02);
      sum12 = multiplyAdd(v128.load(at1), before2, sum12);
      sum22 = multiplyAdd(v128.load(at2), before2, sum22);
      sum02 = multiplyAdd(v128.load(at0 + across), before, sum02);
      sum12 = multiplyAdd(v128.load(at1 + across), before, sum12);
      sum22 = multiplyAdd(v128.load(at2 + across), before, sum22);
      continue;
    }
    for (let column = 0; column < columns; column++) {
      const incoming = v128.load(from);
      sum00 = multiplyAdd(v128.load(at0), incoming, sum00);
      sum10 = multiplyAdd(v128.load(at1), incoming, sum10);
      sum20 = multiplyAdd(v128.load(at2), incoming, sum20);
      sum01 = multiplyAdd(v128.load(at0 + tapColumn), incoming, sum01);
      sum11 = multiplyAdd(v128.load(at1 + tapColumn), incoming, sum11);
      sum21 = multiplyAdd(v128.load(at2 + tapColumn), incoming, sum21);
      sum02 = multiplyAdd(v128.load(at0 + tapColumn + tapColumn), incoming, sum02);
      sum12 = multiplyAdd(v128.load(at1 + tapColumn + tapColumn), incoming, sum12);
      sum22 = multiplyAdd(v128.load(at2 + tapColumn + tapColumn), incoming, sum22);
      at0 += across;
      at1 += across;
      at2 += across;
      from += gradientColumn;
    }
  }
  addLanes(sum, sum00, lanes);
  addLanes(sum + sumColumn, sum01, lanes);
  addLanes(sum + sumColumn + sumColumn, sum02, lanes);
  sum += sumRow;
  addLanes(sum, sum10, lanes);
  addLanes(sum + sumColumn, sum11, lanes);
  addLanes(sum + sumColumn + sumColumn, sum12, lanes);
  sum += sumRow;
  addLanes(sum, sum20, lanes);
  addLanes(sum + sumColumn, sum21, lanes);
  addLanes(sum + sumColumn + sumColumn, sum22, lanes);
}

function addLanes(to: usize, value: v128, lanes: i32): void {
  storeLanes(to, f32x4.add(loadLanes(to, lanes), value), lanes);
}
