import type { MetricCurve, MetricCurves } from '../../src/files/metricsFiles';
import { epochsBefore, type RunState, type RunSubject } from './runState';

type Measured = Pick<RunState, 'steps' | 'epochs' | 'stepsPerEpoch' | 'end'>;

/**
 * What a run has measured, by metric: on batches as it went, after epochs, and at the end; steps are
 * counted through all phases.
 */
export function metricCurves(subject: RunSubject, run: Measured): MetricCurves {
  const curves: Record<string, { step: number[]; epoch: number[]; value: number[] }> = {};
  const stepAt = stepCounter(subject, run);
  const add = (name: string, epoch: number, value: number): void => {
    curves[name] ??= { step: [], epoch: [], value: [] };
    const step = stepAt(epoch);
    // Both a batch and the whole epoch may end here: the epoch, told last, says more.
    if (curves[name].step.at(-1) === step)
      curves[name].value[curves[name].value.length - 1] = value;
    else {
      curves[name].step.push(step);
      curves[name].epoch.push(epoch);
      curves[name].value.push(value);
    }
  };
  for (const [place, epoch] of run.steps.epochs.entries()) {
    for (const [name, value] of Object.entries(run.steps.metrics[place] ?? {})) {
      add(name, epoch, value);
    }
  }
  for (const [place, epoch] of run.epochs.epochs.entries()) {
    for (const [name, value] of Object.entries(run.epochs.metrics[place] ?? {})) {
      // On batches it was measured more often.
      if (!run.steps.metrics.some((metrics) => name in metrics)) add(name, epoch, value);
    }
  }
  const last = run.epochs.epochs.at(-1) ?? run.steps.epochs.at(-1) ?? 0;
  for (const [name, value] of Object.entries(run.end?.metrics ?? {})) {
    if (name.startsWith('test')) add(name, last, value);
  }
  return curves satisfies Readonly<Record<string, MetricCurve>>;
}

/** Counts the steps up to a place on the axis of epochs, through phases of different lengths. */
function stepCounter(
  subject: RunSubject,
  { stepsPerEpoch }: Pick<Measured, 'stepsPerEpoch'>,
): (epoch: number) => number {
  const phases = subject.phases.map((index) => ({
    from: epochsBefore(subject, index),
    epochs: subject.project.phases[index]?.epochs ?? 0,
    steps: stepsPerEpoch[index] ?? subject.project.phases[index]?.stepsPerEpoch ?? 1,
  }));
  return (epoch) =>
    Math.round(
      phases.reduce(
        (sum, { from, epochs, steps }) => sum + Math.min(epochs, Math.max(0, epoch - from)) * steps,
        0,
      ),
    );
}
