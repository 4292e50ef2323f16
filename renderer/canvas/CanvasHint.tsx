import { Workflow } from 'lucide-react';
import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';
import { useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, selectStepAnalysis, useEditor } from '../store/editorStore';
import styles from './Canvas.module.css';

/** What to do on an empty canvas. */
export function CanvasHint() {
  const isEmpty = useEditor((state) => {
    const analysis = selectGraphAnalysis(state);
    return !analysis || Object.keys(analysis.graph.nodes).length === 0;
  });
  const isStep = useEditor((state) => selectStepAnalysis(state) !== null);
  if (!isEmpty) return null;
  if (isStep) {
    return (
      <div className={styles.hint}>
        <EmptyState icon={<Workflow size={28} />} title="Draw a training step">
          Drag data and the project's networks from the library, wire what they give to a loss, and
          the loss to an update such as Adam. Double-click here to search.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={styles.hint}>
      <EmptyState
        icon={<Workflow size={28} />}
        title="Draw a network"
        actions={
          <Button onClick={() => useLayout.getState().showDialog('templates')}>
            Open a template…
          </Button>
        }
      >
        Drag layers from the library, or double-click here to search. Begin with an input, then wire
        each layer to the next.
      </EmptyState>
    </div>
  );
}
