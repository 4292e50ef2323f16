import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { useMemo } from 'react';
import { conventions, summarise } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { PanelHeader } from '../controls/PanelHeader';
import { useEditor } from '../store/editorStore';
import styles from './Inspector.module.css';
import { NumberRow } from './NodeNumbers';
import { ProjectNotes } from './ProjectNotes';

/** What is shown while nothing is selected: the graph in numbers, and the project's notes. */
export function ProjectSummary({ analysis }: { readonly analysis: GraphAnalysis }) {
  const opened = useEditor((state) => state.opened);
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
        <ProjectNotes key={opened} />
      </div>
    </>
  );
}
