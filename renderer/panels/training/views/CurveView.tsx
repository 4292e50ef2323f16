import { useMemo } from 'react';
import type { CurveContent } from '../../../../src/training/viewContent';
import { Chart, type ChartSeries } from '../Chart';
import { seriesColor } from './seriesColors';
import { shortNumber } from './shortNumber';
import styles from './views.module.css';

/** Numbers over the course of a run, in one chart. */
export function CurveView(props: {
  readonly content: CurveContent;
  /** How many epochs the run has; without, the axis grows with the curves. */
  readonly epochs: number | null;
}) {
  const { content, epochs } = props;
  const series = useMemo<readonly ChartSeries[]>(
    () =>
      content.series.map(({ label, x, y }, place) => ({
        label,
        x,
        y,
        color: seriesColor(place),
        shape: 'line',
      })),
    [content],
  );
  return (
    <div className={styles.chart}>
      <Chart epochs={epochs} series={series} format={shortNumber} formatTick={shortNumber} />
    </div>
  );
}
