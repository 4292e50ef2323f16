import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { modelProblems } from '../../../src/codegen/tfjs-ts/generateModel';
import { Button } from '../../controls/Button';
import { useEditor } from '../../store/editorStore';
import styles from './CodePanel.module.css';

/** What stands in the way of code, each problem with its fixes and the way to its node. */
export function CodeProblems({ analysis }: { readonly analysis: GraphAnalysis }) {
  const problems = modelProblems(analysis);
  const { focusNode, edit } = useEditor.getState();
  return (
    <div className={styles.problems}>
      <h3>There is no code yet</h3>
      <ul>
        {problems.map(({ code, node, field, message, fixes }) => (
          <li key={`${code} ${node} ${message}`} className={styles.problem}>
            <span>{message}</span>
            <span className={styles.fixes}>
              {node !== null && (
                <Button
                  size="small"
                  tone="quiet"
                  onClick={() => focusNode(analysis.id, node, field)}
                >
                  Show {node}
                </Button>
              )}
              {fixes.map((fix) => (
                <Button key={fix.title} size="small" onClick={() => edit(fix.edit)}>
                  {fix.title}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
