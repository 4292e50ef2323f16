import { EmptyState } from '../../controls/EmptyState';
import { useEditor } from '../../store/editorStore';
import { selectCurrentPhase } from '../../training/currentPhase';
import { useRun } from '../../training/runStore';
import { PhaseForm } from './PhaseForm';
import { PhaseProblems } from './PhaseProblems';
import { RunBar } from './RunBar';
import { RunView } from './RunView';
import styles from './TrainingPanel.module.css';

/** The Training panel: what is trained and how, the run, and what comes of it. */
export default function TrainingPanel() {
  const current = useEditor(selectCurrentPhase);
  const run = useRun((state) => state.run);
  if (!current) return <EmptyState title="There is no network to train" />;
  return (
    <div className={styles.panel}>
      <RunBar current={current} />
      <div className={styles.columns}>
        <section className={styles.settings} aria-label="Training settings">
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
