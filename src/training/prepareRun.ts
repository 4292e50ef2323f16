import { analyseProject } from '../analysis/analyse';
import type { GraphAnalysis, ProjectAnalysis } from '../analysis/graphAnalysis';
import { phaseDiagnostics } from '../analysis/phaseDiagnostics';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import { belongsTo } from '../compile/stepNetworks';
import { compileStep, type StepProgram } from '../compile/stepProgram';
import type { Phase, Project } from '../document/project';
import { createActors, type StepActors } from './actors';
import type { DataPlaces } from './loadData';
import { loadSources, type StepSources } from './stepSources';
import { setWeights } from './weightValues';

/** A phase that has been checked: its training step without errors. */
export interface CheckedPhase {
  readonly phase: Phase;
  readonly index: number;
  readonly project: ProjectAnalysis;
  readonly step: GraphAnalysis;
}

/** A phase with its data read, on the way to be trained. */
export interface LoadedPhase extends CheckedPhase {
  readonly sources: StepSources;
}

/** A phase with everything that it needs to be trained. */
export interface ReadyPhase extends LoadedPhase {
  readonly program: StepProgram;
  readonly actors: StepActors | null;
}

/** Finds the phase to run, or says in one message all that keeps it from running. */
export function checkPhase(
  project: Project,
  analysis: ProjectAnalysis,
  index: number,
): Result<CheckedPhase> {
  const phase = project.phases[index];
  if (!phase) {
    return failure(
      project.phases.length === 0
        ? 'The project has no training. Choose data, a loss and an optimizer first.'
        : `The project has ${project.phases.length} phases; there is no number ${index + 1}.`,
    );
  }
  const step = analysis.graphs[phase.step];
  const only = { ...project, phases: [phase] };
  const errors = errorsOf([...(step?.diagnostics ?? []), ...phaseDiagnostics(only, analysis)]);
  if (errors.length > 0 || !step) return failure(errors.join('\n'));
  return success({ phase, index, project: analysis, step });
}

function errorsOf(
  diagnostics: readonly {
    readonly severity: string;
    readonly node: string | null;
    readonly message: string;
  }[],
): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ node, message }) => (node === null ? message : `${node}: ${message}`));
}

/**
 * Reads the data of a phase, and checks what only the data can tell. With `limit` only the first
 * training examples count, and as large a part of the test examples.
 */
export async function loadPhase(
  checked: CheckedPhase,
  places: DataPlaces,
  limit: number | null,
): Promise<Result<LoadedPhase>> {
  const { phase, step, project } = checked;
  const loaded = await loadSources({ step, phase, places, limit });
  if (!loaded.ok) return loaded;
  const sources = loaded.value;
  // Files are known now: what they hold decides shapes, classes and problems.
  const given = { [step.id]: sources.given };
  const known = analyseProject(project.project, undefined, given);
  const knownStep = known.graphs[step.id] as GraphAnalysis;
  const errors = errorsOf(knownStep.diagnostics);
  if (errors.length > 0) return failure(errors.join('\n'));
  return success({ ...checked, project: known, step: knownStep, sources });
}

/**
 * Builds the networks of a phase on the running backend, with its step, from what earlier phases or a
 * file gave, if anything.
 */
export async function buildPhase(
  loaded: LoadedPhase,
  learned: ReadonlyMap<string, WeightValues>,
  isResumed: boolean,
): Promise<Result<ReadyPhase>> {
  const { phase, project, step } = loaded;
  const program = await compileStep(project, step, { seed: phase.seed, frozen: phase.frozen });
  // A phase that goes on has begun anew with what is fresh in it already.
  const fresh = isResumed ? [] : phase.fresh;
  const isFresh = (name: string): boolean => fresh.some((one) => belongsTo(name, one));
  const missing = isResumed ? program.weights.filter(({ name }) => !learned.has(name)) : [];
  if (missing[0]) {
    program.dispose();
    return failure(
      `The checkpoint has no ${missing[0].name}${missing.length > 1 ? ` and lacks ${missing.length - 1} more weights` : ''}; it belongs to another project, or the project was changed since.`,
    );
  }
  const set = setWeights(program.weights, new Map([...learned].filter(([name]) => !isFresh(name))));
  if (!set.ok) {
    program.dispose();
    return set;
  }
  program.copyToTargets();
  return success({ ...loaded, program, actors: createActors(step, program) });
}
