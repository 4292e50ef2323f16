import { formatExact } from '../../../src/base/humanNumber';
import type { RunProgress } from '../../../src/training/runEvents';

/** Seconds as people read a stop watch: `0:07`, `12:30`, `1:02:30`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** Whether a measure, by its name, is a share of what is right, which people read in percent. */
export function isShare(name: string): boolean {
  return /accuracy/i.test(name);
}

/** A measured value as people read it: shares in percent, everything else to four figures. */
export function formatMetric(name: string, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (isShare(name)) return `${(value * 100).toFixed(1)} %`;
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : value.toPrecision(4);
}

/** Abbreviations in names of measures, as the field writes them. */
const abbreviations = ['ELBO', 'IoU', 'KL', 'MAE', 'MSE', 'PSNR', 'SSIM'];

/** The name of a metric for people: `testAccuracy` is `Test accuracy`, `negativeElbo` `Negative ELBO`. */
export function metricTitle(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ')
    .map((word) => abbreviations.find((known) => known.toLowerCase() === word) ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How far the running phase has come, 0 … 1. */
export function doneShare({ epoch, epochs, step, stepsPerEpoch }: RunProgress): number {
  return Math.min(1, (epoch - 1 + step / stepsPerEpoch) / epochs);
}

/** How far a run has come, in words: `Phase 1 of 2 · epoch 2 of 5 · step 120 of 1,688`. */
export function describeProgress(progress: RunProgress): string {
  const { phase, phases, epoch, epochs, step, stepsPerEpoch } = progress;
  const steps = `step ${formatExact(step)} of ${formatExact(stepsPerEpoch)}`;
  const where = `poch ${formatExact(epoch)} of ${formatExact(epochs)} · ${steps}`;
  return phases > 1 ? `Phase ${phase + 1} of ${phases} · e${where}` : `E${where}`;
}
