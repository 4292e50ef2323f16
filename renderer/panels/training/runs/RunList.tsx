import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { formatExact } from '../../../../src/base/humanNumber';
import { Checkbox } from '../../../controls/Checkbox';
import { EmptyState } from '../../../controls/EmptyState';
import { IconButton } from '../../../controls/IconButton';
import { TextField } from '../../../controls/TextField';
import { type KeptRun, useKeptRuns } from '../../../training/keptRuns';
import { formatDuration, formatMetric, metricTitle } from '../formatRun';
import { seriesColor } from '../views/seriesColors';
import styles from './RunList.module.css';
import { tellingMetrics } from './runWords';

/** The kept runs, the newest first; those that are checked are compared. */
export function RunList() {
  const runs = useKeptRuns((state) => state.runs);
  if (runs.length === 0) {
    return (
      <EmptyState title="No runs yet">
        Every run is kept here with its settings and curves, to be compared with others.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list} aria-label="Runs">
      {runs.map((run) => (
        <Row key={run.id} run={run} />
      ))}
    </ul>
  );
}

function Row({ run }: { readonly run: KeptRun }) {
  const { compare, rename, remove } = useKeptRuns.getState();
  const color = useKeptRuns(
    (state) => state.compared.find(({ id }) => id === run.id)?.color ?? null,
  );
  const [isNaming, setNaming] = useState(false);
  const box = `compare-${run.id}`;
  return (
    <li className={styles.run}>
      <span
        className={styles.swatch}
        style={color === null ? undefined : { background: `var(${seriesColor(color)})` }}
        aria-hidden
      />
      <Checkbox id={box} checked={color !== null} onChange={(next) => compare(run.id, next)} />
      <div className={styles.about}>
        <div className={styles.head}>
          {isNaming ? (
            <TextField
              className={styles.field}
              aria-label={`New name of ${run.name}`}
              value={run.name}
              autoFocus
              onFocus={(event) => event.currentTarget.select()}
              onCommit={(name) => rename(run.id, name)}
              onBlur={() => setNaming(false)}
            />
          ) : (
            <label className={styles.name} htmlFor={box} title={run.name}>
              {run.name}
            </label>
          )}
          <IconButton
            size="small"
            label={`Rename ${run.name}`}
            icon={<Pencil />}
            onClick={() => setNaming(true)}
          />
          <IconButton
            size="small"
            label={`Delete ${run.name}`}
            icon={<Trash2 />}
            disabled={run.status === 'running'}
            onClick={() => remove(run.id)}
          />
        </div>
        <span className={styles.facts} title={factsOf(run)}>
          {factsOf(run)}
        </span>
        <MetricLine run={run} />
      </div>
    </li>
  );
}

/** The most metrics that a line has room for. */
const mostMetrics = 2;

function MetricLine({ run }: { readonly run: KeptRun }) {
  const metrics = tellingMetrics(run.metrics).slice(0, mostMetrics);
  return (
    <span className={styles.metrics}>
      {metrics.map(([name, value]) => (
        <span key={name}>
          {metricTitle(name)} <b title={String(value)}>{formatMetric(name, value)}</b>
        </span>
      ))}
    </span>
  );
}

const statusWords: Readonly<Record<KeptRun['status'], string>> = {
  running: 'running',
  ended: 'done',
  stopped: 'stopped',
  failed: 'failed',
};

/** When, how it went, and how far: `21 Nov, 16:22 · done · 5 epochs · 1:12`. */
function factsOf({ startedAtMilliseconds, status, epochs, end }: KeptRun): string {
  const when = new Date(startedAtMilliseconds).toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = [
    when,
    statusWords[status],
    `${formatExact(epochs)} epoch${epochs === 1 ? '' : 's'}`,
  ];
  return [...parts, ...(end ? [formatDuration(end.seconds)] : [])].join(' · ');
}
