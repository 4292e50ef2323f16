import { layerCosts } from '../../../src/analysis/nodeCosts';
import type { NumberedNode } from '../../../src/analysis/numberedNode';
import type { TensorType } from '../../../src/base/tensorType';
import { type Field, parseFields } from '../../../src/kinds/field';
import type { InputsByPort, LayerKind } from '../../../src/kinds/layerKind';
import { isVariadic, variadicPortName } from '../../../src/kinds/port';
import { findLayerKind } from '../../../src/kinds/registry';
import type { Report } from '../../../src/kinds/report';

/** A node as `[id, kind, fields, ids of the nodes before it]`; left out, the one before in the list. */
export type PlainNode = readonly [
  id: string,
  kind: string | LayerKind,
  fields?: Readonly<Record<string, unknown>>,
  sources?: readonly string[],
];

/** What a report says; errors and warnings alike, since a test of numbers wants neither. */
function throwing(id: string): Report {
  const fail = (message: string, values?: object): never => {
    throw new Error(`${id}: ${message} ${JSON.stringify(values)}`);
  };
  return { error: fail, warning: () => {}, hint: () => {} };
}

/** Works out nodes in order, straight from their kinds; throws where one is wrong. */
export function plainNetwork(plain: readonly PlainNode[]): NumberedNode[] {
  const outputs = new Map<string, TensorType>();
  return plain.map(([id, kindOrId, raw = {}, given], place) => {
    const kind = typeof kindOrId === 'string' ? findLayerKind(kindOrId) : kindOrId;
    if (!kind) throw new Error(`There is no kind ${String(kindOrId)}.`);
    const { values: fields, problems } = parseFields(
      kind.fields as Readonly<Record<string, Field<unknown>>>,
      raw,
    );
    if (!fields || problems.length > 0) throw new Error(`${id}: ${JSON.stringify(problems)}`);
    const isSource = !isVariadic(kind.inputs) && Object.keys(kind.inputs).length === 0;
    const sources = given ?? (isSource ? [] : [plain[place - 1]?.[0] ?? '']);
    const ports = isVariadic(kind.inputs)
      ? sources.map((_, index) => variadicPortName(index))
      : Object.keys(kind.inputs);
    const inputs: InputsByPort = Object.fromEntries(
      sources.map((source, index) => [ports[index] ?? '', outputs.get(source) as TensorType]),
    );
    const found = kind.infer(fields, inputs, throwing(id)) as InputsByPort;
    outputs.set(id, Object.values(found)[0] as TensorType);
    const costs = layerCosts(kind, fields, inputs, found);
    return { id, sources, kind, fields, inputs, outputs: found, costs };
  });
}
