import type { Result } from '../../base/result';
import type { TensorType } from '../../base/tensorType';
import { type FieldSet, type FieldValues, parseFields } from '../field';

/** What one quantity of every example is. */
export interface ColumnDescription {
  readonly type: TensorType;
  readonly content: 'image' | 'class' | 'vector' | 'tokens';
  /** The number of classes, for content `class`. */
  readonly classCount?: number;
}

/** What every kind of training part tells about itself. */
interface PartKind {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly fields: FieldSet;
}

type AnyFields = Readonly<Record<string, unknown>>;

/** A source of examples. How it is read is the data room's business; this is what it gives. */
export interface DataKind extends PartKind {
  /** The column usually fed to the network. */
  readonly input: string;
  /** The column the output is usually compared with. */
  readonly target: string;
  /** The columns where they are known beforehand; null for a user's own files. */
  columns(fields: AnyFields): Readonly<Record<string, ColumnDescription>> | null;
  /** How many training examples there are, where that is known beforehand. */
  trainCount(fields: AnyFields): number | null;
}

/** How a target column is turned into the numbers that the output is compared with. */
export type TargetEncoding = 'oneHot' | 'zeroOne' | 'minusOneOne' | 'asIs';

/** A measure of how wrong an output is. */
export interface LossKind extends PartKind {
  /** How the target must be encoded for an output of this type, or why the two do not go together. */
  encoding(output: TensorType, target: ColumnDescription): Result<TargetEncoding>;
  /** Activations of the last layer that this loss expects, as Keras names; null when any will do. */
  readonly expects: readonly string[] | null;
  /** The formula, as KaTeX. */
  formula(fields: AnyFields): string;
}

/** A rule that changes weights by their gradients. */
export interface OptimizerKind extends PartKind {
  /** How many numbers it keeps beside every trainable number. */
  slots(fields: AnyFields): number;
  /** The update rule, as KaTeX. */
  formula(fields: AnyFields): string;
}

/** A data kind from its definition, fields typed inside and read outside. */
export function defineData<Fields extends FieldSet>(
  definition: {
    readonly [Key in keyof Omit<DataKind, 'fields' | 'columns' | 'trainCount'>]: DataKind[Key];
  } & {
    readonly fields: Fields;
    readonly columns: (
      fields: FieldValues<Fields>,
    ) => Readonly<Record<string, ColumnDescription>> | null;
    readonly trainCount: (fields: FieldValues<Fields>) => number | null;
  },
): DataKind {
  return {
    ...definition,
    columns: (fields) => definition.columns(fields as FieldValues<Fields>),
    trainCount: (fields) => definition.trainCount(fields as FieldValues<Fields>),
  };
}

/** An optimizer kind from its definition, fields typed inside. */
export function defineOptimizer<Fields extends FieldSet>(
  definition: {
    readonly [Key in keyof Omit<OptimizerKind, 'fields' | 'slots' | 'formula'>]: OptimizerKind[Key];
  } & {
    readonly fields: Fields;
    readonly slots: (fields: FieldValues<Fields>) => number;
    readonly formula: (fields: FieldValues<Fields>) => string;
  },
): OptimizerKind {
  return {
    ...definition,
    slots: (fields) => definition.slots(fields as FieldValues<Fields>),
    formula: (fields) => definition.formula(fields as FieldValues<Fields>),
  };
}

/** The fields of a chosen part with defaults filled in, or what is wrong with them in one sentence. */
export function readPartFields(
  kind: PartKind,
  raw: Readonly<Record<string, unknown>>,
): Result<AnyFields> {
  const { values, problems } = parseFields(kind.fields, raw);
  return values && problems.length === 0
    ? { ok: true, value: values }
    : { ok: false, error: problems.map((problem) => problem.message).join(' ') };
}
