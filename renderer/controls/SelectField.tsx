import { Check, ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import { classNames } from './classNames';
import styles from './SelectField.module.css';
import { steady } from './steady';

/** A choice of one out of a few. */
export interface SelectFieldProps<Value extends string> {
  readonly value: Value | null;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
  /** What the choice is about; for screen readers unless `id` belongs to a label. */
  readonly label?: string;
  readonly id?: string;
  /** Shown while nothing is chosen. */
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly className?: string;
}

/** A field that opens a list of choices. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  return <SteadySelect {...(props as unknown as SelectFieldProps<string>)} />;
}

const SteadySelect = steady(function Choice(props: SelectFieldProps<string>) {
  const { value, options, onChange, label, id, placeholder = '—', disabled, invalid } = props;
  return (
    <Select.Root
      value={value ?? ''}
      onValueChange={onChange}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <Select.Trigger
        id={id}
        aria-label={label}
        aria-invalid={invalid || undefined}
        className={classNames(styles.trigger, props.className)}
      >
        <Select.Value placeholder={placeholder} />
        <Select.Icon className={styles.icon}>
          <ChevronDown size={14} />
        </Select.Icon>
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className={styles.list} position="popper" sideOffset={4}>
          <Select.Viewport>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value} className={styles.option}>
                <Select.ItemText>{option.label}</Select.ItemText>
                <Select.ItemIndicator className={styles.chosen}>
                  <Check size={14} />
                </Select.ItemIndicator>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
});
