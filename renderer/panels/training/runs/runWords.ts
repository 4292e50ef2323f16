import type { JsonValue } from '../../../../src/base/jsonValue';
import type { Metrics } from '../../../../src/training/runEvents';
import type { KeptRun } from '../../../training/keptRuns';
import { isShare } from '../formatRun';
import { shortNumber } from '../views/shortNumber';

/** The metrics of some runs: losses first, each as often as there are charts. */
export function metricNames(runs: readonly Pick<KeptRun, 'curves'>[]): readonly string[] {
  const names = [...new Set(runs.flatMap(({ curves }) => Object.keys(curves)))];
  const isLoss = (name: string): boolean => /loss/i.test(name);
  return [...names.filter(isLoss), ...names.filter((name) => !isLoss(name))];
}

/** A round number of an axis. */
export function tickText(name: string, value: number): string {
  return isShare(name) ? `${Number((value * 100).toFixed(2))} %` : shortNumber(value);
}

/** A setting as people read it; a dash where there is none. */
export function settingText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((one) => settingText(one)).join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Metrics, what was measured on unseen examples first. */
export function tellingMetrics(
  metrics: Metrics,
): readonly (readonly [name: string, value: number])[] {
  const rank = (name: string): number =>
    name.startsWith('test') ? 0 : name.startsWith('validation') ? 1 : 2;
  return Object.entries(metrics).toSorted(([a], [b]) => rank(a) - rank(b));
}
