import { memo } from 'react';
import { formatCount, formatExact } from '../../src/base/humanNumber';
import { Tooltip } from '../controls/Tooltip';
import styles from './Inspector.module.css';

/** What a line of numbers shows. */
export interface NumberRowProps {
  readonly label: string;
  readonly value: string;
  /** The exact figure and what it means. */
  readonly exact?: string | undefined;
}

/** A number as people read it, exact on hover. */
export const NumberRow = memo(function NumberRow({ label, value, exact }: NumberRowProps) {
  const shown = (
    <dd className="readable" tabIndex={exact ? 0 : undefined}>
      {value}
    </dd>
  );
  return (
    <div className={styles.number}>
      <dt>{label}</dt>
      {exact ? (
        <Tooltip text={exact} side="left">
          {shown}
        </Tooltip>
      ) : (
        shown
      )}
    </div>
  );
});

/** A count and what it means; a note where it is not known. */
export function CountRow(props: {
  readonly label: string;
  readonly count: number | null | undefined;
  readonly convention: string;
}) {
  const { label, count, convention } = props;
  return typeof count === 'number' ? (
    <NumberRow
      label={label}
      value={formatCount(count)}
      exact={`${formatExact(count)}. ${convention}`}
    />
  ) : (
    <NumberRow label={label} value="not known" exact={convention} />
  );
}
