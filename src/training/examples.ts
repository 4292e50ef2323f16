import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../base/tensorType';
import { encodeTarget } from '../compile/encodeTarget';
import type { Batch } from '../data/batches';
import type { Column, Split } from '../data/dataSet';
import type { ColumnDescription, TargetEncoding } from '../kinds/training/trainingKind';

/** What a phase takes from every example: the column it feeds, and the one it compares with. */
export interface ExampleRoles {
  readonly input: string;
  readonly target: string;
  readonly encoding: TargetEncoding;
  /** The network's output for one example. */
  readonly outputShape: readonly number[];
}

/** The tensors of a batch; the caller disposes both. */
export interface BatchTensors {
  readonly input: tf.Tensor;
  readonly target: tf.Tensor;
}

/** A split with only the columns that a phase uses, so that batches copy nothing else. */
export function usedColumns(split: Split, roles: Pick<ExampleRoles, 'input' | 'target'>): Split {
  const names = [...new Set([roles.input, roles.target])];
  return {
    length: split.length,
    columns: Object.fromEntries(names.map((name) => [name, columnOf(split, name)])),
  };
}

/** The column with a name. Throws where there is none. */
export function columnOf(split: Split, name: string): Column {
  const column = split.columns[name];
  if (!column) throw new Error(`The data set has no column "${name}".`);
  return column;
}

/** What is known of columns that were read, as kinds describe columns beforehand. */
export function describeColumns(split: Split): Readonly<Record<string, ColumnDescription>> {
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, { type, content, classes }]) => [
      name,
      { type, content, ...(classes ? { classCount: classes.length } : {}) },
    ]),
  );
}

/** The input and the encoded target of a batch on the running backend. */
export function batchTensors(batch: Batch, split: Split, roles: ExampleRoles): BatchTensors {
  const { target, encoding, outputShape } = roles;
  const encoded = encodeTarget(batch.columns[target] ?? [], encoding, outputShape[0] ?? 0);
  const targetShape = encoding === 'asIs' ? known(columnOf(split, target).type.shape) : outputShape;
  return {
    input: inputTensor(batch, split, roles),
    target: tf.tensor(encoded, [batch.count, ...targetShape]),
  };
}

/** The input of a batch on the running backend; the caller disposes it. */
export function inputTensor(
  batch: Batch,
  split: Split,
  { input }: Pick<ExampleRoles, 'input'>,
): tf.Tensor {
  const { shape, dtype } = columnOf(split, input).type;
  return tf.tensor(batch.columns[input] ?? [], [batch.count, ...known(shape)], dtype);
}

function known(shape: Shape): number[] {
  return shape.map((axis) => axis ?? 0);
}
