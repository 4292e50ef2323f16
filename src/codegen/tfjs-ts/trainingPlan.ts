import type { GraphAnalysis } from '../../analysis/analyse';
import { failure, type Result, success } from '../../base/result';
import { formatShape, sameShape, type TensorType } from '../../base/tensorType';
import type { KindChoice, Phase } from '../../document/project';
import { findDataKind, findLossKind, findOptimizerKind } from '../../kinds/training/registry';
import {
  type ColumnDescription,
  type DataKind,
  type LossKind,
  type OptimizerKind,
  readPartFields,
  type TargetEncoding,
} from '../../kinds/training/trainingKind';

/** A part of a phase with its fields read. */
export interface PlannedPart<Kind> {
  readonly kind: Kind;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A phase with everything looked up, so that code can be written for it. */
export interface TrainingPlan {
  readonly phase: Phase;
  readonly data: PlannedPart<DataKind>;
  readonly loss: PlannedPart<LossKind>;
  readonly optimizer: PlannedPart<OptimizerKind>;
  /** The columns of the data set that go in and that the output is compared with. */
  readonly input: string;
  readonly target: string;
  readonly encoding: TargetEncoding;
  /** The number of classes, where the target is one. */
  readonly classCount: number;
}

/** Losses that compare with a class wherever a table leaves open what its column holds. */
const classLosses = ['categoricalCrossentropy', 'binaryCrossentropy', 'hinge'];

/** Looks up what a phase trains with, or says in one sentence why no code can be written for it. */
export function planTraining(analysis: GraphAnalysis, phase: Phase): Result<TrainingPlan> {
  const data = readPart('data', phase.data, findDataKind(phase.data.kind));
  if (!data.ok) return data;
  const loss = readPart('loss', phase.loss, findLossKind(phase.loss.kind));
  if (!loss.ok) return loss;
  const optimizer = readPart('optimizer', phase.optimizer, findOptimizerKind(phase.optimizer.kind));
  if (!optimizer.ok) return optimizer;
  const output = onlyType(analysis, analysis.outputs);
  const entering = onlyType(analysis, analysis.inputs);
  if (!output || !entering) {
    return failure(
      `the network has ${analysis.inputs.length} inputs and ${analysis.outputs.length} outputs, and a data set feeds one and is compared with one.`,
    );
  }
  const { kind, fields } = data.value;
  const columns = kind.columns(fields);
  const input = phase.input ?? kind.input;
  const given = columns?.[input];
  if (columns && !given) return failure(`${kind.title} has no column "${input}".`);
  if (given && !sameShape(given.type.shape, entering.shape)) {
    return failure(
      `${kind.title} gives ${formatShape(given.type.shape)}, but the network takes ${formatShape(entering.shape)}.`,
    );
  }
  const guessed = targetColumn(data.value, loss.value.kind, phase.target ?? kind.target, output);
  const target = phase.target ?? (guessed.content === 'class' ? kind.target : 'target');
  const column = columns ? columns[target] : target === input ? numbers(entering) : guessed;
  if (!column) return failure(`${kind.title} has no column "${target}".`);
  const encoding = loss.value.kind.encoding(output, column);
  if (!encoding.ok) return failure(`${loss.value.kind.title} ${encoding.error}`);
  const classCount = column.classCount ?? Math.max(2, output.shape[0] ?? 2);
  return success({
    phase,
    data: data.value,
    loss: loss.value,
    optimizer: optimizer.value,
    input,
    target,
    encoding: encoding.value,
    classCount,
  });
}

function readPart<Kind extends DataKind | LossKind | OptimizerKind>(
  what: string,
  choice: KindChoice,
  kind: Kind | null,
): Result<PlannedPart<Kind>> {
  if (!kind) return failure(`the ${what} "${choice.kind}" is not known to this version.`);
  const fields = readPartFields(kind, choice.fields);
  return fields.ok ? success({ kind, fields: fields.value }) : failure(fields.error);
}

function onlyType(analysis: GraphAnalysis, ids: readonly string[]): TensorType | null {
  const [id = '', ...others] = ids;
  if (others.length > 0) return null;
  return Object.values(analysis.nodes.get(id)?.outputs ?? {})[0] ?? null;
}

/** What the target of a user's own files is, as far as the settings tell. */
function targetColumn(
  { kind, fields }: PlannedPart<DataKind>,
  loss: LossKind,
  target: string,
  output: TensorType,
): ColumnDescription {
  const isNumbers =
    kind.id === 'csv' &&
    (fields.task === 'regression' ||
      target === 'target' ||
      (fields.task !== 'classification' && !classLosses.includes(loss.id)));
  return isNumbers ? numbers(output) : { type: { shape: [], dtype: 'int32' }, content: 'class' };
}

function numbers(type: TensorType): ColumnDescription {
  return { type, content: 'vector' };
}
