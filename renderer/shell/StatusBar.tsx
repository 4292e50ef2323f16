import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { projectDiagnostics } from '../../src/analysis/projectDiagnostics';
import { stepConventions, summariseStep } from '../../src/analysis/stepSummary';
import { conventions, summarise } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { phaseDefaults } from '../../src/document/project';
import { Tooltip } from '../controls/Tooltip';
import { optimizerSlots, usualMemorySettings } from '../panels/tables/memorySettings';
import {
  selectNetworkAnalysis,
  selectProject,
  selectStepAnalysis,
  useEditor,
} from '../store/editorStore';
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
  const step = useEditor(selectStepAnalysis);
  return step ? <StepTotals step={step} /> : <NetworkTotals />;
}

/** What the networks of a step have together, and what training takes. */
function StepTotals({ step }: { readonly step: GraphAnalysis }) {
  const analysis = useDeferredValue(useEditor((state) => state.analysis));
  const shown = useDeferredValue(step);
  const totals = useMemo(() => {
    const phase = analysis.project.phases.find((candidate) => candidate.step === shown.id);
    const batch = phase?.batchSize ?? phaseDefaults.batchSize;
    return { batch, ...summariseStep(analysis, shown, batch, phase?.frozen).totals };
  }, [analysis, shown]);
  const { parameters, training, batch } = totals;
  return (
    <Sums
      parameters={parameters}
      parametersMeaning={stepConventions.parameters}
      peakBytes={training.peakBytes}
      batch={batch}
      peakMeaning={stepConventions.peakBytes}
    />
  );
}

interface SumsProps {
  readonly parameters: number;
  readonly parametersMeaning: string;
  readonly peakBytes: number;
  readonly batch: number;
  readonly peakMeaning: string;
}

function Sums({ parameters, parametersMeaning, peakBytes, batch, peakMeaning }: SumsProps) {
  return (
    <>
      <Tooltip side="top" text={`${formatExact(parameters)} parameters. ${parametersMeaning}`}>
        <span className={styles.item}>{formatCount(parameters)} parameters</span>
      </Tooltip>
      <Tooltip
        side="top"
        text={`${formatExact(peakBytes)} bytes for a batch of ${batch}. ${peakMeaning}`}
      >
        <span className={styles.item}>{formatBytes(peakBytes)} to train</span>
      </Tooltip>
    </>
  );
}

function NetworkTotals() {
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
    <Sums
      parameters={parameters}
      parametersMeaning={conventions.parameters}
      peakBytes={training.peakBytes}
      batch={training.batch}
      peakMeaning={conventions.peakBytes}
    />
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
