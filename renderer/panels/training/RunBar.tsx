import { Pause, Play, Square, StepForward } from 'lucide-react';
import { Button } from '../../controls/Button';
import { SelectField } from '../../controls/SelectField';
import { Tooltip } from '../../controls/Tooltip';
import { type CurrentPhase, whyNotRun } from '../../training/currentPhase';
import { epochsBefore, epochsOfRun, isActive, type RunState } from '../../training/runState';
import {
  type BackendChoice,
  backendTitle,
  backendTitles,
  pauseRun,
  resumeRun,
  startRun,
  stepRunOnce,
  stopRun,
  useRun,
} from '../../training/runStore';
import { describeProgress, doneShare, formatDuration } from './formatRun';
import styles from './RunBar.module.css';

const backendOptions = (Object.keys(backendTitles) as BackendChoice[]).map((value) => ({
  value,
  label: backendTitles[value],
}));

/** Start, pause and stop, how far the run is, and where it is computed. */
export function RunBar({ current }: { readonly current: CurrentPhase }) {
  const run = useRun((state) => state.run);
  const backendChoice = useRun((state) => state.backendChoice);
  const active = isActive(run.status);
  const whyNot = whyNotRun(current);
  const paused = run.status === 'paused';
  return (
    <section className={styles.bar} aria-label="Run">
      <Tooltip text={whyNot ?? 'Train with the settings below'}>
        <Button
          tone="primary"
          size="small"
          aria-disabled={active || whyNot !== null}
          className={active || whyNot !== null ? styles.unavailable : undefined}
          onClick={() => void startRun()}
        >
          <Play size={14} aria-hidden />
          Start
        </Button>
      </Tooltip>
      <Button
        size="small"
        className={styles.pause}
        disabled={run.status !== 'running' && !paused}
        onClick={paused ? resumeRun : pauseRun}
      >
        {paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        size="small"
        title="Make one step, then wait"
        disabled={run.status !== 'running' && !paused}
        onClick={stepRunOnce}
      >
        <StepForward size={14} aria-hidden />
        Step
      </Button>
      <Button size="small" disabled={!active || run.status === 'stopping'} onClick={stopRun}>
        <Square size={14} aria-hidden />
        Stop
      </Button>
      <Progress run={run} />
      <RunningBackend run={run} />
      <SelectField
        className={styles.backend}
        label="Backend of the next run"
        options={backendOptions}
        value={backendChoice}
        onChange={useRun.getState().chooseBackend}
      />
    </section>
  );
}

function Progress({ run }: { readonly run: RunState }) {
  const share = run.status === 'ended' && !run.end?.stopped ? 1 : shareOfRun(run);
  return (
    <div className={styles.progress}>
      <progress
        className={styles.meter}
        aria-label="Progress of the run"
        max={1}
        {...(run.status === 'loading' ? {} : { value: share })}
      />
      <span className={styles.words} role="status">
        <span className={styles.where} title={describeRun(run)}>
          {describeRun(run)}
        </span>
        <span className={styles.time}>{timeOf(run)}</span>
      </span>
    </div>
  );
}

/** How far all phases together have come, by their epochs. */
function shareOfRun({ subject, progress }: RunState): number {
  if (!subject || !progress) return 0;
  const before = epochsBefore(subject, progress.phase);
  const all = Math.max(1, epochsOfRun(subject));
  return Math.min(1, (before + doneShare(progress) * progress.epochs) / all);
}

function describeRun({ status, message, progress, end }: RunState): string {
  const where = progress ? describeProgress(progress) : '';
  switch (status) {
    case 'idle':
      return 'Not trained yet';
    case 'loading':
      return message ?? 'Starting…';
    case 'running':
      return where || 'Starting…';
    case 'paused':
      return `Paused · ${where}`;
    case 'stopping':
      return 'Stopping…';
    case 'ended':
      return end?.stopped ? ['Stopped', where].filter(Boolean).join(' · ') : 'Done';
    case 'failed':
      return 'Failed';
  }
}

function timeOf({ status, progress, end }: RunState): string {
  if (end) return formatDuration(end.seconds);
  if (!progress || status === 'failed') return '';
  return progress.secondsLeft === null
    ? formatDuration(progress.secondsElapsed)
    : `${formatDuration(progress.secondsLeft)} left`;
}

function RunningBackend({ run }: { readonly run: RunState }) {
  if (run.backend === null) return <span className={styles.chip}>–</span>;
  const title = backendTitle(run.backend);
  const threads = run.threads > 1 ? ` on ${run.threads} threads` : '';
  const reasons = run.fallbacks.map(({ backend, reason }) => `${backendTitle(backend)}: ${reason}`);
  return (
    <Tooltip
      text={
        <>
          {`${title} ${isActive(run.status) ? 'runs' : 'ran'} this${threads}.`}
          {reasons.map((reason) => (
            <span key={reason} className={styles.reason}>
              {reason}
            </span>
          ))}
        </>
      }
    >
      <button
        type="button"
        className={styles.chip}
        data-testid="running-backend"
        aria-label={[`Backend: ${title}${threads}.`, ...reasons].join(' ')}
      >
        {title}
      </button>
    </Tooltip>
  );
}
