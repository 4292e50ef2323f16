import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

/** What a panel says when it has nothing to show, and what to do about it. */
export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** A button or two. */
  readonly actions?: ReactNode;
}

/** A quiet message in the middle of an empty panel. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      {icon && (
        <div className={styles.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h3>{title}</h3>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
