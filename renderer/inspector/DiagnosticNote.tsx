import type { Diagnostic } from '../../src/analysis/diagnostic';
import { applyFix } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { classNames } from '../controls/classNames';
import styles from './Inspector.module.css';

/** A problem beside what it is about, with its ways out. */
export function DiagnosticNote({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const { severity, message, fixes, graph } = diagnostic;
  return (
    <div className={classNames(styles.note, styles[severity])} role="note">
      <p className="readable">{message}</p>
      {fixes.length > 0 && (
        <div className={styles.fixes}>
          {fixes.map((fix) => (
            <Button key={fix.title} size="small" onClick={() => applyFix(graph, fix)}>
              {fix.title}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
