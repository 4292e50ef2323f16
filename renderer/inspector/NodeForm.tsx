import { useEffect, useMemo, useRef, useState } from 'react';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { Names } from '../../src/analysis/nodeSettings';
import type { GraphNode } from '../../src/document/project';
import type { Field } from '../../src/kinds/field';
import type { LayerKind } from '../../src/kinds/layerKind';
import { MoreButton } from '../controls/MoreButton';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { setFieldOf, sharedValue } from './fieldValue';
import styles from './Inspector.module.css';
import { knownNames } from './knownNames';
import { SettingRow } from './SettingRow';

/** What a form shows: nodes of one kind, and what is wrong with them. */
export interface NodeFormProps {
  readonly graphId: string;
  readonly kind: LayerKind;
  readonly nodes: readonly GraphNode[];
  /** The values of the names in expressions, for each repetition. */
  readonly places: readonly Names[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The form that a kind's fields make; it edits all its nodes together. */
export function NodeForm({ graphId, kind, nodes, places, diagnostics }: NodeFormProps) {
  const [showsAdvanced, setShowsAdvanced] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const focusRequest = useEditor((state) => state.focusRequest);
  // Whether a block learns stands with what else is said of the block as a whole.
  const names = Object.keys(kind.fields).filter(
    (name) => kind.family !== 'block' || name !== 'trainable',
  );
  const isAdvanced = (name: string): boolean => kind.fields[name]?.advanced ?? false;
  const usual = names.filter((name) => !isAdvanced(name));
  const advanced = names.filter(isAdvanced);
  useEffect(() => {
    if (!focusRequest?.field) return;
    if (kind.fields[focusRequest.field]?.advanced) setShowsAdvanced(true);
    const row = `[data-field="${focusRequest.field}"] [data-control]`;
    // An advanced field is there only after the next frame.
    requestAnimationFrame(() => {
      const control = form.current?.querySelector<HTMLElement>(`${row} input, ${row} button`);
      control?.focus();
    });
  }, [focusRequest, kind]);
  const row = (name: string) => (
    <FieldRow
      key={name}
      graphId={graphId}
      name={name}
      field={kind.fields[name] as Field<unknown>}
      nodes={nodes}
      places={places}
      diagnostics={diagnostics.filter((diagnostic) => diagnostic.field === name)}
    />
  );
  if (names.length === 0)
    return (
      <p className={styles.quiet}>
        {kind.family === 'block' ? 'It has no arguments.' : 'It has nothing to set.'}
      </p>
    );
  return (
    <div ref={form} className={styles.form}>
      {usual.map(row)}
      {advanced.length > 0 && (
        <>
          <MoreButton
            open={showsAdvanced}
            count={advanced.length}
            onToggle={() => setShowsAdvanced(!showsAdvanced)}
          />
          {showsAdvanced && advanced.map(row)}
        </>
      )}
    </div>
  );
}

interface FieldRowProps {
  readonly graphId: string;
  readonly name: string;
  readonly field: Field<unknown>;
  readonly nodes: readonly GraphNode[];
  readonly places: readonly Names[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The line of one field; it sets the field of all nodes. */
export function FieldRow({ graphId, name, field, nodes, places, diagnostics }: FieldRowProps) {
  const ids = nodes.map((node) => node.id);
  const { value, raw, isMixed } = sharedValue(nodes, name, field);
  const graph = useEditor(selectGraphAnalysis);
  const [first = ''] = ids;
  const { control } = field;
  const known = useMemo(
    () => (graph && control.type === 'names' ? knownNames(graph, first, control.of) : undefined),
    [graph, control, first],
  );
  return (
    <SettingRow
      // Other nodes, other typing.
      key={`${ids.join()}${isMixed ? ' mixed' : ''}`}
      name={name}
      field={field}
      raw={raw}
      value={value}
      places={places}
      known={known}
      diagnostics={diagnostics}
      onChange={(next) => {
        useEditor.getState().edit(setFieldOf(graphId, ids, name, field, next));
      }}
    />
  );
}
