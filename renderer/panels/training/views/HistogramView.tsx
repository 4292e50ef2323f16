import { formatExact } from '../../../../src/base/humanNumber';
import type { HistogramContent, HistogramSeries } from '../../../../src/training/viewContent';
import { classNames } from '../../../controls/classNames';
import styles from './HistogramView.module.css';
import { seriesColor } from './seriesColors';
import { shortNumber } from './shortNumber';

/** Distributions: over each other where they share their bounds, else each in a small chart. */
export function HistogramView({
  content: { series, isOverlaid },
}: {
  readonly content: HistogramContent;
}) {
  if (!isOverlaid) {
    return (
      <ul className={styles.multiples}>
        {series.map((one) => (
          <li key={one.label} className={styles.small} title={describe(one)}>
            <span className={styles.name} title={one.label}>
              {one.label}
            </span>
            <Bars series={[one]} first={isGradient(one) ? 1 : 0} />
            <Bounds series={one} />
            <span className="visuallyHidden">{describe(one)}</span>
          </li>
        ))}
      </ul>
    );
  }
  const [first] = series;
  return (
    <div className={styles.single}>
      <Bars series={series} first={0} isTall />
      {first && <Bounds series={first} />}
      <ul className={styles.entries}>
        {series.map((one, place) => (
          <li key={one.label} title={describe(one)}>
            <span
              className={styles.swatch}
              style={{ background: `var(${seriesColor(place)})` }}
              aria-hidden
            />
            {one.label}
            <span className={styles.numbers}>
              {shortNumber(one.mean)} ± {shortNumber(one.deviation)}
            </span>
            {one.notFinite > 0 && (
              <span className={styles.wrong}>{formatExact(one.notFinite)} not finite</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function isGradient({ label }: HistogramSeries): boolean {
  return /gradient/i.test(label);
}

function describe({ label, mean, deviation, range, notFinite }: HistogramSeries): string {
  const wrong = notFinite > 0 ? `, ${formatExact(notFinite)} numbers not finite` : '';
  return `${label}: from ${shortNumber(range[0])} to ${shortNumber(range[1])}, mean ${shortNumber(mean)}, standard deviation ${shortNumber(deviation)}${wrong}`;
}

interface BarsProps {
  readonly series: readonly HistogramSeries[];
  /** The place of the first colour. */
  readonly first: number;
  readonly isTall?: boolean;
}

/** Steps as high as the counts, the highest of all as high as the drawing. */
function Bars({ series, first, isTall = false }: BarsProps) {
  const highest = Math.max(1, ...series.map(({ counts }) => Math.max(...counts)));
  return (
    <svg
      className={classNames(styles.bars, isTall && styles.tall)}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {series.map(({ label, counts }, place) => (
        <path
          key={label}
          d={stepsPath(counts, highest)}
          style={{
            fill: `color-mix(in srgb, var(${seriesColor(first + place)}) ${series.length > 1 ? 22 : 40}%, transparent)`,
            stroke: `var(${seriesColor(first + place)})`,
          }}
        />
      ))}
    </svg>
  );
}

/** The outline of the bars in a square of 100 × 100. */
export function stepsPath(counts: ArrayLike<number>, highest: number): string {
  const width = 100 / counts.length;
  const round = (value: number): number => Math.round(value * 100) / 100;
  const steps = Array.from(
    counts,
    (value, bin) => `V${round(100 - (99 * value) / highest)}H${round((bin + 1) * width)}`,
  );
  return `M0 100${steps.join('')}V100Z`;
}

function Bounds({ series: { range } }: { readonly series: HistogramSeries }) {
  return (
    <span className={styles.bounds}>
      <span>{shortNumber(range[0])}</span>
      <span>{shortNumber(range[1])}</span>
    </span>
  );
}
