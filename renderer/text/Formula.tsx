import katex from 'katex';
import 'katex/dist/katex.min.css';
import { useDeferredValue, useEffect, useRef } from 'react';
import { breakFormula, formulaBreaks, formulasApart } from './breakFormula';
import styles from './Formula.module.css';

/** The smallest that a formula is written so that it fits its column, as part of its usual size. */
const smallest = 0.75;

/** Formulas, typeset: each on lines of its own or, `inline`, within a sentence. */
export default function Formula(props: {
  readonly lines: readonly string[];
  readonly inline?: boolean;
}) {
  const { lines, inline = false } = props;
  if (inline) return <InlineFormula line={lines.join(' ')} />;
  return (
    <div className={styles.formula}>
      {lines.flatMap(formulasApart).map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line stays where it is and changes its numbers.
        <FormulaLine key={place} line={line} />
      ))}
    </div>
  );
}

function InlineFormula(props: { readonly line: string }) {
  const line = useDeferredValue(props.line);
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (place.current) typeset(line, place.current, false);
  }, [line]);
  return <span ref={place} className="readable" />;
}

function FormulaLine(props: { readonly line: string }) {
  // Typesetting takes longer than all else that follows an edit, and can come after it.
  const line = useDeferredValue(props.line);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    typesetWithin(element, line);
    let { clientWidth: width } = element;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      typesetWithin(element, line);
    });
    observer.observe(element);
    // Until its letters are loaded, a formula is as wide as others' are.
    const remeasure = (): void => typesetWithin(element, line);
    document.fonts.addEventListener('loadingdone', remeasure);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', remeasure);
    };
  }, [line]);
  return <div ref={place} className="readable" />;
}

/** Typesets a formula on as many lines as its column asks for, then smaller, if that is not enough. */
function typesetWithin(element: HTMLElement, line: string): void {
  element.style.fontSize = '';
  let before = '';
  for (const breaks of formulaBreaks) {
    const broken = breakFormula(line, breaks);
    if (broken !== before) typeset(broken, element, true);
    before = broken;
    if (element.scrollWidth <= element.clientWidth) return;
  }
  const size = Math.max(smallest, (element.clientWidth / element.scrollWidth) * 0.98);
  element.style.fontSize = `${size}em`;
}

function typeset(formula: string, element: HTMLElement, displayMode: boolean): void {
  katex.render(formula, element, {
    displayMode,
    throwOnError: false,
    strict: false,
    // A file may hold any formula: none may cover the window.
    maxSize: 20,
  });
}
