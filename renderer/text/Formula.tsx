import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useDeferredValue, useEffect, useRef } from 'react';
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
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line stays where it is and changes its numbers.
        <FormulaLine key={place} line={line} inline={false} />
      ))}
    </div>
  );
}

function FormulaLine(props: { readonly line: string; readonly inline: boolean }) {
  const { inline } = props;
  // Typesetting takes longer than all else that follows an edit, and can come after it.
  const line = useDeferredValue(props.line);
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
