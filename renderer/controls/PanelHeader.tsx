import type { ReactNode } from 'react';
import styles from './PanelHeader.module.css';

/** The line above a panel: its title, and buttons on the right. */
export interface PanelHeaderProps {
  readonly title: ReactNode;
  /** Beside the title, quieter. */
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
}

/** A panel's heading line. */
export function PanelHeader({ title, detail, actions }: PanelHeaderProps) {
  return (
    <header className={styles.header}>
      <h2 className={styles.title}>{title}</h2>
      {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
