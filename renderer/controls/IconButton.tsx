import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './classNames';
import styles from './IconButton.module.css';
import { Tooltip } from './Tooltip';

/** A button that is an icon; its label is read out and shown on hover. */
export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly label: string;
  readonly icon: ReactNode;
  /** Keys as people read them: `Ctrl+Z`. */
  readonly shortcut?: string | undefined;
  /** For buttons that stay pressed. */
  readonly pressed?: boolean | undefined;
  readonly size?: 'normal' | 'small';
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
}

/** An icon with a label, a tooltip and, where there is one, its shortcut. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, shortcut, pressed, size = 'normal', side, className, ...rest } = props;
  return (
    <Tooltip text={label} shortcut={shortcut} {...(side ? { side } : {})}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(styles.button, size === 'small' && styles.small, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
