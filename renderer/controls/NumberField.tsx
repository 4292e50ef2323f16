import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { classNames } from './classNames';
import styles from './TextField.module.css';

/** A number that is typed or stepped with the arrow keys. */
export interface NumberFieldProps
  extends Omit<
    ComponentProps<'input'>,
    'value' | 'onChange' | 'defaultValue' | 'min' | 'max' | 'step'
  > {
  /** Null shows an empty field (mixed or unknown). */
  readonly value: number | null;
  /** Called with every valid number, also while one types. */
  readonly onChange: (value: number) => void;
  /** Called when the typing is done: Enter or leaving the field. */
  readonly onDone?: () => void;
  /** Called once what is typed begins with `=`, so that an expression can take over. */
  readonly onExpression?: ((text: string) => void) | undefined;
  readonly min?: number;
  readonly max?: number;
  /** What an arrow key adds; Shift makes it ten times as much. */
  readonly step?: number;
  /** Whole numbers only. */
  readonly integer?: boolean;
  readonly invalid?: boolean;
}

function parse(text: string, props: NumberFieldProps): number | null {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return null;
  const number = Number(clean);
  if (!Number.isFinite(number) || (props.integer && !Number.isInteger(number))) return null;
  const { min = -Infinity, max = Infinity } = props;
  return number >= min && number <= max ? number : null;
}

function shown(value: number | null): string {
  return value === null ? '' : String(value);
}

/** A number field: valid numbers act at once, Escape brings back the one before. */
export function NumberField(props: NumberFieldProps) {
  const { value, onChange, onDone, onExpression, ...settings } = props;
  const { min, max, step = 1, integer, invalid, ...others } = settings;
  const { className, onFocus, onBlur, onKeyDown, ...rest } = others;
  const [draft, setDraft] = useState(shown(value));
  const before = useRef(value);
  const typing = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a value from outside replaces what is typed.
  useEffect(() => {
    if (!typing.current || parse(draft, props) !== value) setDraft(shown(value));
  }, [value]);
  const isWrong = draft !== shown(value) && parse(draft, props) === null;
  const stepBy = (amount: number): void => {
    const start = parse(draft, props) ?? value ?? 0;
    // Sums such as 0.1 + 0.2 would show a tail of digits.
    const next = Number((start + amount).toPrecision(12));
    const bounded = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, next));
    setDraft(shown(bounded));
    if (bounded !== value) onChange(bounded);
  };
  return (
    <input
      type="text"
      inputMode={integer ? 'numeric' : 'decimal'}
      autoComplete="off"
      spellCheck={false}
      {...rest}
      role="spinbutton"
      aria-valuenow={value ?? undefined}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-invalid={invalid || isWrong || undefined}
      value={draft}
      className={classNames(styles.field, className)}
      onFocus={(event) => {
        before.current = value;
        typing.current = true;
        event.currentTarget.select();
        onFocus?.(event);
      }}
      onChange={(event) => {
        if (onExpression && event.target.value.trimStart().startsWith('=')) {
          onExpression(event.target.value.trim());
          return;
        }
        setDraft(event.target.value);
        const number = parse(event.target.value, props);
        if (number !== null && number !== value) onChange(number);
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        if (event.defaultPrevented) return;
        const times = event.shiftKey ? 10 : 1;
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          stepBy((event.key === 'ArrowUp' ? step : -step) * times);
          event.preventDefault();
        } else if (event.key === 'Enter') {
          event.currentTarget.blur();
        } else if (event.key === 'Escape') {
          if (before.current !== null && before.current !== value) onChange(before.current);
          setDraft(shown(before.current));
          event.currentTarget.blur();
          event.stopPropagation();
        }
      }}
      onBlur={(event) => {
        typing.current = false;
        if (parse(draft, props) === null) setDraft(shown(value));
        onDone?.();
        onBlur?.(event);
      }}
    />
  );
}
