import { formatExact } from '../../../../src/base/humanNumber';
import type { ConfusionContent } from '../../../../src/training/viewContent';
import styles from './ConfusionView.module.css';
import { HeatMapView } from './HeatMapView';

/** Larger matrices are colours without numbers. */
const mostWritten = 16;

/** A table of right classes and answers; the darker a cell, the larger its share of the row. */
export function ConfusionView({ content }: { readonly content: ConfusionContent }) {
  const { size, values, classNames } = content;
  if (size > mostWritten) {
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    return (
      <HeatMapView
        content={{
          type: 'heatMap',
          maps: [{ label: 'answers by right class', rows: size, columns: size, values }],
          range: [0, largest || 1],
        }}
      />
    );
  }
  return (
    <div className={styles.scroller}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              right ↓ answer →
            </th>
            {classNames.map((name) => (
              <th key={name} scope="col" title={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classNames.map((right, row) => (
            <tr key={right}>
              <th scope="row" title={right}>
                {right}
              </th>
              {classNames.map((answer, column) => (
                <Cell
                  key={answer}
                  count={values[row * size + column] ?? 0}
                  share={rowShare(content, row, column)}
                  isRight={row === column}
                  title={`${right} taken for ${answer}`}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What part of a class was taken for another; 0 for a class that never occurred. */
export function rowShare(
  { values, size }: Pick<ConfusionContent, 'values' | 'size'>,
  row: number,
  column: number,
): number {
  const total = values.subarray(row * size, (row + 1) * size).reduce((sum, one) => sum + one, 0);
  return total > 0 ? (values[row * size + column] as number) / total : 0;
}

function Cell(props: {
  readonly count: number;
  readonly share: number;
  readonly isRight: boolean;
  readonly title: string;
}) {
  const { count, share, isRight, title } = props;
  const color = isRight ? '--accent' : '--error';
  return (
    <td
      className={count === 0 ? styles.none : undefined}
      style={{
        background: `color-mix(in srgb, var(${color}) ${Math.round(share * 55)}%, transparent)`,
      }}
      title={`${title}: ${formatExact(count)} (${(share * 100).toFixed(1)} %)`}
    >
      {count < 1 && count > 0 ? count.toFixed(2) : formatExact(Math.round(count))}
    </td>
  );
}
