import { RELU, RELU_6 } from './finishRow';
import { multiplyAdd, storeLanes } from './vectors';

/**
 * How windows lie in a region, in bytes: from one tap of a kernel to the next, and from one output to
 * the next.
 */
@unmanaged
export class WindowSteps {
  tapRow: usize;
  tapColumn: usize;
  row: usize;
  column: usize;
}

/** So many outputs are worked on with one part of the channels: what they look at stays near. */
const OUTPUTS_AT_ONCE = 128;

/** Rows of output that are worked out at a time. */
export function rowsTogether(columns: i32): i32 {
  return max(1, OUTPUTS_AT_ONCE / columns);
}

/**
 * Sums windows of a region channel by channel, each number times its tap's weight. The weights of the
 * taps lie `weightRow` and `weightColumn` bytes apart, which may be negative; outputs, `outRow` and
 * `outColumn` bytes. `bias` (0: none) has one number a channel.
 */
export function correlate(
  region: usize,
  steps: WindowSteps,
  tapRows: i32,
  tapColumns: i32,
  weights: usize,
  weightRow: usize,
  weightColumn: usize,
  channels: i32,
  out: usize,
  outRow: usize,
  outColumn: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  if (tapRows === 3 && tapColumns === 3) {
    const together = rowsTogether(columns);
    for (let row = 0; row < rows; row += together) {
      correlate3x3(
        region + <usize>row * steps.row,
        steps,
        weights,
        weightRow,
        weightColumn,
        channels,
        out + <usize>row * outRow,
        outRow,
        outColumn,
        min(together, rows - row),
        columns,
        bias,
        finish,
      );
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    let at = region + <usize>row * steps.row;
    let to = out + <usize>row * outRow;
    for (let column = 0; column < columns; column++) {
      let channel = 0;
      for (; channel + 16 <= channels; channel += 16) {
        const offset = <usize>channel * 4;
        const from = at + offset;
        let weight = weights + offset;
        let sum0 = f32x4.splat(0);
        let sum1 = sum0;
        let sum2 = sum0;
        let sum3 = sum0;
        if (bias !== 0) {
          sum0 = v128.load(bias + offset);
          sum1 = v128.load(bias + offset, 16);
          sum2 = v128.load(bias + offset, 32);
          sum3 = v128.load(bias + offset, 48);
        }
        for (let tapRow = 0; tapRow < tapRows; tapRow++) {
          let tap = from + <usize>tapRow * steps.tapRow;
          let tapWeight = weight;
          for (let tapColumn = 0; tapColumn < tapColumns; tapColumn++) {
            sum0 = multiplyAdd(v128.load(tap), v128.load(tapWeight), sum0);
            sum1 = multiplyAdd(v128.load(tap, 16), v128.load(tapWeight, 16), sum1);
            sum2 = multiplyAdd(v128.load(tap, 32), v128.load(tapWeight, 32), sum2);
            sum3 = multiplyAdd(v128.load(tap, 48), v128.load(tapWeight, 48), sum3);
            tap += steps.tapColumn;
            tapWeight += weightColumn;
          }
          weight += weightRow;
        }
        v128.store(to + offset, finished(sum0, finish));
        v128.store(to + offset, finished(sum1, finish), 16);
        v128.store(to + offset, finished(sum2, finish), 32);
        v128.store(to + offset, finished(sum3, finish), 48);
      }
      for (; channel < channels; channel += 4) {
        const offset = <usize>channel * 4;
        let weight = weights + offset;
        let sum = bias === 0 ? f32x4.splat(0) : v128.load(bias + offset);
        for (let tapRow = 0; tapRow < tapRows; tapRow++) {
          let tap = at + offset + <usize>tapRow * steps.tapRow;
          let tapWeight = weight;
          for (let tapColumn = 0; tapColumn < tapColumns; tapColumn++) {
            sum = multiplyAdd(v128.load(tap), v128.load(tapWeight), sum);
            tap += steps.tapColumn;
            tapWeight += weightColumn;
          }
          weight += weightRow;
        }
        storeLanes(to + offset, finished(sum, finish), channels - channel);
      }
      at += steps.column;
      to += outColumn;
    }
  }
}

function correlate3x3(
  region: usize,
  steps: WindowSteps,
  weights: usize,
  weightRow: usize,
  weightColumn: usize,
  channels: i32,
  out: usize,
  outRow: usize,
  outColumn: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  const tapColumn = steps.tapColumn;
  const across = steps.column;
  for (let channel = 0; channel < channels; channel += 4) {
    const lanes = channels - channel;
    const offset = <usize>channel * 4;
    let weight = weights + offset;
    const weight00 = v128.load(weight);
    const weight01 = v128.load(weight + weightColumn);
    const weight02 = v128.load(weight + weightColumn + weightColumn);
    weight += weightRow;
    const weight10 = v128.load(weight);
    const weight11 = v128.load(weight + weightColumn);
    const weight12 = v128.load(weight + weightColumn + weightColumn);
    weight += weightRow;
    const weight20 = v128.load(weight);
    const weight21 = v128.load(weight + weightColumn);
    const weight22 = v128.load(weight + weightColumn + weightColumn);
    const start = bias === 0 ? f32x4.splat(0) : v128.load(bias + offset);
    for (let row = 0; row < rows; row++) {
      let at0 = region + <usize>row * steps.row + offset;
      let at1 = at0 + steps.tapRow;
      let at2 = at1 + steps.tapRow;
      let to = out + <usize>row * outRow + offset;
      if (across === tapColumn) {
        // Each number is read once: it is the last of one output, and the first of the next but one.
        let value = v128.load(at0);
        let value1 = v128.load(at1);
        let value2 = v128.load(at2);
        let sum = multiplyAdd(value, weight00, start);
        sum = multiplyAdd(value1, weight10, sum);
        sum = multiplyAdd(value2, weight20, sum);
        at0 += across;
        at1 += across;
        at2 += across;
        value = v128.load(at0);
        value1 = v128.load(at1);
        value2 = v128.load(at2);
        sum = multiplyAdd(value, weight01, sum);
        sum = multiplyAdd(value1, weight11, sum);
        sum = multiplyAdd(value2, weight21, sum);
        let next = multiplyAdd(value, weight00, start);
        next = multiplyAdd(value1, weight10, next);
        next = multiplyAdd(value2, weight20, next);
        for (let column = 0; column < columns; column++) {
          at0 += across;
          at1 += across;
          at2 += across;
          value = v128.load(at0);
          sum = multiplyAdd(value, weight02, sum);
          next = multiplyAdd(value, weight01, next);
          let last = multiplyAdd(value, weight00, start);
          value = v128.load(at1);
          sum = multiplyAdd(value, weight12, sum);
          next = multiplyAdd(value, weight11, next);
          last = multiplyAdd(value, weight10, last);
          value = v128.load(at2);
          sum = multiplyAdd(value, weight22, sum);
          next = multiplyAdd(value, weight21, next);
          last = multiplyAdd(value, weight20, last);
          storeLanes(to, finished(sum, finish), lanes);
          to += outColumn;
          sum = next;
          next = last;
        }
        continue;
      }
      for (let column = 0; column < columns; column++) {
        let sum0 = multiplyAdd(v128.load(at0), weight00, start);
        let sum1 = f32x4.mul(v128.load(at1), weight10);
        let sum2 = f32x4.mul(v128.load(at2), weight20);
        sum0 = multiplyAdd(v128.load(at0 + tapColumn), weight01, sum0);
        sum1 = multiplyAdd(v128.load(at1 + tapColumn), weight11, sum1);
        sum2 = multiplyAdd(v128.load(at2 + tapColumn), weight21, sum2);
        sum0 = multiplyAdd(v128.load(at0 + tapColumn + tapColumn), weight02, sum0);
        sum1 = multiplyAdd(v128.load(at1 + tapColumn + tapColumn), weight12, sum1);
        sum2 = multiplyAdd(v128.load(at2 + tapColumn + tapColumn), weight22, sum2);
        storeLanes(to, finished(f32x4.add(f32x4.add(sum0, sum1), sum2), finish), lanes);
        at0 += across;
        at1 += across;
        at2 += across;
        to += outColumn;
      }
    }
  }
}

function finished(value: v128, finish: i32): v128 {
  if (finish === 0) return value;
  if ((finish & (RELU | RELU_6)) !== 0) value = f32x4.max(value, f32x4.splat(0));
  return (finish & RELU_6) !== 0 ? f32x4.min(value, f32x4.splat(6)) : value;
}
