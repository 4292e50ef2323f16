/** A matrix as rows. */
export type Rows = readonly (readonly number[])[];

/** What attention by hand gives for one example, and the multiply-accumulates it took. */
export interface NaiveAttention {
  readonly y: number[][];
  readonly weights: number[][];
}

/** Counts multiply-accumulates. */
export interface Counter {
  macs: number;
}

/** The inner product of two rows. */
export function dot(a: readonly number[], b: readonly number[], counter: Counter): number {
  let sum = 0;
  for (const [i, value] of a.entries()) {
    sum += value * b[i]!;
    counter.macs += 1;
  }
  return sum;
}

/** A row times a matrix, plus a bias. */
export function mapped(
  row: readonly number[],
  matrix: Rows,
  counter: Counter,
  bias?: readonly number[],
): number[] {
  return matrix[0]!.map(
    (_, column) =>
      dot(
        row,
        matrix.map((line) => line[column]!),
        counter,
      ) + (bias?.[column] ?? 0),
  );
}

/**
 * softmax over the keys that `sees` allows, then the mean of the values: the formula of Bahdanau,
 * Luong and Vaswani, pair by pair.
 */
export function attendByHand(
  score: (query: number, key: number) => number,
  queries: number,
  values: Rows,
  sees: (query: number, key: number) => boolean,
  counter: Counter,
): NaiveAttention {
  const weights: number[][] = [];
  const y: number[][] = [];
  for (let i = 0; i < queries; i++) {
    const exponentials = values.map((_, j) => {
      const scored = score(i, j);
      return sees(i, j) ? Math.exp(scored) : 0;
    });
    const sum = exponentials.reduce((total, value) => total + value, 0);
    const row = exponentials.map((value) => value / sum);
    weights.push(row);
    y.push(
      values[0]!.map((_, column) =>
        dot(
          row,
          values.map((value) => value[column]!),
          counter,
        ),
      ),
    );
  }
  return { y, weights };
}

/** Consecutive values cut into rows. */
export function rowsOf(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}
