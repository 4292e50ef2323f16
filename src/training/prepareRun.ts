import type { GraphAnalysis, ProjectAnalysis } from '../analysis/graphAnalysis';
import { chosenColumns, columnDiagnostics } from '../analysis/phaseColumns';
import { type PhaseParts, phaseDiagnostics, phaseParts } from '../analysis/phaseDiagnostics';
import { createRandomness, type Randomness } from '../base/randomness';
import { failure, type Result, success } from '../base/result';
import {
  type BuiltNetwork,
  buildModel,
  setWeights,
  type WeightValues,
} from '../compile/buildModel';
import { headOfLoss } from '../compile/losses';
import { createTrainingStep, type TrainingStep } from '../compile/trainingStep';
import { splitOff, take } from '../data/batches';
import type { DataSet, Split } from '../data/dataSet';
import type { Phase, Project } from '../document/project';
import { describeColumns, type ExampleRoles, usedColumns } from './examples';
import { type DataPlaces, loadData } from './loadData';

/** A phase that has been checked: its parts and the network that it trains. */
export interface CheckedPhase {
  readonly phase: Phase;
  readonly index: number;
  readonly graph: GraphAnalysis;
  readonly parts: PhaseParts;
}

/** The examples of a run, only the columns it uses. */
export interface RunExamples {
  readonly roles: ExampleRoles;
  readonly training: Split;
  /** Empty where nothing is kept aside. */
  readonly validation: Split;
  readonly test: Split;
}

/** A network with weights and the step that trains it. */
export interface RunModel {
  readonly network: BuiltNetwork;
  readonly step: TrainingStep;
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
        ? 'The project has no training settings. Choose data, a loss and an optimizer first.'
        : `The project has ${project.phases.length} trainings; there is no number ${index + 1}.`,
    );
  }
  const graph = analysis.graphs[phase.network];
  const only = { ...project, phases: [phase] };
  const errors = [...(graph?.diagnostics ?? []), ...phaseDiagnostics(only, analysis)].filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0 || !graph) {
    return failure(
      errors
        .map(({ node, message }) => (node === null ? message : `${node}: ${message}`))
        .join('\n'),
    );
  }
  return success({ phase, index, graph, parts: phaseParts(phase) });
}

/** The streams of random numbers of a run: one for each use, so that none disturbs another. */
export function runRandomness(phase: Phase): Randomness {
  return createRandomness(phase.seed).fork('run');
}

/**
 * Reads the data of a phase, checks what only the data can tell, and divides it. With `limit` only the
 * first training examples count, and as large a part of the test examples.
 */
export async function loadExamples(
  checked: CheckedPhase,
  places: DataPlaces,
  limit: number | null,
): Promise<Result<RunExamples>> {
  const { phase, graph, parts } = checked;
  const loaded = await loadData(parts.data.id, parts.dataFields, places);
  if (!loaded.ok) return loaded;
  const columns = describeColumns(loaded.value.train);
  const errors = columnDiagnostics(checked, parts.data, parts.loss, columns).filter(
    ({ severity }) => severity === 'error',
  );
  const names = chosenColumns(phase, parts.data, columns);
  const target = columns[names.target];
  const [output] = Object.values(graph.nodes.get(graph.outputs[0] ?? '')?.outputs ?? {});
  if (errors.length > 0 || !target || !output) {
    return failure(errors.map(({ message }) => message).join('\n'));
  }
  const encoding = parts.loss.encoding(output, target);
  if (!encoding.ok) return failure(`${parts.loss.title} ${encoding.error}`);
  const { train, test } = limited(loaded.value, limit);
  if (train.length === 0) return failure(`${loaded.value.title} has no examples to learn from.`);
  const divided = splitOff(
    usedColumns(train, names),
    phase.validationSplit,
    runRandomness(phase).fork('validation'),
  );
  const roles: ExampleRoles = {
    ...names,
    encoding: encoding.value,
    outputShape: output.shape.map((axis, place) => axis ?? target.type.shape[place] ?? 1),
  };
  return success({
    roles,
    training: divided.training,
    validation: divided.validation,
    test: usedColumns(test, names),
  });
}

function limited({ train, test }: DataSet, limit: number | null): Pick<DataSet, 'train' | 'test'> {
  if (limit === null || limit >= train.length) return { train, test };
  return {
    train: take(train, limit),
    test: take(test, Math.ceil((test.length * limit) / train.length)),
  };
}

/** Builds the network of a phase on the running backend, with its step, from given weights if any. */
export async function buildRunModel(
  checked: CheckedPhase,
  examples: RunExamples,
  initialWeights: ReadonlyMap<string, WeightValues> | null,
): Promise<Result<RunModel>> {
  const { phase, graph, parts } = checked;
  const network = await buildModel(graph, {
    seed: phase.seed,
    forTraining: true,
    head: headOfLoss(parts.loss.id),
  });
  const set = initialWeights ? setWeights(network, initialWeights) : success(null);
  if (!set.ok) {
    network.dispose();
    return set;
  }
  const step = createTrainingStep({
    network,
    loss: parts.loss.id,
    encoding: examples.roles.encoding,
    optimizer: parts.optimizer.id,
    optimizerFields: parts.optimizerFields,
  });
  return success({ network, step });
}
