import type { JsonValue } from '../../src/base/jsonValue';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import { setFields } from '../../src/document/edits/nodeEdits';
import type { GraphNode } from '../../src/document/project';
import type { Field } from '../../src/kinds/field';

/** What several nodes hold in one field. */
export interface SharedValue {
  /** The value of all of them; undefined while they differ or hold nothing that can be read. */
  readonly value: unknown;
  /** What the file holds of all of them; undefined while they differ or leave it to the default. */
  readonly raw: JsonValue | undefined;
  readonly isMixed: boolean;
}

/** The value that nodes of one kind share in a field, defaults filled in. */
export function sharedValue(
  nodes: readonly GraphNode[],
  name: string,
  field: Field<unknown>,
): SharedValue {
  const texts = new Set<string>();
  let value: unknown;
  for (const node of nodes) {
    const raw = node.fields[name];
    const parsed =
      raw === undefined ? { ok: true as const, value: field.default } : field.parse(raw);
    value = parsed.ok ? parsed.value : undefined;
    texts.add(JSON.stringify(parsed.ok ? parsed.value : ['unreadable', raw]));
  }
  return texts.size === 1
    ? { value, raw: nodes[0]?.fields[name], isMixed: false }
    : { value: undefined, raw: undefined, isMixed: true };
}

/**
 * Sets one field of several nodes; a value that is the default is left out of the file. Changes to
 * the same field in a row become one step of the history.
 */
export function setFieldOf(
  graphId: string,
  ids: readonly string[],
  name: string,
  field: Field<unknown>,
  value: JsonValue,
): Edit {
  const isDefault = JSON.stringify(value) === JSON.stringify(field.default);
  const edits = ids.map((id) => setFields(graphId, id, { [name]: isDefault ? undefined : value }));
  const [only] = edits;
  if (only && edits.length === 1) return { ...only, label: `Set ${field.label} of ${ids[0]}` };
  const label = `Set ${field.label} of ${ids.length} nodes`;
  return {
    ...combineEdits(label, edits),
    mergeKey: `fields:${graphId}:${ids.join(',')}:${name}`,
  };
}
