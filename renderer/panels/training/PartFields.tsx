import { useState } from 'react';
import type { JsonValue } from '../../../src/base/jsonValue';
import type { GraphNode } from '../../../src/document/project';
import type { Field, FieldSet, NamedThing } from '../../../src/kinds/field';
import { Button } from '../../controls/Button';
import { MoreButton } from '../../controls/MoreButton';
import { FieldInput } from '../../inspector/FieldInput';
import type { KnownNames } from '../../inspector/knownNames';
import { platform } from '../../platform/currentPlatform';
import { useEditor } from '../../store/editorStore';
import { dataRequest, filledPaths } from './dataPaths';
import { FormRow } from './FormRow';
import styles from './PhaseForm.module.css';

/** A part of a training step, with the fields of its kind that are shown. */
export interface PartFieldsProps {
  readonly choice: Pick<GraphNode, 'kind' | 'fields'>;
  readonly fields: FieldSet;
  /** What lists of names can name, by the field. */
  readonly known?: ((of: NamedThing) => KnownNames) | undefined;
  readonly onChange: (fields: GraphNode['fields']) => void;
  /** Called when a change is complete, so that the next one is undone by itself. */
  readonly onDone: () => void;
}

/** The form of a part's fields; rarely changed ones are folded away. */
export function PartFields({ choice, fields, known, onChange, onDone }: PartFieldsProps) {
  const [showsFolded, setShowsFolded] = useState(false);
  const names = Object.keys(fields);
  const rows = (advanced: boolean) =>
    names
      .filter((name) => (fields[name]?.advanced ?? false) === advanced)
      .map((name) => {
        const field = fields[name] as Field<unknown>;
        return (
          <FormRow key={`${choice.kind} ${name}`} label={field.label} help={field.help}>
            {(id) => (
              <PartField
                id={id}
                kind={choice.kind}
                name={name}
                field={field}
                raw={choice.fields[name]}
                known={field.control.type === 'names' ? known?.(field.control.of) : undefined}
                onChange={(changed) => onChange({ ...choice.fields, ...changed })}
                onDone={onDone}
              />
            )}
          </FormRow>
        );
      });
  const folded = rows(true);
  return (
    <>
      {rows(false)}
      {folded.length > 0 && (
        <div className={styles.more}>
          <MoreButton
            open={showsFolded}
            count={folded.length}
            onToggle={() => setShowsFolded(!showsFolded)}
          />
          {showsFolded && <div className={styles.grid}>{folded}</div>}
        </div>
      )}
    </>
  );
}

interface PartFieldProps {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly field: Field<unknown>;
  /** As saved; undefined where the default holds. */
  readonly raw: JsonValue | undefined;
  readonly known: KnownNames | undefined;
  readonly onChange: (changed: Readonly<Record<string, JsonValue>>) => void;
  readonly onDone: () => void;
}

function PartField({ id, kind, name, field, raw, known, onChange, onDone }: PartFieldProps) {
  const parsed = field.parse(raw ?? field.default);
  return (
    <>
      <FieldInput
        id={id}
        label={field.label}
        control={field.control}
        value={parsed.ok ? parsed.value : raw}
        invalid={!parsed.ok}
        known={known}
        onChange={(value) => onChange({ [name]: value })}
        onDone={onDone}
      />
      <PickButton kind={kind} name={name} onPicked={onChange} onDone={onDone} />
    </>
  );
}

interface PickButtonProps {
  readonly kind: string;
  readonly name: string;
  readonly onPicked: PartFieldProps['onChange'];
  readonly onDone: () => void;
}

function PickButton({ kind, name, onPicked, onDone }: PickButtonProps) {
  const request = dataRequest(kind, name);
  if (!request) return null;
  const pick = async (): Promise<void> => {
    const { location, notify } = useEditor.getState();
    const picked = await platform.pickData(location, request);
    if (!picked.ok) notify('error', picked.error);
    else if (picked.value) {
      onPicked(filledPaths(kind, name, picked.value));
      onDone();
    }
  };
  return (
    <Button size="small" className={styles.pick} onClick={() => void pick()}>
      Choose…
    </Button>
  );
}
