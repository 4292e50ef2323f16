import { type ReactNode, useId } from 'react';
import styles from './PhaseForm.module.css';

/** A line of a form. */
export interface FormRowProps {
  readonly label: string;
  /** Below the control, quieter. */
  readonly help?: ReactNode;
  /** The control, told the id that the label names. */
  readonly children: (id: string) => ReactNode;
}

/** A label with its control. */
export function FormRow({ label, help, children }: FormRowProps) {
  const id = useId();
  return (
    <>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.control}>{children(id)}</div>
      {help && <p className={styles.help}>{help}</p>}
    </>
  );
}
