import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { projectDiagnostics } from '../../../src/analysis/projectDiagnostics';
import type { Severity } from '../../../src/kinds/report';
import { applyFix } from '../../canvas/canvasActions';
import { Button } from '../../controls/Button';
import { classNames } from '../../controls/classNames';
import { EmptyState } from '../../controls/EmptyState';
import { useEditor } from '../../store/editorStore';
import { problemPlace } from '../../store/problemPlace';
import styles from './ProblemsPanel.module.css';

const order: readonly Severity[] = ['error', 'warning', 'hint'];

const icons: Readonly<Record<Severity, typeof Info>> = {
  error: CircleAlert,
  warning: TriangleAlert,
  hint: Info,
};

/** All problems of the project, errors first: a click goes there, a fix is one more click. */
export function ProblemsPanel() {
  const analysis = useEditor((state) => state.analysis);
  const several = Object.keys(analysis.graphs).length > 1;
  const sorted = useMemo(
    () =>
      [...projectDiagnostics(analysis)].sort(
        (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
      ),
    [analysis],
  );
  if (sorted.length === 0) {
    return (
      <EmptyState icon={<CircleCheck size={24} />} title="No problems">
        Every shape fits. Whatever goes wrong will be listed here, with ways out.
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list} aria-label="Problems">
      {sorted.map((diagnostic) => (
        <Problem
          key={`${diagnostic.graph}/${diagnostic.node}/${diagnostic.code}/${diagnostic.port}/${diagnostic.message}`}
          diagnostic={diagnostic}
          showsGraph={several}
        />
      ))}
    </ul>
  );
}

interface ProblemProps {
  readonly diagnostic: Diagnostic;
  readonly showsGraph: boolean;
}

function Problem({ diagnostic, showsGraph }: ProblemProps) {
  const { severity, graph, node, field, message, code, fixes } = diagnostic;
  const Icon = icons[severity];
  const goThere = (): void => {
    const editor = useEditor.getState();
    const place = problemPlace(editor.analysis, diagnostic);
    if (place === null) editor.showGraph(graph);
    else editor.focusNode(graph, place, field);
  };
  return (
    <li className={styles.problem}>
      <button type="button" className={styles.place} title={code} onClick={goThere}>
        <Icon className={classNames(styles.icon, styles[severity])} aria-label={severity} />
        <span className={styles.node}>
          {[showsGraph && graph, node].filter(Boolean).join(' / ')}
        </span>
        <span className={styles.message}>{message}</span>
      </button>
      {fixes.length > 0 && (
        <span className={styles.fixes}>
          {fixes.map((fix) => (
            <Button key={fix.title} size="small" onClick={() => applyFix(graph, fix)}>
              {fix.title}
            </Button>
          ))}
        </span>
      )}
    </li>
  );
}
