import type { Diagnostic } from '../../src/analysis/diagnostic';
import { applyFix } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { classNames } from '../controls/classNames';
import { useEditor } from '../store/editorStore';
import styles from './Inspector.module.css';

/** What a note shows. */
export interface DiagnosticNoteProps {
  readonly diagnostic: Diagnostic;
  /** Offers to go to its node, where it is shown elsewhere. */
  readonly showsNode?: boolean;
}

/** A problem beside what it is about, with its ways out. */
export function DiagnosticNote({ diagnostic, showsNode = false }: DiagnosticNoteProps) {
  const { severity, message, fixes, graph, node, field } = diagnostic;
  const goesTo = showsNode ? node : null;
  return (
    <div className={classNames(styles.note, styles[severity])} role="note">
      <p className="readable">{message}</p>
      {(fixes.length > 0 || goesTo !== null) && (
        <div className={styles.fixes}>
          {goesTo !== null && (
            <Button
              size="small"
              onClick={() => useEditor.getState().focusNode(graph, goesTo, field)}
            >
              Go to {goesTo}
            </Button>
          )}
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
