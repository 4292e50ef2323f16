import type { ProjectAnalysis } from '../../analysis/graphAnalysis';
import { type Columns, chosenColumns } from '../../analysis/phaseColumns';
import { type PhaseParts, phaseDiagnostics, phaseParts } from '../../analysis/phaseDiagnostics';
import { failure, type Result, success } from '../../base/result';
import type { TensorType } from '../../base/tensorType';
import type { Phase } from '../../document/project';
import type { ColumnDescription, TargetEncoding } from '../../kinds/training/trainingKind';

/** A phase with everything looked up, so that code can be written for it. */
export interface TrainingPlan extends PhaseParts {
  readonly phase: Phase;
  /** The columns of the data set that go in and that the output is compared with. */
  readonly input: string;
  readonly target: string;
  readonly encoding: TargetEncoding;
  /** The number of classes, where the target is one. */
  readonly classCount: number;
}

/** Losses that compare with a class wherever a table leaves open what its column holds. */
const classLosses = ['categoricalCrossentropy', 'binaryCrossentropy', 'hinge'];

/** Looks up what a phase trains with, or says why no code can be written for it. */
export function planTraining(analysis: ProjectAnalysis, phase: Phase): Result<TrainingPlan> {
  const { project } = analysis;
  const errors = phaseDiagnostics({ ...project, phases: [phase] }, analysis)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
  const entering = onlyType(analysis, phase.network, 'inputs');
  const output = onlyType(analysis, phase.network, 'outputs');
  if (errors.length > 0) return failure(errors.join(' '));
  if (!entering || !output) {
    return failure('A data set feeds one input and is compared with one output.');
  }
  const parts = phaseParts(phase);
  const columns =
    parts.data.columns(parts.dataFields) ?? guessedColumns(phase, parts, entering, output);
  const { input, target } = chosenColumns(phase, parts.data, columns);
  const column = columns[target];
  if (!column) return failure(`${parts.data.title} has no column "${target}".`);
  const encoding = parts.loss.encoding(output, column);
  if (!encoding.ok) return failure(`${parts.loss.title} ${encoding.error}`);
  return success({
    ...parts,
    phase,
    input,
    target,
    encoding: encoding.value,
    classCount: column.classCount ?? Math.max(2, output.shape[0] ?? 2),
  });
}

function onlyType(
  analysis: ProjectAnalysis,
  network: string,
  side: 'inputs' | 'outputs',
): TensorType | null {
  const graph = analysis.graphs[network];
  const [id = '', ...others] = graph?.[side] ?? [];
  if (others.length > 0) return null;
  return Object.values(graph?.nodes.get(id)?.outputs ?? {})[0] ?? null;
}

/** The columns of a user's own files, as far as the settings and the network tell. */
function guessedColumns(
  phase: Phase,
  { data, dataFields, loss }: PhaseParts,
  entering: TensorType,
  output: TensorType,
): Columns {
  const column: ColumnDescription = { type: entering, content: 'vector' };
  const input = { [phase.input ?? data.input]: column };
  const task = data.id === 'csv' ? dataFields.task : 'classification';
  const isClass =
    task === 'classification' || (task === 'automatic' && classLosses.includes(loss.id));
  return isClass
    ? { label: { type: { shape: [], dtype: 'int32' }, content: 'class' }, ...input }
    : { target: { type: output, content: 'vector' }, ...input };
}

/** Whether a plan's target is its own input: the network learns to give back what it gets. */
export function isAutoencoder(plan: TrainingPlan): boolean {
  return plan.input === plan.target;
}
