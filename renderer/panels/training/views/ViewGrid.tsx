import type { ReactNode } from 'react';
import { ViewCard, type ViewCardProps } from './ViewCard';
import styles from './ViewGrid.module.css';

/** The views of a training step side by side, in the order of the step's nodes. */
export function ViewGrid(props: {
  readonly views: readonly ViewCardProps[];
  /** How many epochs the run has, for the axes of curves. */
  readonly epochs?: number | null;
  /** What stands before them in the same grid: charts. */
  readonly children?: ReactNode;
}) {
  const { views, epochs = null, children } = props;
  return (
    <div className={styles.room}>
      <div className={styles.grid}>
        {children}
        {views.map((view) => (
          <ViewCard key={view.node} epochs={epochs} {...view} />
        ))}
      </div>
    </div>
  );
}
