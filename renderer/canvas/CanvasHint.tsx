import { Workflow } from 'lucide-react';
import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';
import { useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import styles from './Canvas.module.css';

/** What to do on an empty canvas. */
export function CanvasHint() {
  const isEmpty = useEditor((state) => {
    const analysis = selectGraphAnalysis(state);
    return !analysis || Object.keys(analysis.graph.nodes).length === 0;
  });
  if (!isEmpty) return null;
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
