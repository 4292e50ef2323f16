import { useId, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Names } from '../../src/analysis/nodeSettings';
import type { Result } from '../../src/base/result';
import { classNames } from '../controls/classNames';
import fieldStyles from '../controls/TextField.module.css';
import styles from './ExpressionField.module.css';
import { suggestionsFor, wordBefore } from './expressionText';

/** What the field of an expression is given. */
export interface ExpressionFieldProps {
  readonly id: string;
  readonly label: string;
  /** What is saved: `=4*filters`. */
  readonly text: string;
  /** Where the writing begins, when it is something else. */
  readonly draft?: string | undefined;
  /** The names that may be used, with their present values. */
  readonly names: Names;
  readonly invalid: boolean;
  /** The present value of what is written, as text. */
  readonly preview: (text: string) => Result<string>;
  /** The text, once Enter is pressed or the field is left. */
  readonly onCommit: (text: string) => void;
  /** Nothing is to be changed. */
  readonly onCancel: () => void;
}

/** A field for an expression, with its present value and the names that it can use. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { id, label, text, draft: begun, names, invalid, preview, onCommit, onCancel } = props;
  const [draft, setDraft] = useState(begun ?? text);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const listId = useId();
  const isFocused = caret !== null;
  useLayoutEffect(() => setDraft(begun ?? text), [begun, text]);
  useLayoutEffect(() => {
    if (begun === undefined) return;
    const field = input.current;
    field?.focus();
    // A value that stood there before goes with the first key.
    field?.setSelectionRange(begun === text ? 1 : begun.length, begun.length);
  }, [begun, text]);

  const suggestions = isFocused ? suggestionsFor(draft.slice(0, caret), names) : [];
  const found = preview(draft);
  const finish = (): void => {
    setCaret(null);
    setChosen(-1);
    if (isDone.current) return;
    if (draft.trim() === '' || draft.trim() === '=' || draft === text) onCancel();
    else onCommit(draft);
  };
  const insert = (inserted: string): void => {
    const end = caret ?? draft.length;
    const start = end - wordBefore(draft.slice(0, end)).length;
    const next = draft.slice(0, start) + inserted + draft.slice(end);
    const place = start + inserted.length;
    // At once: a key pressed before the next frame must find the caret behind what was inserted.
    flushSync(() => {
      setDraft(next);
      setChosen(-1);
      setCaret(place);
    });
    input.current?.setSelectionRange(place, place);
  };
  return (
    <div className={styles.expression}>
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
        aria-invalid={invalid || (isFocused && !found.ok) || undefined}
        autoComplete="off"
        spellCheck={false}
        className={classNames(fieldStyles.field, styles.field)}
        value={draft}
        onFocus={(event) => {
          isDone.current = false;
          setCaret(event.currentTarget.selectionStart ?? 0);
        }}
        onSelect={(event) => {
          // A change of the selection is also told after the field is left.
          const field = event.currentTarget;
          if (document.activeElement === field) setCaret(field.selectionStart ?? 0);
        }}
        onChange={(event) => {
          setDraft(event.target.value);
          setCaret(event.target.selectionStart ?? 0);
          setChosen(-1);
        }}
        onKeyDown={(event) => {
          const { key } = event;
          if ((key === 'ArrowDown' || key === 'ArrowUp') && suggestions.length > 0) {
            event.preventDefault();
            const count = suggestions.length + 1;
            setChosen(((chosen + 1 + (key === 'ArrowDown' ? 1 : count - 1)) % count) - 1);
          } else if (key === 'Enter') {
            const taken = suggestions[chosen];
            if (taken) {
              event.preventDefault();
              insert(taken.inserted);
            } else event.currentTarget.blur();
          } else if (key === 'Escape') {
            event.stopPropagation();
            isDone.current = true;
            setDraft(text);
            onCancel();
            event.currentTarget.blur();
          }
        }}
        onBlur={finish}
      />
      {isFocused && (
        <div id={listId} role="listbox" aria-label="Names" className={styles.names}>
          {suggestions.map(({ name, detail, inserted }, place) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the keyboard stays in the field.
            // biome-ignore lint/a11y/useKeyWithClickEvents: arrows and Enter in the field do it.
            <div
              key={name}
              id={`${listId}-${place}`}
              role="option"
              aria-selected={place === chosen}
              className={styles.name}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => insert(inserted)}
            >
              <code>{name}</code> <span>{detail}</span>
            </div>
          ))}
        </div>
      )}
      <output htmlFor={id} className={classNames(styles.value, !found.ok && styles.wrong)}>
        {/* What is wrong with what is saved is said below. */}
        {found.ok ? `→ ${found.value}` : draft === text ? '→ no value' : found.error}
      </output>
      {isFocused && Object.keys(names).length === 0 && (
        <p className={styles.hint}>
          This graph has no arguments; add one while nothing is selected.
        </p>
      )}
    </div>
  );
}
