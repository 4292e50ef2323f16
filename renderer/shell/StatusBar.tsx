import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { projectDiagnostics } from '../../src/analysis/projectDiagnostics';
import { conventions, summarise } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { Tooltip } from '../controls/Tooltip';
import { optimizerSlots, usualMemorySettings } from '../panels/tables/memorySettings';
import { selectNetworkAnalysis, selectProject, useEditor } from '../store/editorStore';
import { backendTitle, useRun } from '../training/runStore';
import { useLayout } from './layoutStore';
import styles from './StatusBar.module.css';

/** The last line of the window: problems, parameters, training memory, backend. */
export function StatusBar() {
  return (
    <footer className={styles.bar}>
      <Problems />
      <span className={styles.space} />
      <Totals />
      <Backend />
    </footer>
  );
}

function Problems() {
  const analysis = useEditor((state) => state.analysis);
  const { errors, warnings } = useMemo(() => {
    const all = projectDiagnostics(analysis);
    return {
      errors: all.filter(({ severity }) => severity === 'error').length,
      warnings: all.filter(({ severity }) => severity === 'warning').length,
    };
  }, [analysis]);
  const words = [
    `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
  ].join(', ');
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={`Problems: ${words}`}
      onClick={() => useLayout.getState().showTab('problems')}
    >
      {errors + warnings === 0 ? (
        <>
          <CircleCheck className={styles.fine} /> No problems
        </>
      ) : (
        <>
          <CircleAlert className={errors > 0 ? styles.error : ''} /> {errors}
          <TriangleAlert className={warnings > 0 ? styles.warning : ''} /> {warnings}
        </>
      )}
    </button>
  );
}

function Totals() {
  const analysis = useEditor(selectNetworkAnalysis);
  const project = useEditor(selectProject);
  const totals = useMemo(() => {
    if (!analysis) return null;
    const { batch, optimizer } = usualMemorySettings(project, analysis.id);
    return summarise(analysis, batch, optimizerSlots(optimizer)).totals;
  }, [analysis, project]);
  if (!totals) return null;
  const { parameters, training } = totals;
  return (
    <>
      <Tooltip side="top" text={`${formatExact(parameters)} parameters. ${conventions.parameters}`}>
        <span className={styles.item}>{formatCount(parameters)} parameters</span>
      </Tooltip>
      <Tooltip
        side="top"
        text={`${formatExact(training.peakBytes)} bytes for a batch of ${training.batch}. ${conventions.peakBytes}`}
      >
        <span className={styles.item}>{formatBytes(training.peakBytes)} to train</span>
      </Tooltip>
    </>
  );
}

function Backend() {
  const backend = useRun((state) => state.run.backend);
  const choice = useRun((state) => state.backendChoice);
  const text = backend ? `Last run on ${backendTitle(backend)}` : 'Chosen when training starts';
  return (
    <Tooltip side="top" text={text}>
      <span className={styles.item}>
        {backend ? backendTitle(backend) : `Backend: ${backendTitle(choice)}`}
      </span>
    </Tooltip>
  );
}
