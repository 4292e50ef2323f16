import type { TextContent } from '../../../../src/training/viewContent';
import styles from './TextView.module.css';

/** Texts as they are, with what they were made from and what is right. */
export function TextView({ content: { series } }: { readonly content: TextContent }) {
  const count = Math.max(0, ...series.map(({ texts }) => texts.length));
  return (
    <ol className={styles.texts}>
      {Array.from({ length: count }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place is all that a text is known by.
        <li key={place} className={styles.text}>
          {series.map(({ label, texts }) => (
            <div key={label} className={styles.line}>
              {series.length > 1 && <span className={styles.label}>{label}</span>}
              <pre className={styles.words}>{texts[place]}</pre>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
