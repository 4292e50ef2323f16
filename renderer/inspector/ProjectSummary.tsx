import { useMemo } from 'react';
import type { GraphAnalysis } from '../../src/analysis/analyse';
import { conventions, summarise } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { setProjectNotes } from '../../src/document/edits/projectEdits';
import { PanelHeader } from '../controls/PanelHeader';
import { selectProject, useEditor } from '../store/editorStore';
import styles from './Inspector.module.css';
import { NumberRow } from './NodeNumbers';

/** What is shown while nothing is selected: the graph in numbers, and the project's notes. */
export function ProjectSummary({ analysis }: { readonly analysis: GraphAnalysis }) {
  const notes = useEditor((state) => selectProject(state).notes ?? '');
  const { edit, closeStep } = useEditor.getState();
  const { totals, complete } = useMemo(() => summarise(analysis, 1, 0), [analysis]);
  const nodeCount = Object.keys(analysis.graph.nodes).length;
  const atLeast = complete ? '' : '≥ ';
  return (
    <>
      <PanelHeader title={analysis.id} detail="network" />
      <div className={styles.body}>
        <section>
          <dl className={styles.numbers}>
            <NumberRow label="Nodes" value={formatCount(nodeCount)} />
            <NumberRow
              label="Parameters"
              value={atLeast + formatCount(totals.parameters)}
              exact={`${formatExact(totals.parameters)}, ${formatExact(totals.trainableParameters)} trainable. ${conventions.parameters}`}
            />
            <NumberRow
              label="MACs"
              value={atLeast + formatCount(totals.macs)}
              exact={`${formatExact(totals.macs)}. ${conventions.macs}`}
            />
            <NumberRow
              label="Weights"
              value={atLeast + formatBytes(totals.weightBytes)}
              exact={`${formatExact(totals.weightBytes)} bytes`}
            />
            <NumberRow
              label="Activations"
              value={atLeast + formatBytes(totals.activationBytes)}
              exact={`${formatExact(totals.activationBytes)} bytes for one example. ${conventions.activationBytes}`}
            />
          </dl>
        </section>
        <section className={styles.notes}>
          <h3>Notes</h3>
          <textarea
            aria-label="Notes about the project"
            placeholder="Where it comes from, what to look at…"
            value={notes}
            onChange={(event) => edit(setProjectNotes(event.target.value))}
            onBlur={closeStep}
          />
        </section>
      </div>
    </>
  );
}
