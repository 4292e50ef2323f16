import { type KeyboardEvent, useId, useState } from 'react';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import { hasExpression, type Names } from '../../src/analysis/nodeSettings';
import type { JsonValue } from '../../src/base/jsonValue';
import type { Field } from '../../src/kinds/field';
import { classNames } from '../controls/classNames';
import { steady } from '../controls/steady';
import { Tooltip } from '../controls/Tooltip';
import { useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import { ExpressionField } from './ExpressionField';
import {
  expressionOf,
  presentText,
  presentValue,
  readExpression,
  writeExpression,
} from './expressionText';
import { FieldInput } from './FieldInput';
import styles from './Inspector.module.css';
import type { KnownNames } from './knownNames';

/** A line of a form: something to set, as a value or as an expression. */
export interface SettingRowProps {
  /** How diagnostics call it. */
  readonly name: string;
  readonly field: Field<unknown>;
  /** What the file holds; undefined where it holds nothing or several nodes differ. */
  readonly raw: JsonValue | undefined;
  /** The value to show when it is no expression; undefined while nodes differ. */
  readonly value: unknown;
  /** The values of the names that an expression may use, for each repetition. */
  readonly places: readonly Names[];
  /** What a list of names can name. */
  readonly known?: KnownNames | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (value: JsonValue) => void;
}

interface Writing {
  readonly from: string;
  readonly draft: string;
}

/** Where typing "=" is typing. */
const textControls = 'input, textarea';

/** A label, the control that its field asks for or the expression in its place, and what is wrong. */
export const SettingRow = steady(function SettingRow(props: SettingRowProps) {
  const { name, field, raw, value, places, known, diagnostics, onChange } = props;
  const id = useId();
  const [writing, setWriting] = useState<Writing | null>(null);
  const { closeStep } = useEditor.getState();
  const names = places[0] ?? {};
  const invalid = diagnostics.some(({ severity }) => severity === 'error');
  const isExpression = raw !== undefined && hasExpression(raw);
  const isWritten = isExpression || writing !== null;
  const write = (draft: string): void => setWriting({ from: '', draft });
  const start = (): void => {
    const from = expressionOf(value);
    setWriting({ from, draft: from });
  };
  const change = (next: JsonValue): void => {
    setWriting(null);
    onChange(next);
    closeStep();
  };
  const toggle = (): void => {
    if (!isExpression) {
      if (writing) setWriting(null);
      else start();
      return;
    }
    const found = presentValue(raw, field, names);
    change(found.ok ? found.value : (field.default as JsonValue));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const isTyping = (event.target as HTMLElement).closest(textControls) !== null;
    if (isWritten || isTyping || event.key !== '=' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    start();
  };
  const label = (
    <label htmlFor={id} className={classNames(field.help && styles.helped)}>
      {field.label}
    </label>
  );
  return (
    <div className={styles.row} data-field={name}>
      <div className={styles.label} data-written={isWritten || undefined}>
        {field.help ? (
          <Tooltip text={field.help} side="left">
            {label}
          </Tooltip>
        ) : (
          label
        )}
        <button
          type="button"
          // For the pointer; the keyboard types "=", and a value to go back.
          tabIndex={-1}
          className={styles.toggle}
          aria-pressed={isWritten}
          aria-label={`Expression for ${field.label}`}
          title={isWritten ? 'Back to a value' : 'Write an expression'}
          onPointerDown={(event) => event.preventDefault()}
          onClick={toggle}
        >
          =
        </button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears what is typed inside. */}
      <div className={styles.control} data-control onKeyDown={onKeyDown}>
        {isWritten ? (
          <ExpressionField
            id={id}
            label={field.label}
            text={writing ? writing.from : writeExpression(raw ?? null)}
            draft={writing?.draft}
            names={names}
            invalid={invalid}
            preview={(text) => presentText(readExpression(text, field.control), field, places)}
            onCommit={(text) => change(readExpression(text, field.control))}
            onCancel={() => setWriting(null)}
          />
        ) : (
          <FieldInput
            id={id}
            label={field.label}
            control={field.control}
            value={value}
            invalid={invalid}
            known={known}
            onChange={onChange}
            onDone={closeStep}
            onExpression={write}
          />
        )}
      </div>
      {diagnostics.map((diagnostic) => (
        <DiagnosticNote key={diagnostic.code} diagnostic={diagnostic} />
      ))}
    </div>
  );
});
