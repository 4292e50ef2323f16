import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './Checkbox.module.css';

/** A switch between yes and no. */
export interface CheckboxProps {
  /** Null when several things differ in it. */
  readonly checked: boolean | null;
  readonly onChange: (checked: boolean) => void;
  /** The words beside it; leave out where `id` belongs to a label elsewhere. */
  readonly label?: ReactNode;
  readonly id?: string;
  readonly disabled?: boolean;
}

/** A checkbox with its label. */
export function Checkbox({ checked, onChange, label, id, disabled }: CheckboxProps) {
  const own = useId();
  return (
    <span className={styles.row}>
      <Primitive.Root
        id={id ?? own}
        className={styles.box}
        checked={checked ?? 'indeterminate'}
        onCheckedChange={(next) => onChange(next === true)}
        {...(disabled === undefined ? {} : { disabled })}
      >
        <Primitive.Indicator className={styles.mark}>
          {checked === null ? <Minus size={12} /> : <Check size={12} strokeWidth={3} />}
        </Primitive.Indicator>
      </Primitive.Root>
      {label !== undefined && <label htmlFor={id ?? own}>{label}</label>}
    </span>
  );
}
