import type { Diagnostic } from '../../../src/analysis/diagnostic';
import { setPhase } from '../../../src/document/edits/projectEdits';
import { Button } from '../../controls/Button';
import { classNames } from '../../controls/classNames';
import { useLayout } from '../../shell/layoutStore';
import { useEditor } from '../../store/editorStore';
import type { CurrentPhase } from '../../training/currentPhase';
import styles from './PhaseProblems.module.css';

/** What stands in the way of training, and ways out. */
export function PhaseProblems({ current }: { readonly current: CurrentPhase }) {
  const { diagnostics, networkErrors } = current;
  if (networkErrors === 0 && diagnostics.length === 0) return null;
  const { focusNode, edit } = useEditor.getState();
  const apply = ({ edit: fix }: Diagnostic['fixes'][number]): void => {
    // A fix of a proposed phase needs it in the project.
    if (current.isDraft && !edit(setPhase(current.index, current.phase))) return;
    edit(fix);
  };
  return (
    <ul className={styles.problems}>
      {networkErrors > 0 && (
        <li className={classNames(styles.problem, styles.error)}>
          <p>
            {networkErrors === 1
              ? 'The network has an error.'
              : `The network has ${networkErrors} errors.`}
          </p>
          <Button size="small" onClick={() => useLayout.getState().showTab('problems')}>
            Show problems
          </Button>
        </li>
      )}
      {diagnostics.map((problem) => (
        <li
          key={`${problem.code} ${problem.message}`}
          className={classNames(styles.problem, styles[problem.severity])}
        >
          <p>{problem.message}</p>
          <span className={styles.fixes}>
            {problem.fixes.map((fix) => (
              <Button key={fix.title} size="small" onClick={() => apply(fix)}>
                {fix.title}
              </Button>
            ))}
            {problem.node !== null && (
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
