import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { classNames } from './classNames';
import styles from './TextField.module.css';

/** A line of text that is committed on Enter and on leaving; Escape takes it back. */
export interface TextFieldProps
  extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'defaultValue'> {
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** Called for every key, for fields that act while one types. */
  readonly onType?: (value: string) => void;
  readonly invalid?: boolean;
}

/** A text field; what is typed is the caller's once committed. */
export function TextField(props: TextFieldProps) {
  const { value, onCommit, onType, invalid, className, onBlur, onKeyDown, ...rest } = props;
  const [draft, setDraft] = useState(value);
  const reverting = useRef(false);
  useEffect(() => setDraft(value), [value]);
  return (
    <input
      type="text"
      spellCheck={false}
      autoComplete="off"
      {...rest}
      value={draft}
      aria-invalid={invalid || undefined}
      className={classNames(styles.field, className)}
      onChange={(event) => {
        setDraft(event.target.value);
        onType?.(event.target.value);
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.defaultPrevented) return;
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          reverting.current = true;
          setDraft(value);
          onType?.(value);
          event.currentTarget.blur();
          event.stopPropagation();
        }
      }}
      onBlur={(event) => {
        if (!reverting.current && draft !== value) onCommit(draft);
        // A refused value must not stay on show.
        if (reverting.current || draft !== value) setDraft(value);
        reverting.current = false;
        onBlur?.(event);
      }}
    />
  );
}
