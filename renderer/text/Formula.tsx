import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useEffect, useRef } from 'react';
import { breakFormula } from './breakFormula';
import styles from './Formula.module.css';

/** Formulas, typeset: each on lines of its own or, `inline`, within a sentence. */
export default function Formula(props: {
  readonly lines: readonly string[];
  readonly inline?: boolean;
}) {
  const { lines, inline = false } = props;
  if (inline) return <FormulaLine line={lines.join(' ')} inline />;
  return (
    <div className={styles.formula}>
      {lines.map((line) => (
        <FormulaLine key={line} line={line} inline={false} />
      ))}
    </div>
  );
}

function FormulaLine({ line, inline }: { readonly line: string; readonly inline: boolean }) {
  const place = useRef<HTMLSpanElement & HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    katex.render(inline ? line : breakFormula(line), place.current, {
      displayMode: !inline,
      throwOnError: false,
      strict: false,
      // A file may hold any formula: none may cover the window.
      maxSize: 20,
    });
  }, [line, inline]);
  return inline ? (
    <span ref={place} className="readable" />
  ) : (
    <div ref={place} className="readable" />
  );
}
