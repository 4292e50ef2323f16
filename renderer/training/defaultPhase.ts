import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { finalActivation } from '../../src/analysis/phaseNetwork';
import type { TensorType } from '../../src/base/tensorType';
import { sameShape } from '../../src/base/tensorType';
import type { KindChoice, Phase } from '../../src/document/project';
import { phaseDefaults } from '../../src/document/project';
import { dataKinds, findDataKind, lossKinds } from '../../src/kinds/training/registry';
import type { ColumnDescription, DataKind, LossKind } from '../../src/kinds/training/trainingKind';
import { readPartFields } from '../../src/kinds/training/trainingKind';

/**
 * Training settings to begin with: data whose examples have the shape of the network's input, the
 * input itself as target where the network gives back what it takes, and the loss that belongs to
 * the last activation.
 */
export function defaultPhase(analysis: GraphAnalysis): Phase {
  const input = nodeType(analysis, analysis.inputs[0]);
  const output = nodeType(analysis, analysis.outputs[0]);
  const data = dataFor(input);
  const kind = findDataKind(data.kind);
  const columns = kind && columnsOf(kind, data.fields);
  const isAutoencoder =
    input !== null &&
    output !== null &&
    input.shape.length > 1 &&
    sameShape(input.shape, output.shape);
  const target = kind && columns?.[isAutoencoder ? kind.input : kind.target];
  const loss = lossFor(finalActivation(analysis)?.activation ?? null, output, target ?? null);
  return {
    name: 'Train',
    recipe: 'supervised',
    network: analysis.id,
    data,
    input: null,
    target: isAutoencoder && kind ? kind.input : null,
    loss: { kind: loss.id, fields: {} },
    optimizer: { kind: 'adam', fields: {} },
    ...phaseDefaults,
  };
}

function nodeType(analysis: GraphAnalysis, node: string | undefined): TensorType | null {
  const outputs = node === undefined ? null : analysis.nodes.get(node)?.outputs;
  return Object.values(outputs ?? {})[0] ?? null;
}

/** The columns of a data set with some fields; null where they are not known beforehand. */
export function columnsOf(
  kind: DataKind,
  fields: KindChoice['fields'],
): Readonly<Record<string, ColumnDescription>> | null {
  const values = readPartFields(kind, fields);
  return values.ok ? kind.columns(values.value) : null;
}

function dataFor(input: TensorType | null): KindChoice {
  const shape = input?.shape ?? null;
  const fitting =
    shape &&
    dataKinds.find((kind) => {
      const column = columnsOf(kind, {})?.[kind.input];
      // A user's own files are only known once they are chosen.
      return column && kind.trainCount({}) !== null && sameShape(column.type.shape, shape);
    });
  if (fitting) return { kind: fitting.id, fields: {} };
  if (shape?.length === 1) return { kind: 'csv', fields: {} };
  const [height = null, width = null, channels = null] = shape ?? [];
  if (shape?.length === 3 && height !== null && width !== null) {
    return {
      kind: 'imageFolder',
      fields: { size: [height, width], channels: channels === 1 ? '1' : '3' },
    };
  }
  return { kind: 'mnist', fields: {} };
}

function lossFor(
  activation: string | null,
  output: TensorType | null,
  target: ColumnDescription | null,
): LossKind {
  const fits = (loss: LossKind): boolean => !output || !target || loss.encoding(output, target).ok;
  const expecting = lossKinds.find(
    (loss) => activation !== null && loss.expects?.includes(activation) && fits(loss),
  );
  const other = lossKinds.find((loss) => loss.expects === null && fits(loss));
  return expecting ?? other ?? (lossKinds[0] as LossKind);
}
