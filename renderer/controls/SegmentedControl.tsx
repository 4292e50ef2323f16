import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './classNames';
import styles from './SegmentedControl.module.css';

/** A choice of one out of two to four, all of them in sight. */
export interface SegmentedControlProps<Value extends string> {
  readonly value: Value | null;
  readonly options: readonly {
    readonly value: Value;
    readonly label: ReactNode;
    /** Read out where the label is an icon. */
    readonly name?: string;
  }[];
  readonly onChange: (value: Value) => void;
  /** What the choice is about, for screen readers. */
  readonly label: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** Buttons side by side, one of which is chosen. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={props.value ?? ''}
      // Pressing the chosen one again chooses nothing, which is no choice here.
      onValueChange={(next) => next !== '' && props.onChange(next as Value)}
      aria-label={props.label}
      className={classNames(styles.group, props.className)}
      {...(props.disabled === undefined ? {} : { disabled: props.disabled })}
    >
      {props.options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          aria-label={option.name}
          className={styles.option}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
