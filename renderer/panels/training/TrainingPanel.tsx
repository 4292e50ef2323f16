import { useEffect } from 'react';
import { EmptyState } from '../../controls/EmptyState';
import { useCurrentPhase } from '../../training/currentPhase';
import { lookForBrokenRun, useRun } from '../../training/runStore';
import { PhaseForm } from './PhaseForm';
import { PhaseList } from './PhaseList';
import { PhaseProblems } from './PhaseProblems';
import { RunBar } from './RunBar';
import { RunView } from './RunView';
import styles from './TrainingPanel.module.css';

/** The Training panel: what is trained and how, the run, and what comes of it. */
export default function TrainingPanel() {
  const current = useCurrentPhase();
  const run = useRun((state) => state.run);
  useEffect(() => void lookForBrokenRun(), []);
  if (!current) return <EmptyState title="There is no network to train" />;
  return (
    <div className={styles.panel}>
      <RunBar current={current} />
      <div className={styles.columns}>
        <section className={styles.settings} aria-label="Training settings">
          <PhaseList current={current} />
          <PhaseProblems current={current} />
          <PhaseForm current={current} />
        </section>
        <div className={styles.run}>
          <RunView run={run} />
        </div>
      </div>
    </div>
  );
}
