import type { DiagnosticFix } from '../../../src/analysis/diagnostic';
import { withRoom } from '../../canvas/makeRoom';
import { Button } from '../../controls/Button';
import { classNames } from '../../controls/classNames';
import { useLayout } from '../../shell/layoutStore';
import { useEditor } from '../../store/editorStore';
import { type CurrentPhase, editPhase } from '../../training/currentPhase';
import styles from './PhaseProblems.module.css';

/** What stands in the way of training, and ways out. */
export function PhaseProblems({ current }: { readonly current: CurrentPhase }) {
  const { diagnostics, networkErrors, draft } = current;
  if (networkErrors.length === 0 && diagnostics.length === 0) return null;
  const { focusNode, closeStep } = useEditor.getState();
  const apply = (graphId: string, { edit, title }: DiagnosticFix): void => {
    closeStep();
    editPhase(current, withRoom(graphId, { ...edit, label: title }));
    closeStep();
  };
  return (
    <ul className={styles.problems}>
      {networkErrors.map(({ network, count }) => (
        <li key={network} className={classNames(styles.problem, styles.error)}>
          <p>
            {count === 1
              ? `The network ${network} has an error.`
              : `The network ${network} has ${count} errors.`}
          </p>
          <Button size="small" onClick={() => useLayout.getState().showTab('problems')}>
            Show problems
          </Button>
        </li>
      ))}
      {diagnostics.map((problem) => (
        <li
          key={`${problem.code} ${problem.message}`}
          className={classNames(styles.problem, styles[problem.severity])}
        >
          <p>{problem.message}</p>
          <span className={styles.fixes}>
            {problem.fixes.map((fix) => (
              <Button key={fix.title} size="small" onClick={() => apply(problem.graph, fix)}>
                {fix.title}
              </Button>
            ))}
            {problem.node !== null && !draft && (
              <Button
                size="small"
                tone="quiet"
                onClick={() => focusNode(problem.graph, problem.node as string, problem.field)}
              >
                Show {problem.node}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
