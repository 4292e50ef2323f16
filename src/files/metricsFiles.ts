import Papa from 'papaparse';

/**
 * A run's curves as files for other programs: `metricsCsv` for tables, `tensorBoardEvents` for
 * TensorBoard (written to a file named by `tensorBoardFileName` in a folder of the run's own). Both
 * take plain curves by the names of metrics, steps counted through all phases.
 */
export { tensorBoardEvents, tensorBoardFileName } from './tensorBoardEvents';

/** A metric over the course of a run: equally long lists, steps rising. */
export interface MetricCurve {
  /** Steps done when each value was measured, from the beginning of the run. */
  readonly step: readonly number[];
  /** The same in epochs; 1.5 is the middle of the second. */
  readonly epoch: readonly number[];
  readonly value: readonly number[];
  /** When each was measured, in milliseconds since 1970, where that is known. */
  readonly milliseconds?: readonly number[];
}

/** Metrics by their names. */
export type MetricCurves = Readonly<Record<string, MetricCurve>>;

/**
 * Comma-separated values (RFC 4180): a line for every step at which something was measured, a column
 * for every metric, empty where that one was not.
 */
export function metricsCsv(curves: MetricCurves): string {
  const names = Object.keys(curves);
  const rows = new Map<number, { readonly epoch: number; readonly values: (number | null)[] }>();
  for (const [column, { step, epoch, value }] of Object.values(curves).entries()) {
    for (const [place, at] of step.entries()) {
      const row = rows.get(at) ?? { epoch: epoch[place] ?? 0, values: names.map(() => null) };
      row.values[column] = value[place] ?? null;
      rows.set(at, row);
    }
  }
  const data = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([step, { epoch, values }]) => [step, epoch, ...values]);
  return `${Papa.unparse({ fields: ['step', 'epoch', ...names], data })}\r\n`;
}
