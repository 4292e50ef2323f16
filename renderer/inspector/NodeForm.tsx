import { useEffect, useId, useRef, useState } from 'react';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphNode } from '../../src/document/project';
import type { Field } from '../../src/kinds/field';
import type { LayerKind } from '../../src/kinds/layerKind';
import { classNames } from '../controls/classNames';
import { MoreButton } from '../controls/MoreButton';
import { Tooltip } from '../controls/Tooltip';
import { useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import { FieldInput } from './FieldInput';
import { setFieldOf, sharedValue } from './fieldValue';
import styles from './Inspector.module.css';

/** What a form shows: nodes of one kind, and what is wrong with them. */
export interface NodeFormProps {
  readonly graphId: string;
  readonly kind: LayerKind;
  readonly nodes: readonly GraphNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The form that a kind's fields make; it edits all its nodes together. */
export function NodeForm({ graphId, kind, nodes, diagnostics }: NodeFormProps) {
  const [showsAdvanced, setShowsAdvanced] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const focusRequest = useEditor((state) => state.focusRequest);
  const names = Object.keys(kind.fields);
  const isAdvanced = (name: string): boolean => kind.fields[name]?.advanced ?? false;
  const usual = names.filter((name) => !isAdvanced(name));
  const advanced = names.filter(isAdvanced);
  useEffect(() => {
    if (!focusRequest?.field) return;
    if (kind.fields[focusRequest.field]?.advanced) setShowsAdvanced(true);
    const row = `[data-field="${focusRequest.field}"]`;
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
      diagnostics={diagnostics.filter((diagnostic) => diagnostic.field === name)}
    />
  );
  if (names.length === 0) return <p className={styles.quiet}>It has nothing to set.</p>;
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
  readonly diagnostics: readonly Diagnostic[];
}

function FieldRow({ graphId, name, field, nodes, diagnostics }: FieldRowProps) {
  const id = useId();
  const { value, isMixed } = sharedValue(nodes, name, field);
  const { edit, closeStep } = useEditor.getState();
  const invalid = diagnostics.some(({ severity }) => severity === 'error');
  const label = (
    <label htmlFor={id} className={classNames(field.help && styles.helped)}>
      {field.label}
    </label>
  );
  return (
    <div className={styles.row} data-field={name}>
      {field.help ? (
        <Tooltip text={field.help} side="left">
          {label}
        </Tooltip>
      ) : (
        label
      )}
      <div className={styles.control}>
        <FieldInput
          // Other nodes, other typing.
          key={`${nodes.map((node) => node.id).join()}${isMixed ? ' mixed' : ''}`}
          id={id}
          label={field.label}
          control={field.control}
          value={value}
          invalid={invalid}
          onChange={(next) =>
            edit(
              setFieldOf(
                graphId,
                nodes.map((node) => node.id),
                name,
                field,
                next,
              ),
            )
          }
          onDone={closeStep}
        />
      </div>
      {diagnostics.map((diagnostic) => (
        <DiagnosticNote key={diagnostic.code} diagnostic={diagnostic} />
      ))}
    </div>
  );
}
