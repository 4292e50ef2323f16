import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { classNames } from './classNames';

/** A button's looks; everything else is an ordinary button's. */
export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: the one thing to do here. `quiet`: no frame until hovered. */
  readonly tone?: 'normal' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
}

/** A button with words on it. */
export function Button({ tone = 'normal', size = 'normal', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        styles.button,
        styles[tone],
        size === 'small' && styles.small,
        className,
      )}
    />
  );
}
