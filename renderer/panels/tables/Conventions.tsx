import styles from './Conventions.module.css';

/** What the headings of a table mean. */
export interface ConventionsProps {
  readonly entries: readonly { readonly heading: string; readonly convention: string }[];
}

/** What each number of the table above means. */
export function Conventions({ entries }: ConventionsProps) {
  return (
    <dl className={styles.list} aria-label="What the numbers mean">
      {entries.map(({ heading, convention }) => (
        <div key={heading} className={styles.entry}>
          <dt>{heading}</dt>
          <dd>{convention}</dd>
        </div>
      ))}
    </dl>
  );
}
