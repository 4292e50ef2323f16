import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { themeColor, useTheme } from '../../theme/theme';
import styles from './Chart.module.css';

/** One curve of a chart. */
export interface ChartSeries {
  /** What it is known by where several may have the same label. */
  readonly id?: string;
  readonly label: string;
  readonly color: `--${string}`;
  readonly x: readonly number[];
  /** A value for every x; null leaves a gap. */
  readonly y: readonly (number | null)[];
  /** `line`: many values. `points`: few, each of them drawn. */
  readonly shape: 'line' | 'points';
}

/** A chart of curves over the epochs. */
export interface ChartProps {
  /** Left out where it stands elsewhere. */
  readonly title?: string;
  /** How many epochs the axis has room for; null where it grows with the curves. */
  readonly epochs: number | null;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** For the axis, whose numbers are round. */
  readonly formatTick: (value: number) => string;
  /** Places of the axis that are marked, with a word at each: where phases begin. */
  readonly marks?: readonly ChartMark[];
}

/** A marked place of the axis. */
export interface ChartMark {
  readonly x: number;
  readonly label: string;
}

const noMarks: readonly ChartMark[] = [];

/** Curves that grow while a run goes on, with a legend of their latest values. */
export function Chart(props: ChartProps) {
  const { title, epochs, series, format, formatTick, marks = noMarks } = props;
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme((state) => state.resolved);
  const latest = useRef({ series, formatTick, marks });
  latest.current = { series, formatTick, marks };
  const shapes = series.map(({ label, color, shape }) => `${label} ${color} ${shape}`).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours come with the theme, series by their looks, marks are drawn anew.
  useEffect(() => {
    const parent = element.current;
    if (!parent) return;
    const made = new uPlot(
      {
        ...options(
          latest.current.series,
          epochs,
          (value) => latest.current.formatTick(value),
          parent,
        ),
        hooks: { draw: [(drawn) => drawMarks(drawn, latest.current.marks)] },
      },
      dataOf(latest.current.series),
      parent,
    );
    plot.current = made;
    const watcher = new ResizeObserver(() => made.setSize(sizeOf(parent)));
    watcher.observe(parent);
    return () => {
      watcher.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme, epochs, shapes, marks]);

  useEffect(() => plot.current?.setData(dataOf(series)), [series]);

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        {title !== undefined && <span className={styles.title}>{title}</span>}
        {series.map(({ label, id = label, color, y, shape }) => {
          // Not everything is measured at every step.
          const value = y.findLast((measured) => measured !== null);
          return (
            <span key={id} className={styles.entry}>
              <span className={styles[shape]} style={{ color: `var(${color})` }} aria-hidden />
              {label}
              <output className={styles.value}>
                {value === undefined || value === null ? '–' : format(value)}
              </output>
            </span>
          );
        })}
      </figcaption>
      <div ref={element} className={styles.plot} />
    </figure>
  );
}

/** Dashed lines with their words, over the curves. */
function drawMarks(plot: uPlot, marks: readonly ChartMark[]): void {
  const { ctx, bbox } = plot;
  if (marks.length === 0) return;
  const ratio = window.devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = themeColor('--line-strong');
  ctx.fillStyle = themeColor('--text-muted');
  ctx.font = `${10 * ratio}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  for (const [place, { x, label }] of marks.entries()) {
    const left = Math.round(plot.valToPos(x, 'x', true));
    const next = marks[place + 1];
    const right = next ? plot.valToPos(next.x, 'x', true) : bbox.left + bbox.width;
    if (x > 0) {
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
    }
    // A word that does not fit would run into the next.
    if (ctx.measureText(label).width + 8 * ratio <= right - left) {
      ctx.fillText(label, left + 4 * ratio, bbox.top + 2 * ratio);
    }
  }
  ctx.restore();
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, element.clientWidth), height: Math.max(60, element.clientHeight) };
}

/** All curves over the same places, as uPlot wants them. */
function dataOf(series: readonly ChartSeries[]): uPlot.AlignedData {
  const tables = series.map(({ x, y }): uPlot.AlignedData => [[...x], [...y]]);
  // A single table needs no joining, and joining none is an error.
  return tables.length > 1 ? uPlot.join(tables) : (tables[0] ?? [[]]);
}

function options(
  series: readonly ChartSeries[],
  epochs: number | null,
  formatTick: (value: number) => string,
  parent: HTMLElement,
): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: themeColor('--text-muted'),
    grid: { stroke: themeColor('--line'), width: 1 },
    ticks: { stroke: themeColor('--line'), width: 1, size: 4 },
    font: `11px ${getComputedStyle(parent).fontFamily}`,
    gap: 4,
  };
  return {
    ...sizeOf(parent),
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: false, range: (_plot, _least, most) => [0, epochs ?? (most || 1)] },
      // Without values there would be no axis, and its place would be given away.
      y: {
        range: (_plot, least, most) =>
          least === null || most === null ? [0, 1] : uPlot.rangeNum(least, most, 0.1, true),
      },
    },
    padding: [8, 12, 0, 0],
    axes: [
      { ...axis, size: 24, space: 40 },
      { ...axis, size: 48, space: 28, values: (_plot, ticks) => ticks.map(formatTick) },
    ],
    series: [
      {},
      ...series.map(
        ({ label, color, shape }): uPlot.Series => ({
          label,
          stroke: themeColor(color),
          width: shape === 'points' ? 2 : 1.25,
          spanGaps: true,
          points:
            shape === 'points'
              ? { show: true, size: 6, fill: themeColor(color), stroke: themeColor(color) }
              : { show: false },
        }),
      ),
    ],
  };
}
