import { useMemo } from 'react';
import { differingSettings } from '../../../../src/training/runSettings';
import { EmptyState } from '../../../controls/EmptyState';
import { type KeptRun, useKeptRuns } from '../../../training/keptRuns';
import { Chart, type ChartSeries } from '../Chart';
import { formatMetric, isShare, metricTitle } from '../formatRun';
import { seriesColor } from '../views/seriesColors';
import styles from './RunComparison.module.css';
import { metricNames, settingText, tickText } from './runWords';

interface ShownRun {
  readonly run: KeptRun;
  readonly color: number;
}

/** The curves of the checked runs over each other, and the settings in which these differ. */
export function RunComparison() {
  const runs = useKeptRuns((state) => state.runs);
  const compared = useKeptRuns((state) => state.compared);
  const shown = useMemo(
    () =>
      runs.flatMap((run): ShownRun[] => {
        const choice = compared.find(({ id }) => id === run.id);
        return choice ? [{ run, color: choice.color }] : [];
      }),
    [runs, compared],
  );
  if (shown.length === 0) {
    return (
      <EmptyState title="No run is checked">
        Check runs in the list to see their curves over each other and the settings that differ.
      </EmptyState>
    );
  }
  return (
    <div className={styles.comparison}>
      <div className={styles.charts}>
        {metricNames(shown.map(({ run }) => run)).map((name) => (
          <MetricChart key={name} name={name} shown={shown} />
        ))}
      </div>
      <Settings shown={shown} />
    </div>
  );
}

/** Curves with fewer places than this have each of them drawn. */
const fewPlaces = 30;

function MetricChart(props: { readonly name: string; readonly shown: readonly ShownRun[] }) {
  const { name, shown } = props;
  const series = useMemo(
    () =>
      shown.flatMap(({ run, color }): ChartSeries[] => {
        const curve = run.curves[name];
        if (!curve) return [];
        const shape = curve.x.length < fewPlaces ? 'points' : 'line';
        return [{ ...curve, id: run.id, label: run.name, color: seriesColor(color), shape }];
      }),
    [name, shown],
  );
  const epochs = Math.max(1, ...series.map(({ x }) => Math.ceil(x.at(-1) ?? 0)));
  const format = (value: number): string => formatMetric(name, value);
  const formatTick = (value: number): string => tickText(name, value);
  return (
    <div className={styles.chart}>
      <Chart
        title={metricTitle(name)}
        epochs={epochs}
        series={series}
        mayBeLogarithmic={!isShare(name)}
        format={format}
        formatTick={formatTick}
      />
    </div>
  );
}

function Settings({ shown }: { readonly shown: readonly ShownRun[] }) {
  const differing = useMemo(() => differingSettings(shown.map(({ run }) => run.settings)), [shown]);
  if (shown.length < 2) return null;
  if (differing.length === 0) {
    return <p className={styles.note}>These runs have the same settings.</p>;
  }
  return (
    <div className={styles.scroller}>
      <table className={styles.table}>
        <caption>Settings that differ</caption>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {shown.map(({ run, color }) => (
              <th key={run.id} scope="col">
                <span
                  className={styles.swatch}
                  style={{ background: `var(${seriesColor(color)})` }}
                  aria-hidden
                />
                {run.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differing.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, place) => (
                <td key={shown[place]?.run.id}>{settingText(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
