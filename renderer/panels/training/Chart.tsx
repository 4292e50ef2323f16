import { ChartSpline } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { classNames } from '../../controls/classNames';
import { IconButton } from '../../controls/IconButton';
import { themeColor, useTheme } from '../../theme/theme';
import styles from './Chart.module.css';
import { useChartScales } from './chartScales';

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
  /** Whether people may make its axis logarithmic, which wants a title and, to be seen, no values below 0. */
  readonly mayBeLogarithmic?: boolean;
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
  const { title, epochs, series, format, formatTick, mayBeLogarithmic = false } = props;
  const { marks = noMarks } = props;
  const { logarithmic, setLogarithmic } = useChartScales();
  const haveLogarithms = useMemo(() => hasLogarithms(series), [series]);
  const hasChoice = title !== undefined && mayBeLogarithmic;
  const isWanted = hasChoice && logarithmic.includes(title);
  const isLogarithmic = isWanted && haveLogarithms;
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
          { isLogarithmic, hasMarks: marks.length > 0 },
          parent,
        ),
        hooks: { draw: [(drawn) => drawMarks(drawn, latest.current.marks)] },
      },
      dataOf(latest.current.series, isLogarithmic),
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
  }, [theme, epochs, shapes, marks, isLogarithmic]);

  useEffect(() => plot.current?.setData(dataOf(series, isLogarithmic)), [series, isLogarithmic]);

  return (
    <figure className={styles.chart}>
      <figcaption className={classNames(styles.caption, hasChoice && styles.scalable)}>
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
        {hasChoice && (
          <IconButton
            label={haveLogarithms ? 'Logarithmic axis' : 'Logarithmic axis: not for values below 0'}
            icon={<ChartSpline />}
            size="small"
            className={styles.scale}
            pressed={isLogarithmic}
            disabled={!haveLogarithms}
            onClick={() => setLogarithmic(title, !isWanted)}
          />
        )}
      </figcaption>
      <div ref={element} className={styles.plot} />
    </figure>
  );
}

/** Whether a logarithmic axis shows the values: none is below 0, and not all are 0. */
function hasLogarithms(series: readonly ChartSeries[]): boolean {
  const values = series.flatMap(({ y }) => y.filter((value) => value !== null));
  return values.some((value) => value > 0) && !values.some((value) => value < 0);
}

/** Room above the curves for the words at marks. */
const markHeight = 16;

/** Dashed lines through the curves, with their words above. */
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
      ctx.moveTo(left, bbox.top - (markHeight - 3) * ratio);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
    }
    // A word that does not fit would run into the next.
    if (ctx.measureText(label).width + 8 * ratio <= right - left) {
      ctx.fillText(label, left + 4 * ratio, bbox.top - (markHeight - 3) * ratio);
    }
  }
  ctx.restore();
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, element.clientWidth), height: Math.max(60, element.clientHeight) };
}

/** All curves over the same places, as uPlot wants them; a gap where 0 has no place on the axis. */
function dataOf(series: readonly ChartSeries[], isLogarithmic: boolean): uPlot.AlignedData {
  const tables = series.map(
    ({ x, y }): uPlot.AlignedData => [
      [...x],
      isLogarithmic ? y.map((value) => (value === 0 ? null : value)) : [...y],
    ],
  );
  // A single table needs no joining, and joining none is an error.
  return tables.length > 1 ? uPlot.join(tables) : (tables[0] ?? [[]]);
}

/**
 * The ends of a logarithmic axis, a little beyond its values: whole decades would press these together.
 * uPlot counts its ticks from the lower end, which therefore has one figure.
 */
function withMargins(least: number, most: number): [number, number] {
  const margin = Math.max(1.05, (most / least) ** 0.05);
  const decade = 10 ** Math.floor(Math.log10(least / margin));
  const lower = Math.floor(least / margin / decade) * decade;
  return [Number(lower.toPrecision(1)), most * margin];
}

/** The lines of a logarithmic axis: over several decades those between would be a grey mass. */
function decades(_plot: uPlot, ticks: readonly number[]): (number | null)[] {
  const isDecade = (tick: number): boolean => Number.isInteger(Math.log10(tick));
  const few = ticks.filter(isDecade).length < 3;
  return ticks.map((tick) => (few || isDecade(tick) ? tick : null));
}

function options(
  series: readonly ChartSeries[],
  epochs: number | null,
  formatTick: (value: number) => string,
  { isLogarithmic, hasMarks }: { readonly isLogarithmic: boolean; readonly hasMarks: boolean },
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
      y: isLogarithmic
        ? {
            distr: 3,
            range: (_plot, least, most) =>
              least === null || most === null ? [0.1, 1] : withMargins(least, most),
          }
        : {
            range: (_plot, least, most) =>
              least === null || most === null ? [0, 1] : uPlot.rangeNum(least, most, 0.1, true),
          },
    },
    padding: [hasMarks ? markHeight : 8, 12, 0, 0],
    axes: [
      { ...axis, size: 24, space: 40 },
      {
        ...axis,
        ...(isLogarithmic ? { grid: { ...axis.grid, filter: decades } } : {}),
        size: 48,
        space: 28,
        // Of the ticks of a logarithmic axis those without room are null.
        values: (_plot, ticks: (number | null)[]) =>
          ticks.map((tick) => (tick === null ? '' : formatTick(tick))),
      },
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
