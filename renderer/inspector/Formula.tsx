import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useEffect, useRef } from 'react';
import { breakFormula } from './breakFormula';
import styles from './Inspector.module.css';

/** Formulas, typeset. */
export default function Formula({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div className={styles.formula}>
      {lines.map((line) => (
        <FormulaLine key={line} line={line} />
      ))}
    </div>
  );
}

function FormulaLine({ line }: { readonly line: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    katex.render(breakFormula(line), place.current, {
      displayMode: true,
      throwOnError: false,
      strict: false,
    });
  }, [line]);
  return <div ref={place} className="readable" />;
}
