import type { RecurrentLayerConfig } from '../../../src/runtime/layers/recurrentLayer';

type Matrix = readonly (readonly number[])[];

/** One direction's weights as plain numbers. */
export interface Weights {
  readonly kernel: Matrix;
  readonly recurrent: Matrix;
  /** Rows: one, or two where the reset gate comes after the matrix. */
  readonly bias: Matrix | null;
  readonly peepholes: Matrix | null;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The sum that a gate takes of a row and column `gate·units + unit` of a matrix. */
const product = (row: readonly number[], matrix: Matrix, column: number): number =>
  row.reduce((sum, value, index) => sum + value * matrix[index]![column]!, 0);

/** One step by the papers' formulas, unit by unit: from [h] or [h, c] to the new ones. */
function stepByHand(
  config: RecurrentLayerConfig,
  { kernel, recurrent, bias, peepholes }: Weights,
  x: readonly number[],
  states: readonly (readonly number[])[],
): number[][] {
  const { units, cell, resetAfter } = config;
  const [h, c] = states as [number[], number[]];
  const fromInput = (gate: number, unit: number): number =>
    product(x, kernel, gate * units + unit) + (bias?.[0]?.[gate * units + unit] ?? 0);
  const sum = (gate: number, unit: number, state: readonly number[] = h): number =>
    fromInput(gate, unit) +
    product(state, recurrent, gate * units + unit) +
    (resetAfter ? (bias?.[1]?.[gate * units + unit] ?? 0) : 0);
  const each = (value: (unit: number) => number): number[] =>
    Array.from({ length: units }, (_, unit) => value(unit));
  if (cell === 'simpleRnn') return [each((unit) => Math.tanh(sum(0, unit)))];
  if (cell === 'lstm') {
    const peep = (row: number, unit: number, memory: readonly number[]): number =>
      (peepholes?.[row]?.[unit] ?? 0) * memory[unit]!;
    const i = each((unit) => sigmoid(sum(0, unit) + peep(0, unit, c)));
    const f = each((unit) => sigmoid(sum(1, unit) + peep(1, unit, c)));
    const memory = each((unit) => f[unit]! * c[unit]! + i[unit]! * Math.tanh(sum(2, unit)));
    const o = each((unit) => sigmoid(sum(3, unit) + peep(2, unit, memory)));
    return [each((unit) => o[unit]! * Math.tanh(memory[unit]!)), memory];
  }
  const z = each((unit) => sigmoid(sum(0, unit)));
  const r = each((unit) => sigmoid(sum(1, unit)));
  const reset = h.map((value, unit) => r[unit]! * value);
  const candidate = each((unit) =>
    resetAfter
      ? Math.tanh(
          fromInput(2, unit) +
            r[unit]! *
              (product(h, recurrent, 2 * units + unit) + (bias?.[1]?.[2 * units + unit] ?? 0)),
        )
      : Math.tanh(sum(2, unit, reset)),
  );
  return [each((unit) => z[unit]! * h[unit]! + (1 - z[unit]!) * candidate[unit]!)];
}

/** What a whole layer makes of one sequence: the output and, after it, the last states. */
export function layerByHand(
  config: RecurrentLayerConfig,
  directions: readonly Weights[],
  sequence: Matrix,
  starts: readonly (readonly (readonly number[])[])[],
): number[][] {
  const read = (backwards: boolean, index: number) => {
    const outputs: number[][] = [];
    let states = starts[index]!.map((state) => [...state]);
    for (const x of backwards ? [...sequence].reverse() : sequence) {
      states = stepByHand(config, directions[index]!, x, states);
      outputs.push(states[0]!);
    }
    return { outputs, states };
  };
  const forward = read(config.goBackwards ?? false, 0);
  const pick = ({ outputs, states }: typeof forward, reversed: boolean): number[][] =>
    config.returnSequences ? (reversed ? [...outputs].reverse() : outputs) : [states[0]!];
  if (directions.length === 1) return [pick(forward, false).flat(), ...forward.states];
  const backward = read(!config.goBackwards, 1);
  const [a, b] = [pick(forward, false), pick(backward, true)];
  const rows = a.map((row, time) => {
    const other = b[time]!;
    if (config.bidirectional === 'concatenate') return [...row, ...other];
    return row.map((value, unit) => {
      if (config.bidirectional === 'multiply') return value * other[unit]!;
      return (value + other[unit]!) / (config.bidirectional === 'average' ? 2 : 1);
    });
  });
  return [rows.flat(), ...forward.states, ...backward.states];
}
