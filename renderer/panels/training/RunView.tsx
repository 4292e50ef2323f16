import { memo, useMemo, useState } from 'react';
import type { Graph } from '../../../src/document/project';
import { findStepKind } from '../../../src/kinds/training/registry';
import { describeFallback } from '../../../src/training/describeFallback';
import type { Metrics } from '../../../src/training/runEvents';
import { Button } from '../../controls/Button';
import { classNames } from '../../controls/classNames';
import { EmptyState } from '../../controls/EmptyState';
import { SegmentedControl } from '../../controls/SegmentedControl';
import { useEditor } from '../../store/editorStore';
import {
  epochsBefore,
  epochsOfRun,
  isActive,
  type RunState,
  trainsTheSame,
} from '../../training/runState';
import {
  backendTitle,
  continueBrokenRun,
  dropBrokenRun,
  saveWeights,
  useRun,
} from '../../training/runStore';
import { Chart, type ChartMark } from './Chart';
import { formatMetric, metricTitle } from './formatRun';
import { MetricsMenu } from './MetricsMenu';
import { groupSeries, type MetricGroup, metricGroups } from './metricCharts';
import styles from './RunView.module.css';
import { RunComparison } from './runs/RunComparison';
import { RunList } from './runs/RunList';
import type { ViewCardProps } from './views/ViewCard';
import { ViewGrid } from './views/ViewGrid';

const shownRuns = [
  { value: 'this', label: 'This run' },
  { value: 'all', label: 'All runs' },
] as const;

/** The run that goes on or was last, and all runs that are kept. */
export function RunView({ run }: { readonly run: RunState }) {
  const [shown, setShown] = useState<'this' | 'all'>('this');
  return (
    <div className={styles.view}>
      <div className={styles.head}>
        <SegmentedControl
          label="Runs shown"
          value={shown}
          options={shownRuns}
          onChange={setShown}
        />
        <span className={styles.spring} />
        {shown === 'this' && run.subject && (
          <MetricsMenu disabled={run.steps.epochs.length === 0} />
        )}
        {shown === 'this' && run.subject && (
          <Button size="small" disabled={!run.end} onClick={() => void saveWeights()}>
            Save weights…
          </Button>
        )}
      </div>
      <BrokenRun />
      {shown === 'this' ? (
        <ThisRun run={run} />
      ) : (
        <div className={styles.runs}>
          <div className={styles.list}>
            <RunList />
          </div>
          <RunComparison />
        </div>
      )}
    </div>
  );
}

/** Offers to go on with a run that a reload or a crash broke off. */
function BrokenRun() {
  const broken = useRun((state) => state.broken);
  const status = useRun((state) => state.run.status);
  if (!broken || isActive(status)) return null;
  return (
    <p className={styles.note}>
      <span>
        A run of “{broken.subject.project.name}” was broken off
        {broken.progress === '' ? '' : `: ${broken.progress}`}.
      </span>
      <Button size="small" onClick={() => void continueBrokenRun()}>
        Continue the run
      </Button>
      <Button size="small" tone="quiet" onClick={() => void dropBrokenRun()}>
        Forget it
      </Button>
    </p>
  );
}

/** What the last run has told: curves, what its views show, and how it ended. */
function ThisRun({ run }: { readonly run: RunState }) {
  const { subject, steps, views, phase } = run;
  const marks = useMemo(() => phaseMarks(run.subject), [run.subject]);
  if (!subject) {
    return (
      <EmptyState title="Nothing has been trained yet">
        Start trains with the settings on the left. Curves, views and results appear here.
      </EmptyState>
    );
  }
  // What failed before anything was measured has nothing to show but the reason.
  if (run.status === 'failed' && steps.epochs.length === 0) return <RunNotes run={run} />;
  const epochs = epochsOfRun(subject);
  const step = subject.project.graphs[subject.project.phases[phase]?.step ?? ''];
  return (
    <>
      <RunNotes run={run} />
      <Results run={run} />
      <ViewGrid views={viewCards(step, views, isActive(run.status))} epochs={epochs}>
        {metricGroups(run).map((group) => (
          <MetricChart key={group.title} group={group} run={run} epochs={epochs} marks={marks} />
        ))}
      </ViewGrid>
    </>
  );
}

/** The views of a step in the order of its nodes; those that were never drawn only while they may come. */
function viewCards(
  step: Graph | undefined,
  views: RunState['views'],
  mayCome: boolean,
): readonly ViewCardProps[] {
  const nodes = Object.values(step?.nodes ?? {}).filter(
    ({ kind }) => findStepKind(kind)?.family === 'view',
  );
  return nodes.flatMap(({ id, kind }): ViewCardProps[] => {
    const content = views[id] ?? null;
    if (!content && !mayCome) return [];
    const isOnly = nodes.filter((other) => other.kind === kind).length === 1;
    return [{ node: id, title: isOnly ? viewTitle(kind) : id, content }];
  });
}

function viewTitle(kind: string): string {
  // They are drawn from the test examples, which is what makes them worth looking at.
  return kind === 'predictions' ? 'Test predictions' : (findStepKind(kind)?.title ?? kind);
}

/** Where the phases of a run begin on the axis; none for a single one. */
function phaseMarks(subject: RunState['subject']): readonly ChartMark[] {
  if (!subject || subject.phases.length < 2) return [];
  return subject.phases.map((index) => ({
    x: epochsBefore(subject, index),
    label: subject.project.phases[index]?.name ?? '',
  }));
}

interface MetricChartProps {
  readonly group: MetricGroup;
  readonly run: RunState;
  readonly epochs: number;
  readonly marks: readonly ChartMark[];
}

const MetricChart = memo(function MetricChart({ group, run, epochs, marks }: MetricChartProps) {
  const { steps, epochs: validated } = run;
  const { isShare } = group;
  const key = group.names.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names say which they are.
  const series = useMemo(
    () => groupSeries(group, { steps, epochs: validated }),
    [steps, validated, key],
  );
  return (
    <div className={classNames(styles.chart, series.length > 4 && styles.wide)}>
      <Chart
        title={group.title}
        epochs={epochs}
        series={series}
        marks={marks}
        mayBeLogarithmic={!isShare}
        format={isShare ? formatAccuracy : formatLoss}
        formatTick={isShare ? formatAccuracyTick : formatLossTick}
      />
    </div>
  );
});

const formatLoss = (value: number): string => formatMetric('loss', value);
const formatAccuracy = (value: number): string => formatMetric('accuracy', value);
const formatLossTick = (value: number): string => String(Number(value.toPrecision(3)));
const formatAccuracyTick = (value: number): string => `${Number((value * 100).toFixed(2))} %`;

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
  const place = isOther ? null : failedPlace(run);
  return (
    <>
      {run.status === 'failed' && (
        <p className={styles.failure} role="alert">
          <span>{run.message}</span>
          {place && (
            <Button
              size="small"
              onClick={() => useEditor.getState().focusNode(place.graph, place.node)}
            >
              Show {place.node}
            </Button>
          )}
        </p>
      )}
      {run.changedBackend && (
        <p className={styles.note} role="status">
          {describeFallback(run.changedBackend, backendTitle)}
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

/** Where the node stands that broke a run; null where nothing is known of it. */
function failedPlace({ subject, phase, failedNode }: RunState) {
  const graph = subject?.project.phases[phase]?.step;
  return graph === undefined || failedNode === null ? null : { graph, node: failedNode };
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
