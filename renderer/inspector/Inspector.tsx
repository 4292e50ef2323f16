import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { lazy, Suspense } from 'react';
import { renameNode } from '../../src/document/edits/nodeEdits';
import type { InputsByPort } from '../../src/kinds/layerKind';
import { editAlone } from '../canvas/canvasActions';
import { Button } from '../controls/Button';
import { EmptyState } from '../controls/EmptyState';
import { PanelHeader } from '../controls/PanelHeader';
import { TextField } from '../controls/TextField';
import { useLayout } from '../shell/layoutStore';
import { selectGraphAnalysis, useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import styles from './Inspector.module.css';
import { NodeForm } from './NodeForm';
import { NodeNumbers } from './NodeNumbers';
import { ProjectSummary } from './ProjectSummary';

const Formula = lazy(() => import('../text/Formula'));

/** What is selected, to look at and to change. */
export function Inspector() {
  const analysis = useEditor(selectGraphAnalysis);
  const selection = useEditor((state) => state.selection);
  if (!analysis) return <EmptyState title="There is no graph" />;
  const selected = selection.flatMap((id) => analysis.nodes.get(id) ?? []);
  const [first] = selected;
  return (
    <div className={styles.inspector}>
      {!first && <ProjectSummary analysis={analysis} />}
      {first && selected.length === 1 && (
        <OneNode key={first.node.id} graph={analysis} found={first} />
      )}
      {first && selected.length > 1 && <SeveralNodes graph={analysis} selected={selected} />}
    </div>
  );
}

interface OneNodeProps {
  readonly graph: GraphAnalysis;
  readonly found: NodeAnalysis;
}

function OneNode({ graph, found }: OneNodeProps) {
  const { node, kind } = found;
  const diagnostics = graph.diagnostics.filter((diagnostic) => diagnostic.node === node.id);
  const hasRow = (field: string | undefined): boolean =>
    field !== undefined && kind !== null && Object.hasOwn(kind.fields, field);
  const rename = (name: string): void => {
    if (editAlone(renameNode(graph.id, node.id, name))) useEditor.getState().select([name]);
  };
  return (
    <>
      <PanelHeader title={kind?.title ?? `Unknown kind ${node.kind}`} />
      <div className={styles.body}>
        <section>
          <div className={styles.row}>
            <label htmlFor="node-name">Name</label>
            <div className={styles.control}>
              <TextField id="node-name" value={node.id} onCommit={rename} />
            </div>
          </div>
          {diagnostics
            .filter(({ field }) => !hasRow(field))
            .map((diagnostic) => (
              <DiagnosticNote key={diagnostic.code + diagnostic.port} diagnostic={diagnostic} />
            ))}
          {kind && (
            <NodeForm
              graphId={graph.id}
              kind={kind}
              nodes={[node]}
              diagnostics={diagnostics.filter(({ field }) => hasRow(field))}
            />
          )}
        </section>
        <section>
          <h3>Numbers</h3>
          <NodeNumbers analysis={found} />
        </section>
        <NodeFormula found={found} />
        {kind && (
          <section className={styles.docs}>
            <h3>About</h3>
            <p className="readable">{kind.summary}</p>
            <p className="readable">{kind.source}</p>
            <Button size="small" onClick={() => useLayout.getState().showDocumentation(kind.id)}>
              Documentation
            </Button>
          </section>
        )}
      </div>
    </>
  );
}

function NodeFormula({ found }: { readonly found: NodeAnalysis }) {
  const { kind, fields, inputs, outputs } = found;
  if (!kind || !fields || !outputs) return null;
  const lines = kind.formula(fields, inputs as InputsByPort, outputs);
  return (
    <section>
      <h3>Formula</h3>
      <Suspense fallback={<p className={styles.quiet}>Typesetting…</p>}>
        <Formula lines={lines} />
      </Suspense>
    </section>
  );
}

interface SeveralNodesProps {
  readonly graph: GraphAnalysis;
  readonly selected: readonly NodeAnalysis[];
}

function SeveralNodes({ graph, selected }: SeveralNodesProps) {
  const [first] = selected;
  const kind = selected.every((found) => found.kind === first?.kind) ? first?.kind : null;
  return (
    <>
      <PanelHeader title={`${selected.length} nodes`} detail={kind?.title ?? 'of several kinds'} />
      <div className={styles.body}>
        <section>
          {kind ? (
            <NodeForm
              graphId={graph.id}
              kind={kind}
              nodes={selected.map((found) => found.node)}
              diagnostics={[]}
            />
          ) : (
            <p className={styles.quiet}>
              Select nodes of one kind to change their fields together.
            </p>
          )}
        </section>
      </div>
    </>
  );
}
