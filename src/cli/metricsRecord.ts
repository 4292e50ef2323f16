import { access, constants, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { failure, type Result, success } from '../base/result';
import {
  type MetricCurves,
  metricsCsv,
  tensorBoardEvents,
  tensorBoardFileName,
} from '../files/metricsFiles';
import type { Metrics, RunEvent } from '../training/runEvents';
import { fileProblem } from './openProject';
import { writeWhole } from './trainWeightsFile';

/** What a run measured, as it was told. */
export interface MetricsRecord {
  tell(event: RunEvent): void;
  /** What every epoch measured, and at the end the test; steps counted through all phases. */
  curves(): MetricCurves;
  /** When the run began, in milliseconds since 1970. */
  readonly startMilliseconds: number;
}

interface MutableCurve {
  readonly step: number[];
  readonly epoch: number[];
  readonly value: number[];
  readonly milliseconds: number[];
}

/** Records a run that begins now. */
export function metricsRecord(): MetricsRecord {
  const curves: Record<string, MutableCurve> = {};
  /** Steps and epochs of the phases that are over, and of all so far. */
  let before = { step: 0, epoch: 0 };
  let phase = -1;
  let now = before;
  const add = (metrics: Metrics): void => {
    for (const [name, value] of Object.entries(metrics)) {
      curves[name] ??= { step: [], epoch: [], value: [], milliseconds: [] };
      curves[name].step.push(now.step);
      curves[name].epoch.push(now.epoch);
      curves[name].value.push(value);
      curves[name].milliseconds.push(Date.now());
    }
  };
  return {
    startMilliseconds: Date.now(),
    curves: () => curves,
    tell(event) {
      // A phase that another backend takes over starts once more.
      if (event.type === 'started' && event.phase !== phase) {
        before = now;
        phase = event.phase;
      }
      if (event.type === 'epoch') {
        const { stepsPerEpoch } = event.progress;
        now = {
          step: before.step + event.epoch * stepsPerEpoch,
          epoch: before.epoch + event.epoch,
        };
        add(event.metrics);
      }
      if (event.type === 'end') {
        const tests = Object.entries(event.metrics).filter(([name]) => name.startsWith('test'));
        add(Object.fromEntries(tests));
      }
    },
  };
}

/** Makes a folder that is not there yet; the error names it. */
export async function makeFolder(folder: string): Promise<Result<null>> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return success(null);
  } catch (error) {
    return failure(`${folder}: ${fileProblem(error)}`);
  }
}

/** Writes what was recorded to the places asked for, each whole or not at all. */
export async function writeMetrics(
  record: MetricsRecord,
  { metrics, tensorboard }: { readonly metrics?: string; readonly tensorboard?: string },
): Promise<Result<null>> {
  const curves = record.curves();
  if (metrics !== undefined) {
    const written = await writeWhole(metrics, new TextEncoder().encode(metricsCsv(curves)));
    if (!written.ok) return written;
  }
  if (tensorboard === undefined) return success(null);
  const start = record.startMilliseconds;
  const file = path.join(tensorboard, tensorBoardFileName(start));
  return writeWhole(file, tensorBoardEvents(curves, start));
}
