import { ImageIcon } from 'lucide-react';
import { useMemo } from 'react';
import type { Metrics } from '../../../src/training/runEvents';
import { Button } from '../../controls/Button';
import { EmptyState } from '../../controls/EmptyState';
import { useEditor } from '../../store/editorStore';
import { type Curve, isActive, type RunState, trainsTheSame } from '../../training/runState';
import { saveWeights } from '../../training/runStore';
import { BoundaryView } from './BoundaryView';
import { Chart, type ChartSeries } from './Chart';
import { formatMetric, metricTitle } from './formatRun';
import { PredictionTiles } from './PredictionTiles';
import styles from './RunView.module.css';

/** What the last run has told: curves, what the network makes of examples, and how it ended. */
export function RunView({ run }: { readonly run: RunState }) {
  const { subject, steps, epochs } = run;
  if (!subject) {
    return (
      <EmptyState title="Nothing has been trained yet">
        Start trains the network with the settings on the left. Curves, predictions and results
        appear here.
      </EmptyState>
    );
  }
  // What failed before anything was measured has nothing to show but the reason.
  if (run.status === 'failed' && steps.epochs.length === 0) {
    return (
      <div className={styles.view}>
        <RunNotes run={run} />
      </div>
    );
  }
  const hasAccuracy = [...steps.metrics.slice(-1), ...epochs.metrics.slice(-1)].some(
    (metrics) => 'accuracy' in metrics || 'validationAccuracy' in metrics,
  );
  return (
    <div className={styles.view}>
      <RunNotes run={run} />
      <Results run={run} />
      <div className={styles.grid}>
        {run.boundary && <BoundaryView boundary={run.boundary} />}
        <MetricChart run={run} metric="loss" title="Loss" />
        {hasAccuracy && <MetricChart run={run} metric="accuracy" title="Accuracy" />}
        {!run.boundary && <Answers run={run} />}
      </div>
    </div>
  );
}

/** What the network makes of single examples. */
function Answers({ run: { predictions, status } }: { readonly run: RunState }) {
  if (predictions.length > 0) return <PredictionTiles samples={predictions} />;
  if (!isActive(status)) return null;
  return (
    <div className={styles.placeholder}>
      <EmptyState icon={<ImageIcon />} title="Test predictions">
        They appear once the data are read and the network is built.
      </EmptyState>
    </div>
  );
}

interface MetricChartProps {
  readonly run: RunState;
  readonly metric: 'loss' | 'accuracy';
  readonly title: string;
}

function MetricChart({ run, metric, title }: MetricChartProps) {
  const { steps, epochs, subject } = run;
  const validation = metric === 'loss' ? 'validationLoss' : 'validationAccuracy';
  const series = useMemo<readonly ChartSeries[]>(
    () => [
      { ...curveOf(steps, metric), label: 'training', color: '--accent', shape: 'line' },
      {
        ...curveOf(epochs, validation),
        label: 'validation',
        color: '--family-merging',
        shape: 'points',
      },
    ],
    [steps, epochs, metric, validation],
  );
  return (
    <Chart
      title={title}
      epochs={subject?.phase.epochs ?? 1}
      series={series}
      format={metric === 'loss' ? formatLoss : formatAccuracy}
      formatTick={metric === 'loss' ? formatLossTick : formatAccuracyTick}
    />
  );
}

const formatLoss = (value: number): string => formatMetric('loss', value);
const formatAccuracy = (value: number): string => formatMetric('accuracy', value);
const formatLossTick = (value: number): string => String(Number(value.toPrecision(3)));
const formatAccuracyTick = (value: number): string => `${Number((value * 100).toFixed(2))} %`;

function curveOf({ epochs, metrics }: Curve, name: string): Pick<ChartSeries, 'x' | 'y'> {
  return { x: epochs, y: metrics.map((values) => values[name] ?? null) };
}

/** Sentences about a run that need saying: that it failed, or is not of what is drawn now. */
function RunNotes({ run }: { readonly run: RunState }) {
  const project = useEditor((state) => state.history.project);
  const opened = useEditor((state) => state.opened);
  const { subject } = run;
  const isOther = subject !== null && subject.opened !== opened;
  const isEarlier = useMemo(
    () => subject !== null && !isOther && !trainsTheSame(subject, project),
    [subject, isOther, project],
  );
  return (
    <>
      {run.status === 'failed' && (
        <p className={styles.failure} role="alert">
          {run.message}
        </p>
      )}
      {isOther && (
        <p className={styles.note}>
          This run is of “{subject.project.name}”, which was open before.
        </p>
      )}
      {isEarlier && (
        <p className={styles.note}>
          {isActive(run.status)
            ? 'The network or its training has changed since: this run is of the earlier version and goes on with it.'
            : 'The network or its training has changed since: this run is of the earlier version.'}
        </p>
      )}
    </>
  );
}

function Results({ run }: { readonly run: RunState }) {
  const { end } = run;
  return (
    <section className={styles.results} aria-label="Results">
      {end ? (
        <dl className={styles.metrics}>
          {judgingMetrics(end.metrics).map(([name, value]) => (
            <div key={name} className={styles.metric}>
              <dt>{metricTitle(name)}</dt>
              <dd title={String(value)}>{formatMetric(name, value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className={styles.later}>
          {isActive(run.status) && 'Test results follow when the run is over.'}
        </p>
      )}
      <Button size="small" disabled={!end} onClick={() => void saveWeights()}>
        Save weights…
      </Button>
    </section>
  );
}

/** What a network is judged by: the test, or what comes closest to it. */
function judgingMetrics(metrics: Metrics): readonly (readonly [name: string, value: number])[] {
  const all = Object.entries(metrics);
  for (const prefix of ['test', 'validation']) {
    const some = all.filter(([name]) => name.startsWith(prefix));
    if (some.length > 0) return some;
  }
  return all;
}
